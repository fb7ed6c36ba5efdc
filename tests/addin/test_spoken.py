"""What the command line refuses is said in the language of whoever types, and of no library."""

import pytest
from typer.testing import CliRunner

from cashbuoy_addin import spoken
from cashbuoy_addin.cli import app
from cashbuoy_addin.installer.local_system import LocalSystem


def refused(language: str, *words: object) -> str:
    result = CliRunner().invoke(app, [str(w) for w in words], env={"CASHBUOY_LANG": language})
    assert result.exit_code == 2, result.output
    return result.stderr


REFUSED = [
    (("refresh",), "BOOK is missing", "缺少 BOOK"),
    (("refresh", "b.xlsx"), "-o is missing", "缺少 -o"),
    (
        ("new", "b.xlsx", "--lang", "fr"),
        "--lang: 'fr' is not one of 'zh', 'en'",
        "--lang：不能填 'fr'，只能是 'zh', 'en' 之一",
    ),
    (
        ("refrsh",),
        "there is no command refrsh; did you mean refresh?",
        "没有 refrsh 这个命令；是否想写 refresh？",
    ),
    (("import", "xro"), "there is no command xro", "没有 xro 这个命令"),
    (("--bogus",), "there is no option --bogus", "没有 --bogus 这个选项"),
    (("new", "b.xlsx", "--prof", "x"), "there is no option --prof", "没有 --prof 这个选项"),
    (("new", "b.xlsx", "--lang"), "--lang needs a value", "--lang 后面要写值"),
    (("new", "a.xlsx", "b", "c"), "too much: b c", "多写了：b c"),
    (
        ("check",),
        "give a policy file, a workbook with --on",
        "请给出策略文件，或用 --on 给出工作簿",
    ),
    (
        ("check", "gone.yaml"),
        "gone.yaml: no such file or folder",
        "gone.yaml：找不到该文件或文件夹",
    ),
    (("new", "gone/b.xlsx"), "there is no folder gone", "文件夹 gone 不存在"),
    (("new", "b.csv"), "written as .xlsx or .xlsm, not '.csv'", "只能存为 .xlsx 或 .xlsm"),
    (("refresh", "gone.xlsx", "-o", "b.xlsx"), "there is no such file", "gone.xlsx：找不到该文件"),
    (
        ("refresh", "gone.xlsx", "-o", "b.xlsx", "--as-of", "2026-99-99"),
        "--as-of: expected a date, found '2026-99-99'",
        "--as-of：应填日期，现为 '2026-99-99'",
    ),
    (
        ("import", "xero", "gone", "-o", "b.xlsx"),
        "gone: no such file or folder",
        "gone：找不到该文件或文件夹",
    ),
    (
        ("import", "csv", "gone.csv", "--mapping", "gone.yaml", "-o", "b.xlsx"),
        "gone.yaml cannot be read",
        "无法读取 gone.yaml",
    ),
    (("call", "DS"), "There is no formula DS. Did you mean DSO?", "没有公式 DS，是否应为 DSO"),
    (("call", "DSO", "[1"), "[1 is not valid JSON", "[1 不是有效的 JSON"),
]


@pytest.mark.parametrize(("words", "english", "chinese"), REFUSED)
def test_a_refusal_in_both_languages(words, english, chinese, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for language, said in (("en", english), ("zh", chinese)):
        lines = refused(language, *words).splitlines()
        assert said in lines[0]
        assert all(line.startswith("cashbuoy: ") and "Value error" not in line for line in lines)
    assert not list(tmp_path.iterdir())


def test_a_refused_command_says_where_its_use_is_told() -> None:
    assert refused("en", "import", "xero").splitlines()[1].endswith("cashbuoy import xero -h")


@pytest.mark.parametrize("words", [("--lang", "zh"), ("--lang=zh",)])
def test_the_language_asked_for_wins_over_the_users_own(words) -> None:
    assert "找不到该文件" in refused("en", "refresh", "gone.xlsx", "-o", "b.xlsx", *words)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "CASHBUOY_LANG": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8", "CASHBUOY_LANG": "zh"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_users_own_language(said, language, monkeypatch) -> None:
    for name in ("CASHBUOY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(LocalSystem, "values", lambda *_: {})  # what Windows is set to
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert spoken.language_of() == language


def test_a_command_alone_still_shows_its_help() -> None:
    result = CliRunner().invoke(app, ["import"], env={"CASHBUOY_LANG": "zh"})
    assert "xero" in result.output
    assert "cashbuoy:" not in result.output
