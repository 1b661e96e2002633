"""Keys and parameters in, English or Japanese words out. Standard library only."""

from tensen.messages.catalogue import LANGUAGES, Language, text
from tensen.messages.errors import Finding, TensenError
from tensen.messages.nearest import nearest

__all__ = ["LANGUAGES", "Finding", "Language", "TensenError", "nearest", "text"]
