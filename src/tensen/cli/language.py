"""The language of the command line: told by ``--lang``, else by ``TENSEN_LANG``, else by the locale."""

import itertools
import os
import sys
from collections.abc import Sequence

from tensen.messages import LANGUAGES, Language


def language(arguments: Sequence[str] | None = None) -> Language:
    """``en`` or ``ja``.

    >>> language(["brief", "--lang", "ja"]), language(["--lang=en"])
    ('ja', 'en')
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    told = [b for a, b in itertools.pairwise(words) if a == "--lang"]
    told += [w.removeprefix("--lang=") for w in words if w.startswith("--lang=")]
    places = (os.environ.get(name, "") for name in ("TENSEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    for wish in (*told, *places):
        if wish[:2].lower() in LANGUAGES:
            return "ja" if wish[:2].lower() == "ja" else "en"
    return "en"
