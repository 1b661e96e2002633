"""The vocabulary of dependence, case by case, with the arithmetic that anyone can check.

Node 0 is the target unless said otherwise; d is the loss of a supplier. The equation is

    shortage  m = (1 - rho) * max(0, sum w*d - (sum w - 1)),   loss = max(s, max k*m, sum a*m)
"""

import numpy as np
import pytest

from tensen.engine.equilibrium import equilibrium
from tensen.engine.linear_programme import linear_programme
from tensen.engine.reference import reference
from tensen.engine.shock import Batch
from tensen.engine.system import System
from tensen.engine.validate import validate


def network(n, *needs, **fields):
    """A system from needs (target, {supplier: weight}, [(mode, coefficient, rho, replace_max), ...])."""
    edges = [
        (source, index, weight) for index, need in enumerate(needs) for source, weight in need[1].items()
    ]
    terms = [(index, *term, np.inf)[:5] for index, need in enumerate(needs) for term in need[2]]
    system = System(
        n=n,
        need_target=[need[0] for need in needs] or np.empty(0, int),
        edge_source=[edge[0] for edge in edges] or np.empty(0, int),
        edge_need=[edge[1] for edge in edges] or np.empty(0, int),
        edge_weight=[edge[2] for edge in edges],
        term_need=[term[0] for term in terms] or np.empty(0, int),
        term_critical=[term[1] == "critical" for term in terms],
        term_coef=[term[2] for term in terms],
        term_rho=[term[3] for term in terms],
        term_replace_max=[term[4] for term in terms],
        **fields,
    )
    validate(system)
    return system


def losses(system, shock, demand="off", **fields):
    """Losses of all nodes: the vectorised result, held against the plain loops and the linear programme."""
    s = np.zeros((system.n, 1))
    for node, loss in shock.items():
        s[node] = loss
    batch = Batch(s=s, **fields)
    loss = equilibrium(system, batch, demand=demand, tol=1e-13, max_rounds=10_000).loss[:, 0]
    np.testing.assert_allclose(loss, reference(system, batch, 0, demand), atol=1e-9)
    if demand != "decoupled":
        np.testing.assert_allclose(loss, linear_programme(system, batch, 0, demand), atol=1e-6)
    return loss


def loss_of_target(system, shock, **fields):
    return pytest.approx(losses(system, shock, **fields)[0], abs=1e-9)


CRITICAL = [("critical", 1.0, 0.0)]


def test_all_of_these_are_needed():
    """Two carriers, each critical: either one gone stops the target; of two losses the worse counts."""
    system = network(3, (0, {1: 1.0}, CRITICAL), (0, {2: 1.0}, CRITICAL))
    assert loss_of_target(system, {1: 1.0}) == 1.0
    assert loss_of_target(system, {1: 0.2, 2: 0.6}) == 0.6  # max(0.2, 0.6)


def test_any_one_suffices():
    """Three suppliers of weight 1: sum w = 3, slack 2. Two gone: 2 - 2 = 0. All gone: 3 - 2 = 1."""
    system = network(4, (0, {1: 1.0, 2: 1.0, 3: 1.0}, CRITICAL))
    assert loss_of_target(system, {1: 1.0, 2: 1.0}) == 0.0
    assert loss_of_target(system, {1: 1.0, 2: 1.0, 3: 1.0}) == 1.0
    assert loss_of_target(system, {1: 1.0, 2: 1.0, 3: 0.4}) == 0.4  # 2.4 - 2


def test_two_of_three():
    """Weights 1/2, slack 1/2. One gone: 1/2 - 1/2 = 0. Two gone: 1 - 1/2 = 1/2. Three gone: 3/2 - 1/2 = 1."""
    system = network(4, (0, {1: 0.5, 2: 0.5, 3: 0.5}, CRITICAL))
    assert loss_of_target(system, {1: 1.0}) == 0.0
    assert loss_of_target(system, {1: 1.0, 2: 1.0}) == 0.5
    assert loss_of_target(system, {1: 1.0, 2: 1.0, 3: 1.0}) == 1.0


def test_perfect_substitutes_by_share():
    """Shares 0.7 and 0.3, no slack: 0.7*0.5 + 0.3*1 = 0.65."""
    system = network(3, (0, {1: 0.7, 2: 0.3}, CRITICAL))
    assert loss_of_target(system, {1: 0.5, 2: 1.0}) == 0.65


def test_spare_capacity_of_a_fifth():
    """Weights 0.7 and 0.5: sum 1.2, slack 0.2. Second gone: 0.5 - 0.2 = 0.3; 40 % of it: 0.2 - 0.2 = 0."""
    system = network(3, (0, {1: 0.7, 2: 0.5}, CRITICAL))
    assert loss_of_target(system, {2: 1.0}) == 0.3
    assert loss_of_target(system, {2: 0.4}) == 0.0
    assert loss_of_target(system, {1: 1.0, 2: 1.0}) == 1.0


def test_generalised_leontief():
    """Critical inputs bind by the worst, the others by their sum: max(0.3; 0.2*1 + 0.4*0.5) = 0.4."""
    linear = [("linear", 0.2, 0.0)], [("linear", 0.4, 0.0)]
    system = network(4, (0, {1: 1.0}, CRITICAL), (0, {2: 1.0}, linear[0]), (0, {3: 1.0}, linear[1]))
    assert loss_of_target(system, {1: 0.3, 2: 1.0, 3: 0.5}) == 0.4
    assert loss_of_target(system, {1: 0.9, 2: 1.0, 3: 0.5}) == 0.9


def test_half_critical_input():
    """k = 0.5: without it half of the output is left; 0.5 * 0.8 = 0.4."""
    system = network(2, (0, {1: 1.0}, [("critical", 0.5, 0.0)]))
    assert loss_of_target(system, {1: 1.0}) == 0.5
    assert loss_of_target(system, {1: 0.8}) == 0.4


def test_a_critical_and_a_linear_term_share_a_need():
    """Shortage 0.6: critical 0.5*0.6 = 0.30, linear 0.7*0.6 = 0.42."""
    system = network(2, (0, {1: 1.0}, [("critical", 0.5, 0.0), ("linear", 0.7, 0.0)]))
    assert loss_of_target(system, {1: 0.6}) == 0.42


def test_replaceable_in_part():
    """rho = 0.3: (1 - 0.3) * 0.5 = 0.35; with k = 0.5: 0.175."""
    assert loss_of_target(network(2, (0, {1: 1.0}, [("critical", 1.0, 0.3)])), {1: 0.5}) == 0.35
    assert loss_of_target(network(2, (0, {1: 1.0}, [("critical", 0.5, 0.3)])), {1: 0.5}) == 0.175
    assert loss_of_target(network(2, (0, {1: 1.0}, [("critical", 1.0, 1.0)])), {1: 1.0}) == 0.0


@pytest.mark.parametrize("mode", ["critical", "linear"])
def test_replacement_is_capped(mode):
    """rho = 0.5, at most 0.2: of a shortage of 1 rivals replace min(0.5, 0.2): 0.8; of 0.3: 0.15: 0.15."""
    system = network(2, (0, {1: 1.0}, [(mode, 1.0, 0.5, 0.2)]))
    assert loss_of_target(system, {1: 1.0}) == 0.8
    assert loss_of_target(system, {1: 0.3}) == 0.15


def test_linear_terms_with_spare_capacity():
    """Each need has its own spare capacity before the sum: 0.5*(1.2*0.5 - 0.2) + 0.5*0 = 0.2."""
    linear = [("linear", 0.5, 0.0)]
    system = network(3, (0, {1: 1.2}, linear), (0, {2: 1.2}, linear))
    assert loss_of_target(system, {1: 0.5, 2: 0.1}) == 0.2  # 1.2*0.1 - 0.2 < 0 counts as 0


def test_a_removed_edge_and_a_partly_withheld_one():
    """Edge of share 0.4 removed: 0.4. 90 % withheld: 0.36. Its supplier losing 0.95 anyway: 0.38."""
    system = network(3, (0, {1: 0.4, 2: 0.6}, CRITICAL))
    cut = {"cut_edge": [0], "cut_column": [0]}
    assert loss_of_target(system, {}, **cut) == 0.4
    assert loss_of_target(system, {}, **cut, cut_level_loss=[0.9]) == 0.36
    assert loss_of_target(system, {1: 0.95}, **cut, cut_level_loss=[0.9]) == 0.38


def test_no_shock_isolated_nodes_and_a_total_shock():
    system = network(4, (0, {1: 1.0}, CRITICAL), (1, {0: 0.5, 2: 0.5}, CRITICAL))
    assert losses(system, {}).tolist() == [0.0, 0.0, 0.0, 0.0]
    assert losses(system, {3: 0.7}).tolist() == [0.0, 0.0, 0.0, 0.7]
    assert losses(system, dict.fromkeys(range(4), 1.0)).tolist() == [1.0, 1.0, 1.0, 1.0]
    assert losses(network(2), {1: 0.4}).tolist() == [0.0, 0.4]


def test_a_chain_keeps_the_worst_of_each_step():
    """3 -> 2 (k 0.5) -> 1 (rho 0.2) -> 0: 1, then 0.5, then 0.4, then 0.4."""
    system = network(
        4,
        (2, {3: 1.0}, [("critical", 0.5, 0.0)]),
        (1, {2: 1.0}, [("critical", 1.0, 0.2)]),
        (0, {1: 1.0}, CRITICAL),
    )
    assert losses(system, {3: 1.0}) == pytest.approx([0.4, 0.4, 0.5, 1.0])


def test_a_cycle_of_two():
    """d0 = 0.5*s + 0.5*d1 and d1 = 0.8*d0: d0 = 0.5/(1 - 0.4) = 0.8333, d1 = 0.6667."""
    system = network(3, (0, {2: 0.5, 1: 0.5}, CRITICAL), (1, {0: 1.0}, [("critical", 0.8, 0.0)]))
    assert losses(system, {2: 1.0}) == pytest.approx([0.5 / 0.6, 0.4 / 0.6, 1.0])


def test_a_self_loop():
    """A node that buys 0.3 of a carrier from itself: d = 0.7*s + 0.3*d, so d = s; linear a = 0.5:
    d = 0.5*(0.7*s + 0.3*d), so d = 0.35/0.85 of s."""
    assert losses(network(2, (0, {1: 0.7, 0: 0.3}, CRITICAL)), {1: 0.6}) == pytest.approx([0.6, 0.6])
    leaky = network(2, (0, {1: 0.7, 0: 0.3}, [("linear", 0.5, 0.0)]))
    assert losses(leaky, {1: 1.0}) == pytest.approx([0.35 / 0.85, 1.0])


def test_a_critical_ring_passes_a_shock_on_undiminished():
    """0 <- 1 <- 2 <- 0, all critical: a shock of 0.3 on one of them is 0.3 on all."""
    system = network(3, (0, {1: 1.0}, CRITICAL), (1, {2: 1.0}, CRITICAL), (2, {0: 1.0}, CRITICAL))
    assert losses(system, {1: 0.3}) == pytest.approx([0.3, 0.3, 0.3])


def test_linear_input_output():
    """Two sectors with A = [[0.2, 0.3], [0.4, 0.1]] (row sells): d = A'd above the shock, here 1 on node 0:
    d1 = 0.3*1 + 0.1*d1 = 1/3."""
    terms = [[("linear", a, 0.0)] for a in (0.2, 0.3, 0.4, 0.1)]
    needs = [
        (0, {0: 1.0}, terms[0]),
        (1, {0: 1.0}, terms[1]),
        (0, {1: 1.0}, terms[2]),
        (1, {1: 1.0}, terms[3]),
    ]
    assert losses(network(2, *needs), {0: 1.0}) == pytest.approx([1.0, 1 / 3])


SALES = {
    "sale_supplier": [1, 1],
    "sale_customer": [0, 2],
    "sale_share": [0.5, 0.2],
    "sale_edge": [0, -1],
    "final_share": [0.0, 0.3, 0.0],
}


def test_lost_demand():
    """Node 1 sells 0.5 to 0, 0.2 to 2 and 0.3 to final users. Losses 0.4 of 0, 1 of 2: 0.5*0.4 + 0.2 = 0.4;
    with 10 % of final demand lost 0.43; with the edge to 0 removed 0.5 + 0.2 = 0.7."""
    system = network(3, (0, {1: 1.0}, [("critical", 0.0, 0.0)]), **SALES)
    shock = {0: 0.4, 2: 1.0}
    final = np.array([[0.0], [0.1], [0.0]])
    for demand in ("decoupled", "coupled"):
        assert losses(system, shock, demand)[1] == pytest.approx(0.4)
        assert losses(system, shock, demand, final_loss=final)[1] == pytest.approx(0.43)
        assert losses(system, shock, demand, cut_edge=[0], cut_column=[0])[1] == pytest.approx(0.7)
    assert losses(system, shock, "off")[1] == 0.0


def test_coupled_demand_goes_on_where_decoupled_stops():
    """2 supplies 0 (critical); 1 sells 0.5 to 0. A shock to 2 stops 0, which costs 1 half of its sales: only
    coupled sees it, because the demand channel alone starts from the shock to 2."""
    sales = {"sale_supplier": [1], "sale_customer": [0], "sale_share": [0.5]}
    system = network(3, (0, {2: 1.0}, CRITICAL), **sales)
    assert losses(system, {2: 1.0}, "decoupled").tolist() == [1.0, 0.0, 1.0]
    assert losses(system, {2: 1.0}, "coupled").tolist() == [1.0, 0.5, 1.0]
