"""A wrong system or batch is refused with the field and the first index at fault."""

import numpy as np
import pytest

from tensen.engine.shock import Batch
from tensen.engine.validate import validate, validate_batch

GOOD = (0, 1, 1.0, True, 1.0, 0.0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((2, 1, 1.0, True, 1.0, 0.0), r"edge_source\[1\] = 2 must be from 0 to 1"),
        ((0, -1, 1.0, True, 1.0, 0.0), r"need_target\[1\] = -1 must be from 0 to 1"),
        ((0, 1, -0.1, True, 1.0, 0.0), r"edge_weight\[1\] = -0.1 must be 0 or more"),
        ((0, 1, np.nan, True, 1.0, 0.0), r"edge_weight\[1\] = nan must be 0 or more"),
        ((0, 1, 0.7, True, 1.0, 0.0), r"need_slack\[1\] = -0.3\d* must be 0 or more: give what is missing"),
        ((0, 1, 1.0, True, 1.1, 0.0), r"term_coef\[1\] = 1.1 must be within 0 and 1"),
        ((0, 1, 1.0, True, np.nan, 0.0), r"term_coef\[1\] = nan must be within 0 and 1"),
        ((0, 1, 1.0, True, 1.0, -0.1), r"term_rho\[1\] = -0.1 must be within 0 and 1"),
    ],
)
def test_bad_rows(chain, row, message):
    with pytest.raises(ValueError, match=message):
        validate(chain(2, GOOD, row))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"term_replace_max": [-1.0]}, r"term_replace_max\[0\] = -1.0 must be 0 or more"),
        ({"term_replace_max": [0.0, 0.0]}, "term_replace_max must have 1 entries like term_need, not 2"),
        ({"need_slack": [-0.1]}, r"need_slack\[0\] = -0.1 must be 0 or more"),
        ({"need_slack": [0.0, 0.0]}, "need_slack must have 1 entries, not 2"),
        ({"final_share": [0.5]}, "final_share must have 2 entries, not 1"),
        ({"final_share": [0.5, 1.5]}, r"sale_share\[1\] = 1.5 is what the supplier with this index sells"),
        ({"final_share": [0.5, -0.5]}, r"final_share\[1\] = -0.5 must be 0 or more"),
        ({"sale_supplier": [0], "sale_customer": [2], "sale_share": [0.1]}, r"sale_customer\[0\] = 2"),
        ({"sale_supplier": [0], "sale_customer": [1], "sale_share": [-0.1]}, r"sale_share\[0\] = -0.1"),
        (
            {"sale_supplier": [0], "sale_customer": [1]},
            "sale_share must have 1 entries like sale_supplier, not 0",
        ),
        (
            {"sale_supplier": [1], "sale_customer": [1], "sale_share": [0.1], "sale_edge": [0]},
            r"sale_edge\[0\] = 0 joins other nodes than the sale",
        ),
    ],
)
def test_bad_fields(chain, fields, message):
    with pytest.raises(ValueError, match=message):
        validate(chain(2, GOOD, **fields))


def test_linear_terms_may_not_ask_for_more_than_everything(chain):
    with pytest.raises(ValueError, match=r"term_coef\[1\] = 1.2 is the sum of a over the linear terms"):
        validate(chain(2, (0, 1, 1.0, False, 0.6, 0.0), (0, 1, 1.0, False, 0.6, 0.0)))


def test_good_systems_pass(chain):
    validate(chain(0))
    validate(chain(2, GOOD, sale_supplier=[0], sale_customer=[1], sale_share=[1.0], sale_edge=[0]))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"s": [[0.0], [1.5]]}, r"s\[1, 0\] = 1.5 must be within 0 and 1"),
        ({"s": [[0.0], [np.nan]]}, r"s\[1, 0\] = nan must be within 0 and 1"),
        ({"cut_edge": [1], "cut_column": [0]}, r"cut_edge\[0\] = 1 must be from 0 to 0"),
        ({"cut_edge": [0], "cut_column": [1]}, r"cut_column\[0\] = 1 must be from 0 to 0"),
        ({"cut_edge": [0], "cut_column": [0, 0]}, "cut_column must have 1 entries like cut_edge, not 2"),
        ({"cut_edge": [0], "cut_column": [0], "cut_level_loss": [2.0]}, r"cut_level_loss\[0\] = 2.0"),
        ({"final_loss": [[0.0]]}, r"final_loss must have shape \(2, 1\), not \(1, 1\)"),
        ({"final_loss": [[0.0], [2.0]]}, r"final_loss\[1, 0\] = 2.0"),
    ],
)
def test_bad_batches(chain, fields, message):
    with pytest.raises(ValueError, match=message):
        validate_batch(chain(2, GOOD), Batch(**{"s": np.zeros((2, 1)), **fields}))
