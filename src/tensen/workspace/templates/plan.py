"""Which sheets a template has, and which columns and words stand in each."""

import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from tensen.messages import LANGUAGES, Language, TensenError, nearest, text
from tensen.model import Network
from tensen.model.labels import choices, forms, label, note, plain, unit
from tensen.model.schema import PROVENANCE, TABLES, Column, kinds

SUPPLIERS, ALL = "suppliers", "all"
_ORDER = ("suppliers", "nodes", "memberships", "carriers", "edges", "requirements", "assumptions", "sources")


@dataclass(frozen=True)
class Field:
    """One column of a sheet.

    Attributes:
        choices: what the drop-down offers; empty for none.
        listed: the list of the atlas that it takes its drop-down from: countries, carriers or none ("").
    """

    column: Column
    table: str
    required: bool
    choices: tuple[str, ...] = ()
    listed: str = ""

    def heading(self, lang: Language) -> str:
        """The label with its unit and, where it must be filled, a star.

        >>> plan(["suppliers"])[0].fields[4].heading("en")
        'annual spend (currency per year) *'
        """
        said = unit(self.column, lang)
        return label(self.table, self.column.name, lang) + f" ({said})" * bool(said) + " *" * self.required

    def meaning(self, lang: Language) -> str:
        """What the column holds, without Markdown."""
        return plain(note(self.table, self.column.name, lang))


@dataclass(frozen=True)
class Sheet:
    """One table of a template; ``example`` holds a cell for each field."""

    table: str
    fields: tuple[Field, ...]
    example: tuple[str | float | None, ...]


@dataclass(frozen=True)
class Listed:
    """Rows ``(id, English, Japanese)`` of the atlas that drop-downs offer."""

    countries: tuple[tuple[str, str, str], ...] = ()
    carriers: tuple[tuple[str, str, str], ...] = ()


def plan(wanted: Sequence[str], lang: Language = "en") -> tuple[Sheet, ...]:
    """The sheets for some kinds of node, ``suppliers`` or ``all``.

    Raises:
        TensenError: no kind is called that; the nearest are suggested.
    """
    known = [*kinds(), SUPPLIERS, ALL]
    for name in wanted:
        if name not in known:
            near = ", ".join(nearest(name, known) or known)
            raise TensenError("unknown_template", exit_code=2, name=name, names=near)
    names = list(dict.fromkeys(known[:-1] if ALL in wanted else wanted))
    bearers = [name for name in names if name != SUPPLIERS]
    tables = [t for t in _ORDER if (SUPPLIERS in names if t == SUPPLIERS else bearers)]
    return tuple(_sheet(table, bearers, lang) for table in tables)


def listed(network: Network) -> Listed:
    """The countries and carriers of ``network`` for the drop-downs."""
    nodes = network.nodes[network.nodes["kind"] == "country"]
    rows = (
        tuple(sorted(frame[["id", "name_en", "name_ja"]].itertuples(index=False, name=None)))
        for frame in (nodes, network.carriers)
    )
    return Listed(*rows)


def _sheet(table: str, wanted: Collection[str], lang: Language) -> Sheet:
    fields = tuple(_fields(table, wanted, lang))
    given = _examples()[table]
    if table == "nodes" and given["kind"] not in wanted:
        given = given | {"kind": next(iter(wanted)), "id": f"{next(iter(wanted))}.example"}
    return Sheet(table, fields, tuple(_shown(field, given.get(field.column.name), lang) for field in fields))


def _shown(field: Field, cell: str | float | None, lang: Language) -> str | float | None:
    return choices(field.column, lang).get(cell, cell) if isinstance(cell, str) and field.choices else cell


def _fields(table: str, wanted: Collection[str], lang: Language) -> Iterator[Field]:
    all_properties = {p for kind in kinds().values() for p in kind.properties}
    own = {p for kind in wanted for p in kinds()[kind].properties}
    for name, column in forms()[table].columns.items():
        if table == "nodes" and name in all_properties - own:
            continue
        optional = (table in TABLES[:-1] and name in PROVENANCE) or (table == "nodes" and name == "id")
        offered = choices(column, lang)
        if name == "kind":
            offered = {kind: words for kind, words in offered.items() if kind in wanted}
        yield Field(
            column, table, column.required and not optional, tuple(offered.values()), _list(table, name)
        )


def _list(table: str, column: str) -> str:
    """Which list of the atlas a column may be picked from: countries for groups, carriers for what flows."""
    if (table, column) in (("memberships", "group"), ("suppliers", "country")):
        return "countries"
    return "carriers" if column == "carrier" else ""


def _examples() -> dict[str, dict[str, str | float]]:
    file = resources.files(__package__).joinpath("examples.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def both(key: str, lang: Language, **params: object) -> list[str]:
    """The words of a key in the language asked for, then in the other."""
    return [text(key, one, **params) for one in languages(lang)]


def languages(lang: Language) -> list[Language]:
    """The language asked for, then the other."""
    return [lang, *(other for other in LANGUAGES if other != lang)]
