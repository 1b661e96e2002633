"""The help pages in Japanese where that is asked for: click itself speaks English only."""

import re
from collections.abc import Iterable
from typing import Final

import click

from tensen.cli.language import language
from tensen.messages import text

# what click writes, and the words of the catalogue that stand for it
_HEADINGS: Final = {"Options": "options", "Commands": "commands", "Positional arguments": "arguments"}
_SENTENCES: Final = {"Show this message and exit.": "show_help", "Show the version and exit.": "show_version"}
_PLACES: Final = {"[OPTIONS]": "place_options", "COMMAND [ARGS]...": "place_command"}
_EXTRA: Final = re.compile(r"(?<=[\[;])( ?)(default: |required\b|\(dynamic\))")
_EXTRAS: Final = {"default: ": "default", "required": "required", "(dynamic)": "dynamic"}


class Formatter(click.HelpFormatter):
    """Writes what click says about a command, in the language of this call."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how a command is called."""
        if language() == "ja":
            prefix = f"{text('help.usage', 'ja')} "
            for said, key in _PLACES.items():
                args = args.replace(said, text(f"help.{key}", "ja"))
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        told = language() == "ja" and heading in _HEADINGS
        super().write_heading(text(f"help.{_HEADINGS[heading]}", "ja") if told else heading)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of options or commands with what each is for."""
        told = [(name, _japanese(words)) for name, words in rows] if language() == "ja" else rows
        super().write_dl(told, col_max, col_spacing)


class Context(click.Context):
    """A context whose help is written by :class:`Formatter`."""

    formatter_class = Formatter


def in_our_words(command: click.Command) -> click.Command:
    """The command, with its help and that of the commands below it in the language of the call."""
    command.context_class = Context
    for below in getattr(command, "commands", {}).values():
        in_our_words(below)
    return command


def _japanese(words: str) -> str:
    if words in _SENTENCES:
        return text(f"help.{_SENTENCES[words]}", "ja")
    return _EXTRA.sub(lambda found: found[1] + text(f"help.{_EXTRAS[found[2]]}", "ja"), words)
