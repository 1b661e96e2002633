"""Mixtures of two sides, solved: what a scenario costs when some of the pieces are as in B."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Figures, Frame, system_of
from tensen.analysis.hits import Hit, batch_of, cut_edges
from tensen.analysis.mixture import Mixed, Mixer
from tensen.analysis.places import Places
from tensen.analysis.scenario import Cut, Scenario, Shock
from tensen.analysis.selectors import NODE_COLUMNS, select_nodes
from tensen.analysis.stress import Step, changed, no_step
from tensen.analysis.switches import Piece, Switches, assumption_pieces
from tensen.analysis.union import Union
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.equilibrium import losses_from_below
from tensen.engine.points import Points
from tensen.engine.sweep import sweep
from tensen.engine.system import System
from tensen.messages import TensenError
from tensen.model import Network, views
from tensen.model.assumed import for_horizon

TOLERANCE = 1e-9  # of a node's output
MOST_VARIED = 3000  # edges: beyond that each mixture gets a system of its own
AT_ONCE = 256  # mixtures in one sweep


@dataclass(frozen=True)
class Question:
    """A scenario on either side whose difference is to be explained."""

    id: str
    a: Scenario
    b: Scenario

    @property
    def setting(self) -> tuple[object, ...]:
        """Questions of one setting share the assumptions' values on both sides."""
        return self.a.horizon, self.b.horizon, self.a.changes, self.b.changes


@dataclass(frozen=True, eq=False)
class Game:
    """The pieces by which B differs from A for one setting, and the loss under any mixture of them.

    ``pieces`` are the rows', then the assumptions', then the clauses' of the scenarios.
    """

    switches: Switches
    place: str
    pieces: tuple[Piece, ...]
    mixer: Mixer
    clauses: tuple[Mapping[int, Shock | Cut], Mapping[int, Shock | Cut]]
    question: Question
    _kept: dict[bytes, float] = field(default_factory=dict, repr=False)
    _hits: dict[bytes, tuple[Hit, FloatArray]] = field(default_factory=dict, repr=False)
    _structures: dict[bytes, tuple[Frame, FloatArray]] = field(default_factory=dict, repr=False)

    @property
    def wide(self) -> bool:
        """So many weights differ that mixtures are solved one by one."""
        return len(self.mixer._edges) > MOST_VARIED

    def losses(self, on: BoolArray, step: Step = no_step) -> FloatArray:
        """Loss in money per day of the reference for each mixture ``on[s]`` (pieces,); each solved once."""
        keys = [row.tobytes() for row in on]
        new = list(dict.fromkeys(k for k in range(len(keys)) if keys[k] not in self._kept))
        first = {keys[k]: k for k in reversed(new)}
        fresh = sorted(first.values())
        size = 16 if self.wide else AT_ONCE
        for start in range(0, len(fresh), size):
            some = fresh[start : start + size]
            for k, loss in zip(some, self._solve(on[some], step).tolist(), strict=True):
                self._kept[keys[k]] = loss
            step()
        return np.array([self._kept[key] for key in keys])

    def _solve(self, on: BoolArray, step: Step) -> FloatArray:
        mixed = self.mixer.mix(on)
        hits, worth = zip(*(self._hit(row) for row in on), strict=True)
        system = self._system(mixed)
        if len(mixed.edge) > MOST_VARIED or mixed.capped:
            loss = _one_by_one(system, mixed, self.switches.union.frame, hits, step)
        else:
            points = Points(
                term_coef=mixed.coef, term_rho=mixed.rho, varied_edge=mixed.edge, varied_weight=mixed.weight
            )
            batch = batch_of(self.switches.union.frame, hits)
            at = np.arange(len(on), dtype=np.intp)
            loss = sweep(system, batch, points, at, tol=TOLERANCE).loss
        return np.asarray(np.einsum("sn,ns->s", np.stack(worth), loss))

    def _system(self, mixed: Mixed) -> System:
        frame = self.switches.union.frame
        held: dict[str, System] = self.switches.__dict__
        figures = Figures(mixed.base, mixed.coef[:, 0], mixed.rho[:, 0], mixed.cap[:, 0])
        made = system_of(frame, figures, sales=False)
        first = held.setdefault("_system", made)
        return first.with_weights(mixed.base).with_terms(
            term_coef=made.term_coef, term_rho=made.term_rho, term_replace_max=made.term_replace_max
        )

    def _hit(self, on: BoolArray) -> tuple[Hit, FloatArray]:
        """What the scenario hits in a mixture, and what each node's loss is worth to the reference."""
        first, second = self._value
        worth = np.where(np.append(on, False)[self.switches.node], second, first)
        key = on[self._deciding].tobytes()
        if key not in self._hits:
            frame, mask = self._structure(on)
            self._hits[key] = _hits(frame, self._active(on)), mask
        hit, mask = self._hits[key]
        return hit, worth * mask

    @cached_property
    def _value(self) -> tuple[FloatArray, FloatArray]:
        return self.switches.union.numbers("nodes", "value")

    @cached_property
    def _deciding(self) -> IntArray:
        """The pieces on which depends what is hit: of structure, and the scenarios' clauses."""
        clauses = [k for side in self.clauses for k in side if k >= 0]
        return np.append(self._structural, clauses).astype(np.intp)

    def _active(self, on: BoolArray) -> list[Shock | Cut]:
        both = [c for k, c in self.clauses[0].items() if k < 0 or not on[k]]
        return both + [c for k, c in self.clauses[1].items() if k >= 0 and on[k]]

    @cached_property
    def _structural(self) -> IntArray:
        return self.switches.structural

    def _structure(self, on: BoolArray) -> tuple[Frame, FloatArray]:
        """The union with the kinds, memberships and families of a mixture, and the reference's nodes."""
        deciding = self._structural
        key = on[deciding].tobytes()
        if key not in self._structures:
            frame = self.switches.union.frame
            if len(deciding):
                frame = replace(frame, network=_mixed_network(self.switches, on))
            self._structures[key] = frame, Places(frame).mask(self.place)
        return self._structures[key]


def game_of(switches: Switches, place: str, question: Question) -> Game:
    """The game of one question.

    Raises:
        TensenError: a scenario changes an assumption that a side does not have.
    """
    union = switches.union
    sides = ((union.a, question.a), (union.b, question.b))
    first, second = (_values(union, net, scenario) for net, scenario in sides)
    assumed, code = assumption_pieces(union, (first, second), {question.a.horizon, question.b.horizon})
    count = len(switches.pieces)
    mixer = Mixer(switches, (first, second), np.where(code >= 0, code + count, -1))
    clauses, more = _clauses(question, count + len(assumed))
    return Game(switches, place, (*switches.pieces, *assumed, *more), mixer, clauses, question)


def _values(union: Union, network: Network, scenario: Scenario) -> FloatArray:
    """Central values of the union's assumptions on a side, at the scenario's horizon; NaN: it has none."""
    rows = for_horizon(changed(network.assumptions, scenario), scenario.horizon)
    return rows["central"].reindex(union.ids).to_numpy(dtype=float)


def _clauses(
    question: Question, start: int
) -> tuple[tuple[dict[int, Shock | Cut], dict[int, Shock | Cut]], list[Piece]]:
    """Clauses by piece; those of both scenarios have negative numbers and never change."""
    a, b = clauses_of(question.a), clauses_of(question.b)
    first: dict[int, Shock | Cut] = {}
    second: dict[int, Shock | Cut] = {}
    pieces: list[Piece] = []
    for number, clause in enumerate(a):
        if clause in b:
            first[-1 - number] = clause
            continue
        first[start + len(pieces)] = clause
        pieces.append(_clause_piece(clause, "removed"))
    for clause in b:
        if clause not in a:
            second[start + len(pieces)] = clause
            pieces.append(_clause_piece(clause, "added"))
    return (first, second), pieces


def clauses_of(scenario: Scenario) -> list[Shock | Cut]:
    """The shocks and cuts of a scenario."""
    return [*scenario.shocks, *scenario.cuts]


def _clause_piece(clause: Shock | Cut, side: str) -> Piece:
    kind = "shock" if isinstance(clause, Shock) else "cut"
    return Piece("scenario", (kind, clause_words(clause)), side, (), ())


def clause_words(clause: Shock | Cut) -> str:
    """A shock or cut in the words of its file, such as ``from.located_in = country.chn``."""
    ends = {"target": clause.target} if isinstance(clause, Shock) else clause.ends
    said = [
        f"{end}.{key} = {' | '.join(values)}" for end, held in ends.items() for key, values in held.items()
    ]
    return ", ".join([*said, f"level = {clause.level:g}"])


def _hits(frame: Frame, clauses: Sequence[Shock | Cut]) -> Hit:
    """Like ``hit_of``, but a clause may take nothing in a mixture."""
    nodes, node_loss, edges, edge_loss = ([np.empty(0)] for _ in range(4))
    for clause in clauses:
        try:
            if isinstance(clause, Shock):
                chosen = np.flatnonzero(select_nodes(frame.network, clause.target))
            else:
                chosen = cut_edges(frame, clause)
        except TensenError:  # nothing of that name in this mixture
            continue
        into, loss = (nodes, node_loss) if isinstance(clause, Shock) else (edges, edge_loss)
        into.append(chosen.astype(float))
        loss.append(np.full(len(chosen), 1 - clause.level))
    at = [np.concatenate(parts).astype(np.intp) for parts in (nodes, edges)]
    return Hit(at[0], np.concatenate(node_loss), at[1], np.concatenate(edge_loss))


def _mixed_network(switches: Switches, on: BoolArray) -> Network:
    """The union with kinds, industries, memberships and families of carriers as a mixture has them."""
    union, held = switches.union, np.append(on, False)
    network = union.frame.network
    nodes, carriers = network.nodes.copy(), network.carriers.copy()
    for frame, name, piece, columns in (
        (nodes, "nodes", switches.node, NODE_COLUMNS[1:]),
        (carriers, "carriers", switches.carrier, ("family",)),
    ):
        new = held[piece] & (union.rows[name].a >= 0) & (union.rows[name].b >= 0)
        for column in columns if new.any() else ():
            first, second = union.words(name, column)
            frame[column] = pd.Series(np.where(new, second, first), dtype=frame[column].dtype).fillna(
                frame[column]
            )
    rows, piece = union.rows["memberships"], switches.member
    there = np.where(piece >= 0, np.where(held[piece], rows.b >= 0, rows.a >= 0), True)
    tables = {"nodes": nodes, "carriers": carriers, "memberships": network.memberships[there]}
    return views.replace(network, tables)


def _one_by_one(system: System, mixed: Mixed, frame: Frame, hits: Sequence[Hit], step: Step) -> FloatArray:
    """Each mixture with a system of its own: where caps or a great many weights differ."""
    loss = np.empty((system.n, len(hits)))
    for s, hit in enumerate(hits):
        weight = mixed.base.copy()
        weight[mixed.edge] = mixed.weight[:, s]
        own = system.with_weights(weight).with_terms(
            term_coef=mixed.coef[:, s], term_rho=mixed.rho[:, s], term_replace_max=mixed.cap[:, s]
        )
        loss[:, s] = losses_from_below(own, batch_of(frame, [hit]), tol=TOLERANCE)[:, 0]
        step()
    return loss
