"""Where networks rest: content-addressed snapshots, folders of CSV files, and atomic writes."""

from tensen.store.atomic import write_all, write_bytes, write_text
from tensen.store.snapshot import fingerprint, read, save

__all__ = ["fingerprint", "read", "save", "write_all", "write_bytes", "write_text"]
