"""Options that several commands share, with help from the catalogue."""

from collections.abc import Callable
from typing import Any

import click

from tensen.cli.language import language
from tensen.messages import text

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def words(key: str) -> str:
    """The catalogue's words for help, in the language of this call."""
    return text(f"cli.{key}", language())


def net() -> Decorator:
    """``--net``."""
    return click.option("--net", default=None, metavar="NAME|PATH", help=words("option_net"))


def country() -> Decorator:
    """``--for``."""
    return click.option(
        "--for", "country", default="JPN", show_default=True, metavar="COUNTRY", help=words("option_for")
    )


def horizon(default: str | None = None) -> Decorator:
    """``--horizon``."""
    return click.option(
        "--horizon", default=default, metavar="days|months|years", help=words("option_horizon")
    )


def lang() -> Decorator:
    """``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(["en", "ja"]),
        default=language(),
        show_default=True,
        help=words("option_lang"),
    )


def as_json() -> Decorator:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=words("option_json"))


def out() -> Decorator:
    """``--out``."""
    return click.option("--out", default=None, metavar="PATH", help=words("option_out"))


def draws(default: int = 32) -> Decorator:
    """``--draws``."""
    return click.option(
        "--draws",
        type=click.IntRange(0, 4096),
        default=default,
        show_default=True,
        help=words("option_draws"),
    )
