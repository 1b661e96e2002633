"""Formats: a network to bytes and back. Reading and writing files is the store's work."""

from tensen.formats.csv import read_csv, to_csv

__all__ = ["read_csv", "to_csv"]
