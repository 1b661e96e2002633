"""``tensen``: the entry point. Loads a command's module only when that command is called."""

import os
import sys
from importlib import import_module
from typing import Any

import click

from tensen.cli.help import Context, in_our_words
from tensen.cli.language import language
from tensen.messages import TensenError, nearest, text

COMMANDS = (
    "brief",
    "build",
    "rank",
    "stress",
    "outage",
    "explain",
    "firm",
    "esri",
    "compare",
    "export",
    "check",
    "packs",
    "template",
    "import",
    "layers",
    "generate",
)
_MODULES = {"import": "import_"}  # a word of Python cannot name a module


class _Lazy(click.Group):
    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"tensen.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return in_our_words(command)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            near = nearest(args[0], COMMANDS) if args else ()
            names = ", ".join(near or COMMANDS)
            raise TensenError("unknown_command", exit_code=2, name=args[0], names=names) from problem

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Short help from the catalogue, so that ``--help`` imports no command."""
        with formatter.section(text("cli.commands", language())):
            formatter.write_dl([(name, text(f"cli.{name}", language())) for name in COMMANDS])


@click.command(
    cls=_Lazy,
    name="tensen",
    help=text("cli.about", language()),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--lang", type=click.Choice(["en", "ja"]), expose_value=False, help=text("cli.option_lang", language())
)
@click.version_option(package_name="tensen")
def group() -> None:
    """The group of commands; the words stand in the catalogue."""


def usage(problem: click.ClickException) -> str:
    """What was wrong with the words of a call, in Japanese: click itself speaks English."""
    context = getattr(problem, "ctx", None)
    command = context.command_path if context else "tensen"
    if isinstance(problem, click.MissingParameter) and problem.param:
        fault = text(
            "cli.usage_missing",
            "ja",
            name=problem.param.make_metavar(problem.ctx or click.get_current_context()),
        )
    elif isinstance(problem, click.BadParameter) and problem.param:
        name = problem.param.opts[0]
        fault = text("cli.usage_value", "ja", name=name, problem=problem.message)
    elif isinstance(problem, click.NoSuchOption):
        fault = text("cli.usage_option", "ja", name=problem.option_name)
    else:
        fault = text("cli.usage_other", "ja", problem=problem.format_message())
    return "\n".join([fault, text("error.exit_hint", "ja", command=f"{command} --help")])


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end with 0 (done), 1 (a finding or a failure) or 2 (wrong usage)."""
    # our own threads share the work; a linear algebra library with threads of its own only gets in their way
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        group.main(args=arguments, standalone_mode=False)
    except TensenError as problem:
        click.echo(problem.words(language(arguments)), err=True)
        sys.exit(problem.exit_code)
    except click.ClickException as problem:
        problem.show() if language(arguments) == "en" else click.echo(usage(problem), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
