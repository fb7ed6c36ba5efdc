"""Payables: the payment schedule (C6), cash with and without it, and what would close a gap."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cashbuoy.payables.outcome import Outcome
from cashbuoy.payables.schedule import PayablesSchedule
from cashbuoy_workbook.blocks import Block, Chart, Note, Series, Sheet
from cashbuoy_workbook.sheets.grid import Fill, Styled, block, columns_block, pixels
from cashbuoy_workbook.sheets.payables_closing import closing_block, closing_merges
from cashbuoy_workbook.sheets.payables_habits import habits_block, habits_heights
from cashbuoy_workbook.sheets.payables_list import LAST, WIDTHS, left_out_block, list_block
from cashbuoy_workbook.sheets.scale import scale_of
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View, day
from cashbuoy_workbook.styles import SERIES, symbol

SHEET = "Payables"
COMPARE_ROW = HEADING_ROWS
VALUES = 6  # first column of figures in the comparison
CHART_ROWS = 17
DATA_COLUMN = len(WIDTHS) + 1  # beside the printed page


def render(view: View, schedule: PayablesSchedule) -> Sheet:
    compare = _compare(view, schedule)
    chart_row = compare.row + compare.height + 1
    row = chart_row + CHART_ROWS
    blocks = [view.heading(SHEET, _subtitle(view, schedule)), compare]
    closing = closing_block(view, schedule, row)
    merges: list[tuple[int, int, int, int]] = []
    if closing is not None:
        blocks.append(closing)
        merges += closing_merges(closing)
        row = closing.row + closing.height + 1
    to_pay = list_block(view, schedule, row)
    left = left_out_block(view, schedule, to_pay.row + to_pay.height + 1)
    last = left or to_pay
    habits = habits_block(view, last.row + last.height + 1)
    last = habits or last
    data = _chart_data(view, schedule, chart_row)
    blocks += [to_pay, *(b for b in (left, habits) if b is not None), data]
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=tuple(blocks),
        charts=(_chart(view, schedule, data, chart_row),),
        widths=(*WIDTHS, 3.0, 12.0, 16.0, 16.0, 16.0, 8.0),
        heights={**TITLE_HEIGHT, COMPARE_ROW + 1: 30.0, **habits_heights(view, habits)},
        merges=tuple(merges),
        freeze=(HEADING_ROWS, 0),
        print_columns=(0, LAST),
        print_last=last.row + last.height - 1,
        new_pages=(row,) if closing is not None else (),
        repeat_rows=(row + 1, row + 1),
    )


def words(view: View, key: str, /, **values: object) -> str:
    """A text of this sheet."""
    return view.texts(f"payables.{key}", **values)


def amount(view: View, minor: int) -> str:
    return f"{view.money(minor):,.{view.digits}f}"


def _subtitle(view: View, schedule: PayablesSchedule) -> str:
    settings = view.analysis.policy.payables.schedule
    runs = words(view, "join").join(words(view, name) for name in settings.runs)
    until = view.analysis.as_of.toordinal() + settings.days_ahead
    shown = day(type(view.analysis.as_of).fromordinal(until))
    return words(view, f"subtitle_{schedule.mode}", runs=runs, until=shown)


def _compare(view: View, schedule: PayablesSchedule) -> Block:
    """The ways to pay side by side, and what the schedule rests on."""
    money = view.style("money_grid")
    until = day(schedule.days[schedule.watched - 1].date())
    figures: list[tuple[str, Callable[[Outcome], Styled]]] = [
        (words(view, "compare_lowest", until=until), lambda o: (view.money(o.lowest), money)),
        (words(view, "compare_lowest_on"), lambda o: (o.lowest_on, "date_grid")),
        (words(view, "compare_short"), lambda o: (view.money(o.short), money)),
        (words(view, "compare_late"), lambda o: (view.money(o.late), money)),
        (words(view, "compare_fees"), lambda o: (view.money(o.fees), money)),
        (words(view, "compare_discount"), lambda o: (view.money(o.discount), money)),
        (words(view, "compare_cost"), lambda o: (view.money(o.cost), money)),
    ]
    outcomes = schedule.outcomes
    gap: list[Styled] = [(None, "text")] * (VALUES - 1)
    rows: list[list[Styled]] = [
        [(words(view, "section_compare"), "section"), *[(None, "section")] * LAST],
        [
            (view.currency_name, "label"),
            *gap,
            *((words(view, f"way_{o.way}"), "header") for o in outcomes),
        ],
    ]
    rows += [[(title, "text"), *gap, *(cell(o) for o in outcomes)] for title, cell in figures]
    rows += [[(line, "text_muted")] for line in _basis(view, schedule)]
    fills: list[Fill] = []
    notes: list[Note] = []
    for at, one in enumerate(outcomes):
        if one.short:
            fills.append(("red" if one.lowest < 0 else "amber", 4, VALUES + at))
            text = words(
                view,
                "cash_after_short",
                symbol=symbol("amber"),
                cash=amount(view, one.lowest),
                short=amount(view, one.short),
            )
            notes.append(Note(4, VALUES + at, view.texts.headed(day(one.lowest_on), text)))
    return block("cb_Payables_Compare", COMPARE_ROW, 0, rows, fills=fills, notes=notes)


def _basis(view: View, schedule: PayablesSchedule) -> list[str]:
    """What the schedule watches, how sure it is, and what the forecast makes of it."""
    floor = amount(view, schedule.floor)
    lines = [words(view, f"watched_{schedule.cash}", floor=floor)]
    if schedule.mode == "optimise":
        proven = schedule.proven
        key = "not_proven" if np.isnan(proven) else "proven" if proven >= 0.0005 else "proven_best"
        lines.append(words(view, key, gap=f"{proven:.1%}"))
    used = view.analysis.policy.payables.schedule.forecast
    told = [_why_dearer(view, o, schedule) for o in _cheaper(schedule)]
    # Always as many lines, so that the chart below never moves.
    none = [""] * (len(schedule.outcomes) - 1 - len(told))
    return [*lines, words(view, f"in_forecast_{used}"), *told, *none]


def _cheaper(schedule: PayablesSchedule) -> list[Outcome]:
    """Ways with less fees and lost discounts than the schedule, which a reader asks about."""
    return [o for o in schedule.outcomes[:-1] if o.cost < schedule.chosen.cost]


def _why_dearer(view: View, other: Outcome, schedule: PayablesSchedule) -> str:
    """The limits that a cheaper way breaks and the schedule holds; where there are none, what else
    the schedule counts as a cost."""
    chosen = schedule.chosen
    because = []
    if other.short > chosen.short:
        short = amount(view, other.short)
        because.append(words(view, "breaks_floor", short=short, on=day(other.lowest_on)))
    if other.off_runs:
        because.append(words(view, "breaks_runs", amount=amount(view, other.off_runs)))
    if other.too_late:
        because.append(words(view, "breaks_wait", amount=amount(view, other.too_late)))
    way, less = words(view, f"in_words_{other.way}"), amount(view, chosen.cost - other.cost)
    if not because:
        return words(view, "dearer_by_strain", way=way, less=less)
    return words(
        view,
        "dearer_by_limits",
        way=way,
        less=less,
        because=words(view, "because_join").join(because),
    )


def _days_shown(view: View, schedule: PayablesSchedule) -> int:
    """Days of the chart: all that a schedule under this policy could move, whatever bills there
    are, so that a chart laid out before the first refresh fits."""
    settings = view.analysis.policy.payables.schedule
    waits = settings.deferral
    longest = max(w.most_days for w in (waits.critical, waits.normal, waits.flexible))
    return min(len(schedule.days), settings.days_ahead + longest + 14)


def _chart_data(view: View, schedule: PayablesSchedule, row: int) -> Block:
    """Cash by day, beside the printed page."""
    n = _days_shown(view, schedule)
    titles = [words(view, k) for k in ("day", "curve_without", "curve_with", "curve_floor")]
    style = view.style("money_round")
    columns = [
        [words(view, "chart_data"), titles[0], *schedule.days[:n].date],
        [None, titles[1], *view.moneys(schedule.as_due.closing[:n])],
        [None, titles[2], *view.moneys(schedule.chosen.closing[:n])],
        [None, titles[3], *[view.money(schedule.floor)] * n],
        # Named on the axis: one day a week, for there is no room for more.
        [
            None,
            None,
            *(f"{d:%m.%d}" if i % 7 == 0 else "" for i, d in enumerate(schedule.days[:n])),
        ],
    ]
    styles = ("date", style, style, style, "text")
    return columns_block("cb_Payables_ChartData", row, DATA_COLUMN, columns, styles)


def _chart(view: View, schedule: PayablesSchedule, data: Block, row: int) -> Chart:
    first, last = data.row + 2, data.row + 1 + _days_shown(view, schedule)

    def column(at: int) -> tuple[str, int, int, int, int]:
        return (SHEET, first, DATA_COLUMN + at, last, DATA_COLUMN + at)

    looks = (("curve_without", SERIES["other"]), ("curve_with", SERIES["cash"]))
    return Chart(
        row=row,
        column=0,
        width=pixels(*WIDTHS),
        height=CHART_ROWS * 20 - 20,
        title=words(view, "chart"),
        series=(
            *(
                Series(words(view, name), column(4), column(at), colour)
                for at, (name, colour) in enumerate(looks, start=1)
            ),
            Series(words(view, "curve_floor"), column(4), column(3), SERIES["floor"], dashed=True),
        ),
        number_format=scale_of(view).axis_format,
        label_every=7,
    )
