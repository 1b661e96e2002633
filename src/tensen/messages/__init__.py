"""Keys and parameters in, English or Japanese words out. Standard library only."""

from tensen.messages.catalogue import LANGUAGES, Language, text
from tensen.messages.errors import Finding, Key, TensenError
from tensen.messages.nearest import nearest

__all__ = ["LANGUAGES", "Finding", "Key", "Language", "TensenError", "nearest", "text"]
