"""Errors and findings become words in a language, with place and repair."""

import copy

from tensen.messages import Finding, TensenError, nearest


def test_a_finding_without_a_place() -> None:
    assert Finding("missing", {}, {"name": "id"}).words() == "'id' is empty → fill the cell"


def test_a_finding_names_its_place_in_the_language() -> None:
    finding = Finding("missing", {"file": "a.csv", "row": 3, "column": ""}, {"name": "id"})
    assert finding.words("ja") == "ファイル a.csv, 行 3: 「id」が空です → セルに記入してください"
    assert finding.to_dict()["where"] == {"file": "a.csv", "row": 3}


def test_an_error_lists_its_findings_and_counts_the_rest() -> None:
    findings = [Finding("missing", {"row": n}, {"name": "id"}) for n in range(30)]
    error = TensenError("network_faults", findings=findings, name="x", count=30)
    assert len(error.words().splitlines()) == 22
    assert error.words("ja").endswith("…ほか 10 件")
    assert str(error) == error.words("en")
    assert error.exit_code == 1


def test_near_names() -> None:
    assert nearest("taiwan", ["country.taiwan", "country.jpn"]) == ("country.taiwan",)
    assert nearest("zzzz", ["country.jpn"]) == ()
    assert nearest("JPN", ["country.jpn", "country.jor"])[0] == "country.jpn"
    assert len(nearest("a-b", [f"a-b{n}" for n in range(9)])) == 3


def test_an_error_arrives_whole_from_another_process() -> None:
    error = TensenError(
        "file_missing", findings=[Finding("missing", {"row": 3}, {"name": "id"})], exit_code=2, file="a"
    )
    error.add_note("there")
    again = copy.copy(error)  # copied the way it is sent
    assert (again.words(), again.exit_code, again.__notes__) == (error.words(), 2, ["there"])
