"""The network as the engine sees it: needs, supplying edges, requirement terms and sales."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    bools,
    floats,
    ints,
    no_floats,
    no_ints,
    sum_by,
)
from tensen.engine.layout import Layout, layout

SLACK_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class System:
    """A network of `n` nodes compiled to arrays. All losses are between 0 (a normal day) and 1 (stopped).

    needs N: a (target, carrier) pair. `need_target[N]` is the node that needs it; `need_slack[N]` is the
        spare capacity `sum(w) - 1`, computed from the weights where it is not given.
    edges E: node `edge_source[E]` supplies need `edge_need[E]` with capacity `edge_weight[E]`, as a share
        of the need.
    terms T: a requirement row on need `term_need[T]`. `term_critical[T]` says critical (else linear);
        `term_coef[T]` is k or a; `term_rho[T]` the replaceable part; `term_replace_max[T]` its absolute
        cap (default: none, infinite). A critical and a linear term may share a need.
    sales K (only for the demand channel): share `sale_share[K]` of what `sale_supplier[K]` sells goes to
        `sale_customer[K]`, over edge `sale_edge[K]` (-1: no edge); `final_share[n]` goes to final demand.

    Arrays are held as read-only views. `validate` checks the content, the constructor only the types.
    """

    n: int
    need_target: IntArray
    edge_source: IntArray
    edge_need: IntArray
    edge_weight: FloatArray
    term_need: IntArray
    term_critical: BoolArray
    term_coef: FloatArray
    term_rho: FloatArray
    term_replace_max: FloatArray = field(default_factory=no_floats)
    need_slack: FloatArray | None = None
    sale_supplier: IntArray = field(default_factory=no_ints)
    sale_customer: IntArray = field(default_factory=no_ints)
    sale_share: FloatArray = field(default_factory=no_floats)
    sale_edge: IntArray = field(default_factory=no_ints)
    final_share: FloatArray = field(default_factory=no_floats)

    def __post_init__(self) -> None:
        for name in _INDICES:
            self._set(name, ints(getattr(self, name)))
        for name in _NUMBERS:
            self._set(name, floats(getattr(self, name)))
        self._set("term_critical", bools(self.term_critical))
        if self.need_slack is not None:
            self._set("need_slack", floats(self.need_slack))
        if not self.term_replace_max.size:
            self._set("term_replace_max", floats(np.full(self.terms, np.inf)))
        if not self.sale_edge.size:
            self._set("sale_edge", ints(np.full(self.sale_supplier.size, -1, dtype=np.intp)))
        if not self.final_share.size:
            self._set("final_share", floats(np.zeros(self.n)))

    def _set(self, name: str, array: BoolArray | FloatArray | IntArray) -> None:
        object.__setattr__(self, name, array)

    @property
    def needs(self) -> int:
        return self.need_target.size

    @property
    def edges(self) -> int:
        return self.edge_source.size

    @property
    def terms(self) -> int:
        return self.term_need.size

    @property
    def has_demand(self) -> bool:
        return bool(self.sale_supplier.size or self.final_share.any())

    @cached_property
    def capacity(self) -> FloatArray:
        """Sum of weights per need, `[N]`."""
        return sum_by(self.edge_need, self.edge_weight, self.needs)

    @cached_property
    def slack(self) -> FloatArray:
        """Spare capacity per need, `[N]`, at least 0; rounding noise below 1e-9 is read as 0."""
        raw = self.capacity - 1.0 if self.need_slack is None else self.need_slack
        return np.where(raw > SLACK_TOLERANCE, raw, 0.0)

    @cached_property
    def term_target(self) -> IntArray:
        return self.need_target[self.term_need]

    @cached_property
    def layout(self) -> Layout:
        """Rows sorted by target and need: depends on who needs what, not on any number."""
        return layout(self.n, self.need_target, self.edge_need, self.term_need)

    def with_terms(
        self,
        *,
        term_critical: ArrayLike | None = None,
        term_coef: ArrayLike | None = None,
        term_rho: ArrayLike | None = None,
        term_replace_max: ArrayLike | None = None,
    ) -> System:
        """A sibling with other requirement figures that shares all prepared structure (cheap)."""
        other = replace(
            self,
            term_critical=self.term_critical if term_critical is None else bools(term_critical),
            term_coef=self.term_coef if term_coef is None else floats(term_coef),
            term_rho=self.term_rho if term_rho is None else floats(term_rho),
            term_replace_max=self.term_replace_max if term_replace_max is None else floats(term_replace_max),
        )
        return self._lend(other, ("capacity", "slack", "term_target", "layout"))

    def with_weights(self, edge_weight: ArrayLike, need_slack: ArrayLike | None = None) -> System:
        """A sibling with other weights that shares the order of the rows.

        Without `need_slack` the spare capacity follows from the new weights.
        """
        slack = None if need_slack is None else floats(need_slack)
        other = replace(self, edge_weight=floats(edge_weight), need_slack=slack)
        return self._lend(other, ("term_target", "layout"))

    def _lend(self, other: System, names: tuple[str, ...]) -> System:
        other.__dict__.update({name: self.__dict__[name] for name in names if name in self.__dict__})
        return other


_INDICES = (
    "need_target",
    "edge_source",
    "edge_need",
    "term_need",
    "sale_supplier",
    "sale_customer",
    "sale_edge",
)
_NUMBERS = ("edge_weight", "term_coef", "term_rho", "term_replace_max", "sale_share", "final_share")
