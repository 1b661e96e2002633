"""Is a pack sound: rows, assertions, files, words, sources, claims, scenarios and cases."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.hits import faults_of
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import changed
from tensen.messages import Finding, TensenError
from tensen.model import Network
from tensen.model.schema import TABLES
from tensen.packs.assertions import broken_assertions
from tensen.packs.build import build_packs
from tensen.packs.cases import Case, read_case, run_case
from tensen.packs.cases import uncited as uncited_case
from tensen.packs.claims import faults_of_claims, read_claims
from tensen.packs.files import files_of, unread_columns, unread_files
from tensen.packs.pack import Pack
from tensen.packs.papers import documents, faults_of_sources, undocumented, untranslated
from tensen.packs.registry import with_includes
from tensen.packs.scenarios import read_scenario, unrecovered
from tensen.packs.scenarios import uncited as uncited_scenario
from tensen.packs.trouble import each, findings_of
from tensen.packs.watch import Reads
from tensen.workspace.assumed import Assumed, assumed_of

Step = Callable[[], None]


@dataclass
class Soundness:
    """What was found wrong with a pack, and how much was looked at.

    Attributes:
        pack: the pack's id.
        packs: it and what it includes, in the order of building.
        findings: errors and warnings, each with place and repair.
        checked: how many of what: ``files``, ``rows`` (and ``rows_<table>``), ``sources``, ``claims``,
            ``documents`` of the pack itself; ``assertions``, ``scenarios``, ``cases``, ``dependence`` sets,
            ``recovery`` profiles and ``hazards`` of all the packs.
        built: whether the network could be built; if not, only what needs none was looked at.
    """

    pack: str
    packs: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    built: bool = True

    @property
    def errors(self) -> list[Finding]:
        """The findings that are no mere warnings."""
        return [finding for finding in self.findings if finding.severity == "error"]


def check_packs(name: str | Path, step: Step = lambda: None) -> Soundness:
    """Check a pack by its name or folder, with all that it includes.

    Files, words, sources and claims are looked at in the pack itself; assertions, scenarios and cases also in
    what it includes, since rows that are added may break them.

    Raises:
        TensenError: there is no such pack, or a ``pack.toml`` cannot be used.
    """
    packs = with_includes(name)
    pack = packs[-1]
    found = Soundness(pack.id, tuple(p.id for p in packs))
    try:
        network, reads = build_packs(packs)
    except TensenError as problem:
        found.built = False
        _, faults = each(read_scenario, _scenario_files(pack))
        found.findings += [*findings_of(problem), *_on_paper(pack, found), *faults]
        return found
    frame = frame_of(network)
    step()
    found.findings += [f for p in packs for f in broken_assertions(p, network)]
    found.findings += [f for f in network.warnings if str(f.where.get("file", "")).startswith(f"{pack.id}/")]
    found.findings += chain(_in_files(pack, reads[pack.id], found), _on_paper(pack, found))
    assumed = assumed_of(packs)
    scenarios = _scenarios(packs, frame, found, assumed)
    cases = _cases(packs, frame, scenarios, found, step)
    found.findings += assumed.faults(frame, scenarios)
    found.checked.update(assumed.checked)
    found.findings += _cited(pack, network, scenarios, cases, found, assumed)
    found.checked["assertions"] = sum(len(p.assertions) for p in packs)
    return found


def _in_files(pack: Pack, reads: Reads, found: Soundness) -> Iterator[Finding]:
    for table in TABLES:
        found.checked[f"rows_{table}"] = reads.rows[table]
        found.checked["rows"] += reads.rows[table]
    yield from unread_files(pack, reads)
    yield from unread_columns(pack, reads)


def _on_paper(pack: Pack, found: Soundness) -> Iterator[Finding]:
    found.checked["files"] = len([*files_of(pack)])
    found.checked["documents"] = len(documents(pack))
    yield from undocumented(pack)
    yield from untranslated(pack)


def _scenarios(
    packs: Sequence[Pack], frame: Frame, found: Soundness, assumed: Assumed
) -> dict[str, Scenario]:
    """The scenarios of all packs; what is wrong with one is told, and the others are looked at as well."""
    known, sources = dict[str, Scenario](), set(frame.network.sources["id"])
    for pack in packs:
        read, faults = each(read_scenario, _scenario_files(pack))
        found.findings += faults
        for scenario in read:
            found.findings += [*faults_of(frame, scenario), *uncited_scenario(scenario, sources)]
            found.findings += [*_changes(frame, scenario), *unrecovered(scenario, assumed.profiles)]
            known[scenario.id] = scenario
    found.checked["scenarios"] = len(known)
    return known


def _scenario_files(pack: Pack) -> list[Path]:
    return sorted((pack.path / "scenarios").glob("*.toml"))


def _changes(frame: Frame, scenario: Scenario) -> list[Finding]:
    try:
        changed(frame.network.assumptions, scenario)
    except TensenError as problem:
        return findings_of(problem)
    return []


def _cases(
    packs: Sequence[Pack], frame: Frame, scenarios: Mapping[str, Scenario], found: Soundness, step: Step
) -> list[Case]:
    cases, sources = list[Case](), set(frame.network.sources["id"])
    for pack in packs:
        paths = sorted((pack.path / "cases").glob("*.toml"))
        read, faults = each(lambda path: read_case(path, scenarios), paths)
        found.findings += faults
        for case in read:
            found.findings += uncited_case(case, sources)
            try:
                found.findings += run_case(case, frame, pack.id)
            except TensenError as problem:
                found.findings += findings_of(problem, file=f"{case.id}.toml")
            step()
        cases += read
    found.checked["cases"] = len(cases)
    return cases


def _cited(
    pack: Pack,
    network: Network,
    scenarios: Mapping[str, Scenario],
    cases: Sequence[Case],
    found: Soundness,
    assumed: Assumed,
) -> Iterator[Finding]:
    """Claims, and sources against all that cites them."""
    claims, faults = read_claims(pack)
    sources = set(network.sources["id"])
    found.checked["claims"] = len(claims)
    found.checked["sources"] = found.checked["rows_sources"]
    yield from faults
    if not faults and (pack.path / "claims.csv").is_file():
        yield from faults_of_claims(pack, claims, sources)
    cited = {
        str(i) for t in TABLES if t != "sources" for i in network.tables[t]["source_id"].dropna().unique()
    }
    cited |= {i for words in network.sources["derived_from"].dropna() for i in words.split("|")}
    cited |= {i for scenario in scenarios.values() for i in scenario.sources}
    cited |= {expectation.source for case in cases for expectation in case.expectations}
    cited |= set(claims["source_id"]) if "source_id" in claims else set()
    cited |= assumed.cited
    yield from faults_of_sources(pack, cited)
