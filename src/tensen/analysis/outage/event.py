"""An outage: what fails, how it comes back, and for which service it is told."""

from dataclasses import dataclass

from tensen.analysis.compiled import Quantile
from tensen.analysis.hits import Hit
from tensen.analysis.outage.recovery import Recovery


@dataclass(frozen=True, eq=False)
class Outage:
    """What fails, for how long and for whom.

    Attributes:
        hits: what is shocked, without and with unknown suppliers that might be hit.
        service: the service's name in the sets, ``carriers`` what brings it in the network.
        waiting: hours of waiting period instead of each set's own.
        share: low, central and high share of use that is away, instead of the network's and the sets'.
    """

    hits: tuple[Hit, Hit]
    service: str
    carriers: tuple[str, ...]
    recovery: Recovery
    waiting: float | None = None
    share: tuple[float, float, float] | None = None


def pessimism(quantile: Quantile, family: str) -> float:
    """A point's quantile for one of our own families of assumptions."""
    return quantile if isinstance(quantile, float) else quantile.get(f"outage-{family}", 0.5)
