"""The help of the command line, in the language of whoever asks."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from cashbuoy_addin import help_words
from cashbuoy_addin.cli import app
from cashbuoy_workbook.texts import Texts, section

ENGLISH, CHINESE = Texts("en"), Texts("zh")


def commands(command=None, path=""):
    """Path and command, of the whole tree as the code writes it."""
    command = command or typer.main.get_command(app)
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path}_{name}".removeprefix("_"))


TREE = list(commands())


def helped(language: str, *words: str) -> str:
    result = CliRunner().invoke(app, list(words), env={"CASHBUOY_LANG": language, "COLUMNS": "200"})
    return "".join(result.output.split())


def test_a_command_reads_the_same_in_code_and_catalogue() -> None:
    assert len(TREE) > 15
    for path, command in TREE:
        assert " ".join(command.help.split()) == ENGLISH(f"commands.{path or 'cashbuoy'}"), path
    assert TREE[0][1].epilog == ENGLISH("commands.exit_codes")


def test_so_does_every_option() -> None:
    for path, command in TREE:
        for option in command.params:
            key = help_words.parameter_key(path, option.name, ENGLISH)
            assert option.help == ENGLISH(key), (path, option.name)


def test_no_text_is_left_over() -> None:
    used = {path or "cashbuoy" for path, _ in TREE}
    used |= {
        help_words.parameter_key(path, option.name, ENGLISH).removeprefix("commands.")
        for path, command in TREE
        for option in command.params
    }
    used |= {"exit_codes", "any_help", "panel_commands", "panel_arguments", "panel_options"}
    assert section("commands").keys() == used


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ((), ("cashbuoy", "exit_codes", "panel_commands", "any_debug", "refresh", "adopt")),
        (("--help",), ("cashbuoy", "any_help", "panel_options")),
        (("refresh", "-h"), ("refresh", "any_book", "refresh_policy", "panel_arguments")),
        (("import",), ("import", "import_csv")),
        (("import", "csv", "--help"), ("import_csv_mapping", "any_output")),
        (("adopt", "plans", "--help"), ("adopt_plans", "adopt_plans_output")),
    ],
)
def test_help_is_in_the_language_of_the_environment(words, keys) -> None:
    for language, texts in (("zh", CHINESE), ("en", ENGLISH)):  # English again after Chinese
        said = helped(language, *words)
        for key in keys:
            assert "".join(texts(f"commands.{key}").split()) in said, (language, key)


def test_or_of_the_option_lang() -> None:
    assert CHINESE("commands.any_book") in helped("en", "refresh", "--lang", "zh", "--help")
