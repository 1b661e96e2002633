"""The firm-level inventory model link by link in plain loops, one scenario at a time: meant to be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import FloatArray
from tensen.engine.dynamic.firms import Firms


@dataclass(eq=False)
class PlainFirms:
    """The state: `stock[E]` and `orders[E]` in the order of the model's links."""

    model: Firms
    stock: FloatArray
    orders: FloatArray

    @staticmethod
    def normal(model: Firms) -> PlainFirms:
        """A normal day."""
        days = np.broadcast_to(model.parameters.stock_days, model.nodes)
        return PlainFirms(model, model.flow * days[model.buyer], np.array(model.flow))

    def step(self, lost: FloatArray, step: float, cut: dict[int, float] | None = None) -> FloatArray:
        """Output `[n]` of a step with the capacity losses `lost[n]`; `cut`: part withheld by link."""
        model, p = self.model, self.model.parameters
        placed = np.array(self.orders)
        for e, part in (cut or {}).items():
            placed[e] *= 1.0 - part
        asked = np.bincount(model.seller, placed, model.nodes)
        demand = asked + model.final
        capacity = model.output * model.capacity * (1.0 - lost)
        output = np.minimum(demand, capacity)
        slots = self._slots()
        for (buyer, _), links in slots.items():
            need = model.flow[links].sum() / max(model.output[buyer], 1e-300)
            if need > 0:
                output[buyer] = min(output[buyer], self.stock[links].sum() / (need * step))
        ratio = np.array([self._ratio(output[i], asked[i], model.final[i]) for i in range(model.nodes)])
        come = placed * ratio[model.seller]
        days = np.broadcast_to(p.stock_days, model.nodes)
        idle = np.maximum(0.0, capacity - output)
        for (buyer, _), links in slots.items():
            normal = max(model.output[buyer], 1e-300)
            used = step * model.flow[links].sum() / normal * output[buyer]
            held = self.stock[links].sum()
            self.stock[links] *= max(0.0, 1.0 - used / held) if held > 0 else 0.0
            self.stock[links] += step * come[links]
            goal = demand[buyer] if p.follow == "demand" else min(demand[buyer], capacity[buyer])
            want = model.flow[links] / normal * goal
            aim = days[buyer] * (want if p.target == "demand" else model.flow[links])
            gap = aim - self.stock[links]
            self.orders[links] = np.maximum(0.0, want + gap / p.restock_days)
            room = idle[model.seller[links]]
            if p.redirect > 0 and room.sum() > 0:
                missed = (placed[links] - come[links]).sum()
                self.orders[links] += min(p.redirect * missed, room.sum()) * room / room.sum()
        return output

    def _ratio(self, output: float, asked: float, final: float) -> float:
        """The part of the firms' orders that is delivered."""
        rule = self.model.parameters.final
        if output >= asked + final or asked <= 0:
            return 1.0
        if rule == "proportion":
            return output / (asked + final)
        for_firms = output if rule == "last" else max(0.0, output - final)
        return min(1.0, for_firms / asked)

    def _slots(self) -> dict[tuple[int, int], list[int]]:
        """Links by buyer and product."""
        model = self.model
        found: dict[tuple[int, int], list[int]] = {}
        for e in range(model.edges):
            key = (int(model.buyer[e]), int(model.product[model.seller[e]]))
            found.setdefault(key, []).append(e)
        return found
