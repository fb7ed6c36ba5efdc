"""The summary fits one screen, says what matters, and lines up in both languages."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cashbuoy_addin import demo
from cashbuoy_addin.bars import FULL, LIMIT, Axis
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.refresh import Refreshed
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_addin.summary import show
from cashbuoy_workbook.book import InputBook


@pytest.fixture(scope="module", params=["zh", "en"])
def lines(request, tmp_path_factory):
    """The summary of the demo as printed on a screen of 80 cells."""
    book = demo.demo_book("demo")
    policy = tmp_path_factory.mktemp("policy") / "policy.yaml"
    policy.write_bytes((demo.seeds() / "policy.yaml").read_bytes())
    run = resolve(book.settings, None, Wishes(policy=policy, language=request.param))
    analysis, _ = compute(book, run)
    screen = Console(width=80, file=io.StringIO(), highlight=False)
    show(Refreshed(analysis, book, run, policy.with_name("out.xlsm")), screen)
    return request.param, screen.file.getvalue().splitlines()


def test_it_fits_one_screen(lines) -> None:
    _, shown = lines
    assert len(shown) <= 32  # a long path may take two more lines than its one
    assert max(map(cell_len, shown)) <= 80


def test_a_bar_for_every_month_with_the_dangerous_one_marked(lines) -> None:
    _, shown = lines
    months = [line for line in shown if line.startswith(" 20")]
    assert len(months) == 12
    assert len({line[:8] for line in months}) == 12
    marked = [line for line in months if "▲" in line]
    assert [line.split()[0] for line in marked] == ["2027-02"]
    assert marked[0].split()[1].startswith("-")


def test_rules_are_named_with_their_ids(lines) -> None:
    _, shown = lines
    fired = [line for line in shown if line.lstrip()[:2] in {"▲ ", "◆ "} and " A3." in line]
    assert any("A3.1 " in line for line in fired)
    assert fired == sorted(fired, key=lambda line: "◆" in line)  # red first


def test_words_are_of_the_language(lines) -> None:
    language, shown = lines
    text = "\n".join(shown)
    assert ("控制总额" in text) == (language == "zh")
    assert ("Control totals" in text) == (language == "en")
    assert "out.xlsm" in text


AMOUNTS = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=12)


@given(AMOUNTS, st.floats(0, 1e6))
def test_bars_stay_within_the_axis_and_on_their_side_of_zero(amounts, limit) -> None:
    axis = Axis.over([*amounts, limit], 40)
    zero = axis.position(0)
    for amount in amounts:
        bar = axis.bar(amount, limit)
        assert len(bar) <= 40
        filled = [i for i, cell in enumerate(bar) if cell == FULL]
        if amount > 0:
            assert all(i >= zero for i in filled)
        if amount < 0:
            assert all(i <= zero for i in filled)


def test_bars_by_hand() -> None:
    axis = Axis.over([-2, 7, 4], 10)
    assert axis.bar(7, 4) == "  " + FULL * 8
    assert axis.bar(-2, 4) == FULL * 3 + "   " + LIMIT
    assert axis.bar(0, 4) == "  │   " + LIMIT
    assert Axis.over([0], 10).bar(0, 0) == "│"


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "未绘制现金曲线"), ("en", "No cash curve.")]
)
def test_without_bank_balances_no_curve_is_made_up(language, words, tmp_path) -> None:
    book = InputBook({})
    run = resolve({}, None, Wishes(dt.date(2026, 6, 17), language=language))
    screen = Console(width=80, file=io.StringIO(), highlight=False)
    show(Refreshed(compute(book, run)[0], book, run, tmp_path / "out.xlsx"), screen)
    shown = screen.file.getvalue()
    assert words in shown
    assert "●" not in shown.split("\n")[1]
