"""Every loss is taken apart into the binding term and shares that add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.equilibrium import equilibrium
from tensen.engine.shock import Batch
from tensen.engine.system import System
from tensen.engine.trace import Kind, binding_terms

DEMANDS = ("off", "decoupled", "coupled")


@pytest.mark.parametrize("demand", DEMANDS)
@settings(max_examples=30)
@given(data=st.data())
def test_the_binding_side_gives_the_loss_and_shares_add_up(data, cases, demand):
    case = data.draw(cases)
    solved = equilibrium(case.system, case.batch, demand=demand, tol=1e-12, max_rounds=20_000)
    for column in range(case.batch.columns):
        binding = binding_terms(case.system, solved, case.batch, column)
        np.testing.assert_allclose(binding.value, solved.loss[:, column], atol=1e-8)
        total = np.bincount(binding.links.node, binding.links.share, case.system.n)
        traced = (binding.kind != Kind.NONE) & (binding.kind != Kind.SHOCK)
        np.testing.assert_allclose(total, traced.astype(float), atol=1e-9)
        assert np.array_equal(binding.term >= 0, binding.kind == Kind.CRITICAL)
        assert np.all(binding.kind[solved.loss[:, column] == 0] == Kind.NONE)


@pytest.mark.parametrize("demand", DEMANDS)
@settings(max_examples=30)
@given(data=st.data())
def test_following_earlier_links_ends_at_the_shock(data, cases, demand):
    case = data.draw(cases)
    solved = equilibrium(case.system, case.batch, demand=demand, when=True)
    column = 1
    when = solved.when[:, column]
    binding = binding_terms(case.system, solved, case.batch, column, earlier=True)
    assert np.array_equal(binding.kind != Kind.NONE, when >= 0)
    links = binding.links
    cut = np.isin(links.edge, case.batch.cut_edge[case.batch.cut_column == column])
    passed_on = (links.supplier >= 0) & ~cut
    assert np.all(when[links.supplier[passed_on]] < when[links.node[passed_on]])
    assert np.all(when[links.supplier[passed_on]] >= 0)


def test_shares_of_suppliers_by_hand():
    """Critical need with shares 0.6 (lost 0.5) and 0.4 (lost 1): 0.3 + 0.4, so shares 3/7 and 4/7."""
    system = System(
        n=3,
        need_target=[0],
        edge_source=[1, 2],
        edge_need=[0, 0],
        edge_weight=[0.6, 0.4],
        term_need=[0],
        term_critical=[True],
        term_coef=[1.0],
        term_rho=[0.0],
    )
    batch = Batch(s=[[0.0], [0.5], [1.0]])
    binding = binding_terms(system, equilibrium(system, batch), batch, 0)
    mine = binding.links.of(0)
    assert binding.kind.tolist() == [Kind.CRITICAL, Kind.SHOCK, Kind.SHOCK]
    assert binding.term[0] == 0
    assert binding.links.supplier[mine].tolist() == [2, 1]
    np.testing.assert_allclose(binding.links.share[mine], [4 / 7, 3 / 7])


def test_lost_final_demand_has_no_supplier(chain):
    system = chain(2, sale_supplier=[0], sale_customer=[1], sale_share=[0.5], final_share=[0.5, 0.0])
    batch = Batch(s=[[0.0], [0.2]], final_loss=[[0.6], [0.0]])
    binding = binding_terms(system, equilibrium(system, batch, demand="coupled"), batch, 0)
    mine = binding.links.of(0)
    assert binding.kind[0] == Kind.DEMAND
    assert binding.links.supplier[mine].tolist() == [-1, 1]
    np.testing.assert_allclose(binding.links.share[mine], [0.75, 0.25])  # 0.3 and 0.1 of 0.4


def test_earlier_needs_rounds(chain):
    system = chain(2, (0, 1, 1.0, True, 1.0, 0.0))
    batch = Batch(s=[[1.0], [0.0]])
    with pytest.raises(ValueError, match="solved with when=True"):
        binding_terms(system, equilibrium(system, batch), batch, 0, earlier=True)
