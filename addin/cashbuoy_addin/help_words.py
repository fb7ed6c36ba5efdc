"""The help of the command line in the user's language.

English stands in the code, beside what it explains; the catalogue's section `commands` has it in
both languages, and a test holds them equal.
"""

from __future__ import annotations

from typing import Any

import typer

from cashbuoy_workbook.texts import Language, Texts

HELP_OPTIONS = ["-h", "--help"]


def speak(group: Any, language: Language) -> None:  # noqa: ANN401 - typer's own class is private
    """Give `group`, the commands below it and their options their help in a language."""
    texts = Texts(language)
    group.epilog = texts("commands.exit_codes")
    _speak(group, "", texts)


def _speak(command: Any, path: str, texts: Texts) -> None:  # noqa: ANN401
    """`path`: the words of the command, such as import_csv; "" for the whole."""
    command.help = texts(f"commands.{path or 'cashbuoy'}")
    command.rich_help_panel = texts("commands.panel_commands")
    for parameter in command.params:
        parameter.help = texts(parameter_key(path, parameter.name, texts))
        kind = parameter.param_type_name  # option or argument
        parameter.rich_help_panel = texts(f"commands.panel_{kind}s")
    help_option = command.get_help_option(typer.Context(command, help_option_names=HELP_OPTIONS))
    help_option.help = texts("commands.any_help")
    help_option.rich_help_panel = texts("commands.panel_options")
    for name, below in getattr(command, "commands", {}).items():
        _speak(below, f"{path}_{name}".removeprefix("_"), texts)


def parameter_key(path: str, name: str, texts: Texts) -> str:
    """The catalogue's key of an option or argument: of its command, else of all commands."""
    own = f"commands.{path}_{name}"
    return own if texts.has(own) else f"commands.any_{name}"
