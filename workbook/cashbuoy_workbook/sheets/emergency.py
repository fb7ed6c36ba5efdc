"""Emergency: the state, why, the checklist, and where cash can come from first; one page to print
and hand out (A3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from cashbuoy.warning.checklist import Task
from cashbuoy.warning.emergency import State, StateLine
from cashbuoy_workbook.blocks import Level, Link, Sheet
from cashbuoy_workbook.emergency_words import causes_in_words, owner_of, title_of
from cashbuoy_workbook.sheets.cockpit_panel import short
from cashbuoy_workbook.sheets.fired_rules import fired_rules, in_words_of
from cashbuoy_workbook.sheets.grid import Fill, Styled, block
from cashbuoy_workbook.sheets.levels import rule_of
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View, day
from cashbuoy_workbook.styles import symbol
from cashbuoy_workbook.widths import wrapped_height

SHEET = "Emergency"
WIDTHS = (15.0, 52.0, 22.0, 17.0, 20.0, 40.0)
ACTION_SPAN = (3, 5)  # of a red rule, over three columns
HEIGHT = 22.0
MOST, MOST_RED = 6, 6  # a page to act on, not a register
LEVEL_OF: dict[State, Level] = {
    "normal": "green",
    "watch": "amber",
    "emergency": "red",
    "recovery": "amber",
}
_LEVELS_OF_TASKS: dict[str, Level] = {"done": "green", "dropped": "grey"}


def render(view: View) -> Sheet:
    page = _Page(view)
    page.state()
    page.red()
    page.checklist()
    page.collect_first()
    page.can_wait()
    page.can_draw()
    emergency = view.analysis.emergency.state == "emergency"
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.texts("emergency.subtitle")),
            block("cb_Emergency_Actions", HEADING_ROWS, 0, page.rows, fills=page.fills),
        ),
        widths=WIDTHS,
        heights=page.heights,
        merges=tuple(page.merges),
        freeze=(HEADING_ROWS, 0),
        print_columns=(0, len(WIDTHS) - 1),
        pages_tall=1,
        tab_colour="B8321A" if emergency else "",
    )


def state_words(view: View, now: StateLine) -> str:
    """The state and its first day, in a line."""
    words = view.texts(f"emergency.state_{now.state}")
    if now.state == "normal":
        return words
    return f"{words} · {view.texts('emergency.since', day=day(now.since))}"


class _Page:
    """The page as it grows, block by block from the top."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.plan = view.analysis.emergency
        self.rows: list[list[Styled]] = []
        self.fills: list[Fill] = []
        self.heights: dict[int, float] = dict(TITLE_HEIGHT)
        self.merges: list[tuple[int, int, int, int]] = []

    def state(self) -> None:
        """State and since when; causes; how it ends; how it came about."""
        now, texts = self.plan.now, self.view.texts
        level = LEVEL_OF[now.state]
        self.fills += [(level, 0, i) for i in range(2)]
        self._row([(f"{symbol(level)} {state_words(self.view, now)}", "label"), (None, "label")])
        if now.state != "normal":
            settings = self.view.analysis.policy.emergency
            days = {
                "watch": settings.watch_days,
                "emergency": settings.exit_days,
                "recovery": settings.recovery_days,
            }[now.state]
            causes = causes_in_words(self.view, now.causes)
            lines = [texts("emergency.cause", causes=causes)] if causes else []
            met_on = texts("emergency.met_on", day=day(now.met_on))
            ends = texts(f"emergency.leaves_{now.state}", days=days)
            lines.append(f"{met_on} · {ends}")
            for line in lines:
                self._row([(line, "text")])
        steps = [line for line in self.plan.log if line.date == line.since]
        if len(steps) > 1:
            told = (
                texts(
                    "emergency.step",
                    day=day(line.since),
                    state=texts(f"emergency.short_{line.state}"),
                )
                for line in steps[-MOST:]
            )
            self._row([(texts("emergency.history", steps=" → ".join(told)), "small")])
        self._row([])

    def red(self) -> None:
        """Red rules, those that start the plan first."""
        red = [f for f in fired_rules(self.view) if f.worst.level == "red"]
        self._section(self.view.texts("emergency.section_red"))
        if not red:
            self._row([(self.view.say("no_emergency"), "text")])
        for fired in sorted(red, key=lambda f: not f.worst.starts_emergency)[:MOST_RED]:
            action = rule_of(self.view, fired.worst).action
            todo = self.view.pick(action.en, action.zh)
            width = sum(WIDTHS[ACTION_SPAN[0] : ACTION_SPAN[1] + 1])
            self.fills.append(("red", len(self.rows), 0))
            self._row(
                [
                    (f"{symbol('red')} {fired.worst.ref}", "text_grid"),
                    (in_words_of(self.view, fired), "wrap_middle"),
                    (short(self.view, fired.worst.measured, fired.worst.unit), "wrap_middle"),
                    (todo, "wrap_middle"),
                    *[(None, "wrap_middle")] * (ACTION_SPAN[1] - ACTION_SPAN[0]),
                ],
                height=max(
                    wrapped_height(in_words_of(self.view, fired), WIDTHS[1]),
                    wrapped_height(todo, width),
                ),
                merge=ACTION_SPAN,
            )
        self._row([])

    def checklist(self) -> None:
        """The tasks of the plan that runs, with their progress and what they can bring."""
        texts, tasks = self.view.texts, self.plan.current
        done = sum(task.state == "done" for task in tasks)
        title = texts("emergency.section_checklist", done=done, all=len(tasks))
        self._section(title, Link("Tasks", "A1", texts("emergency.fill_in")))
        if not tasks:
            self._row([(texts("emergency.no_tasks"), "text")])
        else:
            unit = self.view.currency_name
            names = ("progress", "task", "owner", "due", "effect", "note")
            self._row(
                [(texts(f"emergency.column_{n}", unit=unit), "header") for n in names], height=18
            )
        for task in tasks:
            self._task(task)
        self._row([])

    def _task(self, task: Task) -> None:
        late = task.late(self.view.analysis.as_of)
        level: Level | None = "red" if late else _LEVELS_OF_TASKS.get(task.state)
        progress = self.view.texts(f"emergency.progress_{task.state}")
        if late:
            progress = self.view.texts("emergency.late")
        mark = symbol(level) if level else "☐"
        if level:
            self.fills.append((level, len(self.rows), 0))
        title = title_of(self.view, task)
        due: Styled = (task.due_on, "date_grid") if task.due_on else (task.due, "text_grid")
        self._row(
            [
                (f"{mark} {progress}", "text_grid"),
                (title, "wrap_middle"),
                (owner_of(self.view, task), "wrap_middle"),
                due,
                (task.effect, self.view.style("money_grid")),
                (task.note or None, "wrap_middle"),
            ],
            height=max(
                wrapped_height(title, WIDTHS[1]), wrapped_height(task.note or "", WIDTHS[5])
            ),
        )

    def collect_first(self) -> None:
        items = self.view.analysis.receivables
        pursued = items["open_base"] - items["disputed_base"] - items["insurer_base"]
        late = items.assign(open_base=pursued)[
            (items["status"] == "forecast") & (items["days_overdue"] > 0) & (pursued > 0)
        ]
        late = late.sort_values("open_base", ascending=False, kind="stable").head(MOST)
        self._list(
            "section_collect_first",
            ("customer", "document", "days_overdue", "open_base"),
            _texts(late["counterparty"]),
            _texts(late["document"]),
            [(d, "count_grid") for d in late["days_overdue"].tolist()],
            self._moneys(late["open_base"]),
        )

    def can_wait(self) -> None:
        analysis = self.view.analysis
        bills = analysis.payables
        before = bills["expected_date"] <= pd.Timestamp(analysis.forecast.lowest_on)
        chosen = bills[(before & (bills["priority"] != "critical") & (bills["open_base"] > 0))]
        chosen = chosen.sort_values("open_base", ascending=False, kind="stable").head(MOST)
        days: list[dt.date] = chosen["expected_date"].to_numpy("datetime64[D]").tolist()
        self._list(
            "section_can_wait",
            ("supplier", "bill", "expected_date", "unpaid_base"),
            _texts(chosen["counterparty"]),
            _texts(chosen["document"]),
            [(d, "date_grid") for d in days],
            self._moneys(chosen["open_base"]),
        )

    def can_draw(self) -> None:
        if not self.view.analysis.policy.has("lines"):
            return
        lines = self.view.analysis.ledgers["tblLines"]
        free = (lines["limit"] - lines["drawn"]).to_numpy(np.int64)
        today = pd.Timestamp(self.view.analysis.as_of)
        live = (lines["expires"].isna() | (lines["expires"] > today)).to_numpy()
        chosen = lines.assign(free=free)[lines["committed"].to_numpy(bool) & live & (free > 0)]
        days: list[dt.date | None] = [
            None if pd.isna(d) else d for d in chosen["expires"].to_numpy("datetime64[D]").tolist()
        ]
        self._list(
            "section_draw",
            ("bank", "", "expires", "available"),
            _texts(chosen["bank"]),
            [(None, "text_grid")] * len(chosen),
            [(d, "date_grid") for d in days],
            self._moneys(chosen["free"]),
        )

    def _moneys(self, minor: pd.Series[int]) -> list[Styled]:
        return [(v, self.view.style("money_grid")) for v in self.view.moneys(minor.to_numpy())]

    def _list(self, section: str, names: tuple[str, ...], *columns: Sequence[Styled]) -> None:
        """Numbered rows of equally long columns."""
        self._section(self.view.say(section))
        unit = self.view.currency_name
        rows: list[list[Styled]] = [list(row) for row in zip(*columns, strict=True)]
        if not rows:
            self._row([(self.view.say("nothing_here"), "text")])
        else:
            titles = [self.view.say(f"column_{c}", unit=unit) if c else None for c in names]
            number = self.view.texts("emergency.column_number")
            self._row([(number, "header"), *((title, "header") for title in titles)])
        for n, row in enumerate(rows, start=1):
            self._row([(n, "count_grid"), *row])
        self._row([])

    def _section(self, title: str, link: Link | None = None) -> None:
        last: Styled = (link, "link") if link else (None, "section")
        self._row([(title, "section"), *[(None, "section")] * (len(WIDTHS) - 2), last])

    def _row(
        self, cells: list[Styled], height: float = 0.0, merge: tuple[int, int] | None = None
    ) -> None:
        at = HEADING_ROWS + len(self.rows)
        if height:
            self.heights[at] = max(HEIGHT, height)
        if merge:
            self.merges.append((at, merge[0], at, merge[1]))
        self.rows.append(cells)


def _texts(values: pd.Series[str]) -> list[Styled]:
    return [(text, "text_grid") for text in values.tolist()]
