"""Systems: defaults, read-only arrays, siblings that share what they can."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.equilibrium import equilibrium


def test_defaults(chain):
    system = chain(3, (0, 1, 1.5, True, 1.0, 0.0), sale_supplier=[1], sale_customer=[2], sale_share=[0.5])
    assert (system.needs, system.edges, system.terms) == (1, 1, 1)
    assert system.term_replace_max.tolist() == [np.inf]
    assert system.sale_edge.tolist() == [-1]
    assert system.final_share.tolist() == [0.0, 0.0, 0.0]
    assert system.slack.tolist() == [0.5]
    assert system.has_demand
    assert not chain(1).has_demand


def test_rounding_noise_is_no_spare_capacity(chain):
    assert chain(2, (0, 1, 1 + 1e-12, True, 1.0, 0.0)).slack.tolist() == [0.0]
    assert chain(2, (0, 1, 1 - 1e-12, True, 1.0, 0.0)).slack.tolist() == [0.0]
    assert chain(2, (0, 1, 1.0, True, 1.0, 0.0), need_slack=[0.25]).slack.tolist() == [0.25]


def test_arrays_are_read_only_and_the_callers_stay_writeable(chain):
    weights = np.array([1.0])
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0)).with_weights(weights)
    with pytest.raises(ValueError, match="read-only"):
        system.edge_weight[0] = 2.0
    weights[0] = 2.0


def test_indices_must_be_whole_numbers(chain):
    with pytest.raises(ValueError, match="indices must be integers, not float64"):
        chain(2, (0, 1, 1.0, True, 1.0, 0.0), sale_supplier=np.array([0.5]))


def test_siblings_share_prepared_structure(chain):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    laid = system.layout
    other = system.with_terms(term_rho=[0.5])
    assert other.layout is laid
    assert other.term_rho.tolist() == [0.5]
    assert system.term_rho.tolist() == [0.0]
    heavier = system.with_weights([1.5])
    assert heavier.layout is laid
    assert heavier.slack.tolist() == [0.5]
    assert heavier.with_weights([1.5], need_slack=[0.1]).slack.tolist() == [0.1]


@settings(max_examples=25)
@given(data=st.data())
def test_a_sibling_gives_what_a_new_system_gives(data, cases):
    case = data.draw(cases)
    system, rng = case.system, case.rng
    assert system.layout is not None
    changes = {
        "term_critical": ~system.term_critical,
        "term_coef": system.term_coef * 0.1,
        "term_rho": rng.random(system.terms),
        "term_replace_max": rng.random(system.terms),
    }
    sibling = system.with_terms(**changes).with_weights(system.edge_weight * 1.1)
    own = {name: getattr(system, name) for name in system.__dataclass_fields__}
    fresh = type(system)(**{**own, **changes, "edge_weight": system.edge_weight * 1.1})
    expected = equilibrium(fresh, case.batch).loss
    np.testing.assert_allclose(equilibrium(sibling, case.batch).loss, expected, atol=1e-12)
