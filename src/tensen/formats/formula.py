"""Text that a spreadsheet would take for a formula, and the apostrophe that keeps it text in CSV."""

import re
from typing import Final

# a quote among them, so that reading knows a guard from a text's own
_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
GUARDED: Final = f"^'[{re.escape(''.join(_STARTS))}]"  # a pattern for RE2 too


def is_formula(word: str) -> bool:
    """Whether a spreadsheet may run ``word``, or takes its first character away.

    >>> is_formula("=1+1"), is_formula("1+1")
    (True, False)
    """
    return word.startswith(_STARTS)


def guarded(word: str) -> str:
    """``word`` with an apostrophe before it where it needs one; reading CSV takes it off again.

    >>> guarded("-Q"), guarded("Q")
    ("'-Q", 'Q')
    """
    return f"'{word}" if is_formula(word) else word
