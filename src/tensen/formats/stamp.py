"""A date for what is written, from the data themselves: the same network gives the same bytes on any day."""

import datetime as dt

from tensen.model import Network


def latest(network: Network) -> dt.datetime:
    """Midnight of the newest ``as_of`` among the rows, at the start of a year or month that has no day."""
    dates = [
        str(frame["as_of"].max()) for frame in network.tables.values() if "as_of" in frame and len(frame)
    ]
    newest = max(dates, default="1980")
    return dt.datetime.fromisoformat((newest + "-01-01")[:10])
