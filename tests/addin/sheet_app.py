"""The application of sheet_engine.py: counts every call that would go to it, and refuses the one it
is told to. It runs our macros where it holds them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from addin.batch_macros import run_macro


class RefusedError(Exception):
    """What an application says when it does not want to."""


@dataclass
class Calls:
    """Every call by what it was, and apart what macros do in the application itself; `refuse` is
    the number (from 0) of the call that fails, `refuse_inside` that of the deed of a macro."""

    made: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    refuse: int | None = None
    refuse_inside: int | None = None
    in_macro: bool = False

    def __call__(self, what: str) -> None:
        made, refuse = (
            (self.inside, self.refuse_inside) if self.in_macro else (self.made, self.refuse)
        )
        made.append(what)
        if refuse is not None and len(made) - 1 == refuse:
            raise RefusedError(what)

    @contextmanager
    def macro(self) -> Iterator[None]:
        """Runs in the application: what happens there is no call to it."""
        self.in_macro = True
        try:
            yield
        finally:
            self.in_macro = False


class Engine:
    name = "excel"
    type = "desktop"

    def __init__(self):
        self.apps = []

    @staticmethod
    def prepare_xl_data_element(value, _options):
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data, _datetime, empty_as, _number, _err_to_str):
        return [[empty_as if cell in ("", None) else cell for cell in row] for row in data]


ENGINE = Engine()


class App:
    engine = ENGINE
    display_alerts = True
    pid = 1

    def __init__(self, calls):
        object.__setattr__(self, "calls", calls)
        object.__setattr__(self, "state", {})
        self.state |= {
            "screen_updating": True,
            "enable_events": True,
            "calculation": "automatic",
            "status_bar": False,
        }
        self.shown: list[str] = []
        self.said: list[str] = []
        self.selected = None
        self.book: Any = None
        self.holders: tuple[str, ...] = ()

    def run(self, macro, args):
        self.calls(f"run {macro}")
        holder, _, name = macro.rpartition("!")
        if holder.strip("'") not in self.holders:
            raise RefusedError(f"cannot run the macro {macro}")
        with self.calls.macro():
            return run_macro(self.book, name, args)

    def alert(self, prompt, *_args):
        self.calls("alert")
        self.said.append(prompt)
        return "ok"

    selection = property(lambda self: self.selected)

    def activate(self, *_args):
        self.calls("activate")


def _switch(name):
    def get(self):
        self.calls(f"get {name}")
        return self.state[name]

    def put(self, value):
        self.calls(f"set {name}")
        self.state[name] = value
        if name == "status_bar" and value:
            self.shown.append(value)

    return property(get, put)


for _name in ("screen_updating", "enable_events", "calculation", "status_bar"):
    setattr(App, _name, _switch(_name))
