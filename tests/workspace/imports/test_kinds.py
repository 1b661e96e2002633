"""A kind that is none is told at the cell where it stands; ids and labels in both languages are kinds."""

import pandas as pd
import pytest

from tensen.messages import Finding
from tensen.model.coerce import LINE, ORIGIN
from tensen.model.labels import choice_called
from tensen.model.schema import tables
from tensen.workspace.imports.kinds import told_at_kind


def test_a_kind_that_is_none_is_told_at_the_kind() -> None:
    nodes = pd.DataFrame({"kind": ["仕入れ先"], "id": ["仕入れ先.kanto"], ORIGIN: ["a.csv"], LINE: [2]})
    where = {"file": "a.csv", "row": 2, "column": "id"}
    other = Finding("not_id", {**where, "row": 3}, {"value": "x y"})
    told, left = told_at_kind([Finding("not_id", where, {"value": "仕入れ先.kanto"}), other], nodes)
    assert (told.key, told.where["column"], told.where["row"]) == ("kind_unread", "kind", 2)
    assert "supplier（仕入先）" in told.words("ja")
    assert left is other


@pytest.mark.parametrize("word", ["supplier", "仕入先", "Supplier"])
def test_ids_and_labels_are_kinds(word: str) -> None:
    assert choice_called(tables()["nodes"].columns["kind"], word) == "supplier"
