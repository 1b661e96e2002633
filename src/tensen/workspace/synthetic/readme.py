"""README.md of a made network: what it is, what it is not, asked against measured, sources."""

from typing import Any

from tensen.messages import Language, text
from tensen.workspace.synthetic.declared import assumption
from tensen.workspace.synthetic.made import ASSUMED, Made

ROWS = (
    "firms",
    "edges",
    "mean_degree",
    "size_exponent",
    "customers_exponent",
    "suppliers_exponent",
    "most_customers",
    "most_suppliers",
    "without_customers",
    "without_suppliers",
    "size_and_customers",
    "size_and_suppliers",
    "largest_firm",
    "self_loops",
    "block_error",
    "misplaced_sales",
    "misplaced_purchases",
)


def asked_of(made: Made) -> dict[str, str]:
    """What was asked for, where something was."""
    asked = made.about["asked"]
    degree = f"{asked['exponent'] / asked['growth']:.2f}" if asked["growth"] else "–"
    return {
        "firms": f"{asked['firms']:,}",
        "edges": f"{round(asked['firms'] * asked['mean_degree']):,}",
        "mean_degree": f"{asked['mean_degree']:g}",
        "size_exponent": f"{asked['exponent']:g}",
        "customers_exponent": degree,
        "suppliers_exponent": degree,
        "block_error": "0",
    }


def measured(made: Made) -> dict[str, str]:
    """Each moment in few digits: ``1.02 ± 0.01``, before → after."""
    return {name: _figure(name, made.about["measured"][name]) for name in ROWS}


def _figure(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name.startswith("misplaced"):
        return f"{100 * value[0]:.1f} % → {100 * value[1]:.1f} %"
    if isinstance(value, tuple):
        return f"{value[0]:.2f} ± {value[1]:.2f}"
    if name.startswith("without") or name == "largest_firm":
        return f"{100 * value:.1f} %"
    if name == "block_error":
        return f"{value:.0e}"
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def readme(made: Made, format: str, lang: Language) -> str:  # noqa: A002
    """Markdown in one language."""
    asked, found = asked_of(made), measured(made)
    head = [text(f"generate.column_{c}", lang) for c in ("moment", "asked", "measured")]
    moments = [f"| {text(f'generate.moment_{m}', lang)} | {asked.get(m, '')} | {found[m]} |" for m in ROWS]
    lines = [
        f"# {text('generate.title', lang)}",
        "",
        text("generate.not_observed", lang),
        "",
        f"- {origin(made, lang)}",
        f"- {essential(made, lang)}",
        f"- {text('generate.counts_' + made.about['firms_per_sector'], lang)}",
        *(
            f"- {text('generate.rule_' + rule, lang)}"
            for rule in ("sizes", "links", "weights", "final", "loops")
        ),
        "",
        f"| {' | '.join(head)} |",
        "|---|---|---|",
        *moments,
        "",
        text("generate.how_measured", lang),
        "",
        f"## {text('generate.assumptions', lang)}",
        "",
        *(_assumption(name, made, lang) for name in ASSUMED),
        "",
        f"## {text('generate.sources', lang)}",
        "",
        *(_source(row) for row in made.about["sources"]),
        "",
        f"## {text('generate.next', lang)}",
        "",
        "```",
        f"tensen esri --edges edges.{format} --sectors sectors.{format} --essential essential.{format} "
        f"--final-demand final_demand.{format}",
        "```",
    ]
    return "\n".join(lines) + "\n"


def origin(made: Made, lang: Language) -> str:
    """Where the table comes from, and what is odd about it."""
    table = made.about["table"]
    numbers = {"sectors": table["sectors"], "pairs": f"{table['pairs']:,}"}
    if "country" in table:
        said = text("generate.table_network", lang, country=table["country"], unit=table["unit"], **numbers)
    else:
        said = text("generate.table_file", lang, file=table.get("file", "–"), **numbers)
    clipped = table.get("clipped")
    return f"{said} {text('generate.clipped', lang, codes=', '.join(clipped))}" if clipped else said


def essential(made: Made, lang: Language) -> str:
    """Where the matrix comes from, and what of it was lowered."""
    said = text(f"generate.levels_{made.about['essential']}", lang)
    pairs = made.about["lowered"]
    if not pairs:
        return said
    share = f"{100 * made.about['asked']['home_share']:g}"
    listed = ", ".join(f"{sells} → {buys}" for sells, buys in pairs)
    return f"{said} {text('generate.lowered', lang, share=share, count=len(pairs), pairs=listed)}"


def _assumption(name: str, made: Made, lang: Language) -> str:
    row = assumption(name)
    ends = {key: row[key] for key in ("low", "central", "high")}
    note = row["note"].split(" ／ ")[0 if lang == "en" else -1]
    taken = f"{made.about['asked'][ASSUMED[name]]:g}"
    return f"- {text('generate.assumed', lang, name=row[f'name_{lang}'], taken=taken, note=note, **ends)}"


def _source(row: dict[str, str]) -> str:
    parts = (row.get("publisher"), row["title"], row.get("date"), row.get("licence"), row.get("address"))
    return f"- {'. '.join(str(part) for part in parts if part)}"
