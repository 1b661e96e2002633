"""The firm's view from Python: a list of suppliers in, exposure, chokepoints, losses and measures out."""

from collections.abc import Callable
from pathlib import Path

from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.firm.answer import FirmView
from tensen.workspace.firm.case import case_of
from tensen.workspace.firm.document import firm_document
from tensen.workspace.firm.profile import Profile, read_profile, with_told
from tensen.workspace.firm.reading import read_list
from tensen.workspace.networks import load


def firm(
    suppliers: str | Path | None = None,
    *,
    profile: str | Path | None = None,
    name: str | None = None,
    country: str | None = None,
    industry: str | None = None,
    sales: float | None = None,
    value_added: float | None = None,
    currency: str | None = None,
    network: Network | str | Path | None = None,
    draws: int = 32,
    seed: int = 0,
    step: Callable[[], None] = lambda: None,
) -> FirmView:
    """What a firm's list of suppliers says, joined to the atlas.

    Args:
        suppliers: the list (CSV, Excel or Parquet); None takes the one that the profile names.
        profile: a TOML file with the firm's own figures; what is told beside it counts before it.
        name, country, industry, sales, value_added, currency: the firm's own figures; money per year.
        network: what to join the list to (default: the workspace here, else ``japan``).
        draws: draws of the assumptions (a power of two; 0 for the corners alone).

    Raises:
        TensenError: the list or the profile cannot be used; all faults with row and column.
    """
    base = network if isinstance(network, Network) else load(network)
    said = profile_of(
        profile,
        name=name,
        country=country,
        industry=industry,
        sales=sales,
        value_added=value_added,
        currency=currency,
    )
    found = read_list(list_path(suppliers, profile, said))
    step()
    case = case_of(base, said, found)
    step()
    return FirmView(firm_document(case, draws=draws, seed=seed, step=step))


def profile_of(path: str | Path | None, **told: object) -> Profile:
    """The profile of a file, with what was told on top of it."""
    return with_told(read_profile(Path(path)) if path else Profile(), told)


def list_path(suppliers: str | Path | None, profile: str | Path | None, said: Profile) -> Path:
    """The list's file: the one told, else the one beside the profile.

    Raises:
        TensenError: neither names one.
    """
    if suppliers is not None:
        return Path(suppliers)
    if profile is None or not said.suppliers:
        raise TensenError("firm_list_missing", exit_code=2)
    return Path(profile).parent / said.suppliers
