"""The catalogue of words: figures in sentences."""

import re
from pathlib import Path

import pytest

import cashbuoy_workbook.texts
from cashbuoy_workbook.texts import Texts, section

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = Texts("en"), Texts("zh")
TEXTS = Path(cashbuoy_workbook.texts.__file__).parent
SECTIONS = tuple(sorted(path.stem for path in TEXTS.glob("*.yaml")))
ONE_OR_MANY = re.compile(r"\w\((s|es|ies)\)")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 row has no due date"),
        (0, "0 rows have no due date"),
        (2, "2 rows have no due date"),
        ("1", "1 row has no due date"),
        ("1,000", "1,000 rows have no due date"),
    ],
)
def test_one_and_many_have_their_own_words(count: object, words: str) -> None:
    assert ENGLISH("checks.due_missing", count=count).startswith(words)
    assert CHINESE("checks.due_missing", count=count).startswith(str(count))


def test_a_word_for_one_leaves_other_figures_as_they_are_formatted() -> None:
    text = ENGLISH("checks.payments_undated", count=1, amount=1234.5)
    assert text.startswith("1 payment has no date, 1,234.50 in all")


@pytest.mark.parametrize("name", SECTIONS)
def test_no_text_leaves_it_to_the_reader_whether_it_is_one_or_many(name: str) -> None:
    """“3 row(s)” is a form's English, not a sentence's."""
    assert not [key for key, pair in section(name).items() if ONE_OR_MANY.search(pair["en"])]


def test_nor_does_a_letter() -> None:
    assert not ONE_OR_MANY.findall((ROOT / "docs" / "letter_texts.yaml").read_text("utf-8"))


def test_sheets_that_chinese_texts_name_are_there() -> None:
    """“X”表 is the sheet X, in the catalogue, the profiles and the guide."""
    labels = {**section("labels"), **section("sheets")}
    tabs = {pair["zh"] for key, pair in labels.items() if key.startswith("tab_")}
    texts = [pair["zh"] for name in SECTIONS for pair in section(name).values()]
    texts += [
        (ROOT / path).read_text("utf-8") for path in ("docs/guide.zh.md", "config/basic.yaml")
    ]
    named = {name for text in texts for name in re.findall(r"“([^”{}]+)”(?:工作)?表", text)}
    assert len(named) > 10
    assert named <= tabs
