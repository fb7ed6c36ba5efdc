"""YAML as a policy may use it: plain mappings, lists and values, each with the line it stands in.

Refused: duplicate keys, anchors, aliases, tags, several documents, deep nesting, large files.
Plain values are null, true, false, decimal numbers, or else text, so `no`, `12:30` and `010` stay
text; dates stay ISO text. (YAML 1.1 would read False, 750 and 8.)
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import yaml

from cashbuoy.policy.problems import PolicyProblem, dotted

MAX_BYTES = 1_000_000
MAX_DEPTH = 30

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})?(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?")
_NULLS = {"", "~", "null", "Null", "NULL"}
_SWITCHES = {"true": True, "True": True, "TRUE": True} | {
    "false": False, "False": False, "FALSE": False
}  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Spot:
    """Where a value was written, and how, shortened."""

    file: str
    line: int
    written: str = ""


@dataclass(frozen=True)
class Document:
    """A YAML text as plain data (dict, list, str, int, float, bool, None), with a spot for every
    path in it. `problems` are already found; `whole` tells that the text was read to its end."""

    data: Any
    spots: Mapping[Path, Spot]
    problems: tuple[PolicyProblem, ...] = ()
    whole: bool = True


def decode(raw: bytes, source: str) -> str | PolicyProblem:
    """UTF-8 bytes, with or without a byte order mark, to text."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return PolicyProblem("not_utf8", source, 1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return PolicyProblem("not_utf8", source, raw[: error.start].count(b"\n") + 1)


def read_document(text: str, source: str) -> Document:
    """Read one YAML document; what is wrong with it is in `problems`."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        too_large = PolicyProblem("too_large", source, 1, details={"limit": f"{MAX_BYTES:,}"})
        return Document(None, {}, (too_large,), whole=False)
    tree = _Tree(source)
    whole = False
    try:
        whole = all(map(tree.take, yaml.parse(text, Loader=yaml.SafeLoader)))
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        tree.problems.append(
            PolicyProblem("bad_character", source, line, found=f"U+{_code(error):04X}")
        )
    except yaml.MarkedYAMLError as error:
        tree.problems.append(_syntax_problem(error, text, source))
    except (yaml.YAMLError, ValueError, OverflowError):
        # PyYAML lets chr() and int() fail on absurd escapes and directives.
        reason = {"reason": "an escape or directive that means nothing"}
        tree.problems.append(PolicyProblem("syntax", source, tree.line, details=reason))
    return Document(tree.root, tree.spots, tuple(tree.problems), whole)


def _code(error: yaml.reader.ReaderError) -> int:
    return error.character if isinstance(error.character, int) else ord(error.character)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, source: str) -> PolicyProblem:
    # What is never closed is best seen where it begins.
    unclosed = "<stream end>" in str(error.problem) or "end of stream" in str(error.problem)
    marks = [error.problem_mark, error.context_mark]
    mark = next((m for m in (reversed(marks) if unclosed else marks) if m), None)
    line = mark.line if mark else 0
    written = text.splitlines()[line] if line < len(text.splitlines()) else ""
    blank = written[: len(written) - len(written.lstrip())]
    if "\t" in blank or "'\\t'" in str(error.problem):
        return PolicyProblem("tab", source, line + 1)
    reason = "; ".join(part for part in (error.context, error.problem) if part)
    return PolicyProblem("syntax", source, line + 1, details={"reason": reason[:160]})


@dataclass
class _Open:
    """A mapping or list that is being read; `key` waits for its value. What stands under a
    duplicate key is `dropped`."""

    holder: dict[str, Any] | list[Any]
    path: Path
    dropped: bool
    key: str | None = None
    duplicate: bool = False


@dataclass
class _Tree:
    """Builds data from the parser's events, without recursion."""

    source: str
    root: Any = None
    spots: dict[Path, Spot] = field(default_factory=dict)
    problems: list[PolicyProblem] = field(default_factory=list)
    line: int = 1
    _open: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False when reading on makes no sense."""
        if event.start_mark:
            self.line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._add("second_document", ())
                return False
        elif isinstance(event, yaml.NodeEvent):
            return self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        return True

    def _node(self, event: yaml.NodeEvent) -> bool:
        parent = self._open[-1] if self._open else None
        if parent and isinstance(parent.holder, dict) and parent.key is None:
            return self._key(event, parent)
        path = self._next_path(parent)
        self._refuse_extras(event, path)
        if isinstance(event, yaml.ScalarEvent):
            self._place(parent, path, self._scalar(event, path), _written(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= MAX_DEPTH:
                self._add("too_deep", path, details={"limit": str(MAX_DEPTH)})
                return False
            holder: dict[str, Any] | list[Any] = (
                {} if isinstance(event, yaml.MappingStartEvent) else []
            )
            self._place(parent, path, holder, "")
            dropped = parent is not None and (parent.dropped or parent.duplicate)
            self._open.append(_Open(holder, path, dropped))
        else:
            self._place(parent, path, None, "")
        return True

    def _key(self, event: yaml.NodeEvent, parent: _Open) -> bool:
        if not isinstance(event, yaml.ScalarEvent):
            self._add("key_not_text", parent.path)
            return False
        path = (*parent.path, event.value)
        self._refuse_extras(event, path)
        self._scalar(event, path)
        parent.key = event.value
        parent.duplicate = event.value in parent.holder
        if parent.dropped:
            return True
        if parent.duplicate:
            first = str(self.spots[path].line)
            self._add("duplicate_key", path, details={"first_line": first})
        else:
            self.spots[path] = Spot(self.source, self.line, event.value)
        return True

    def _next_path(self, parent: _Open | None) -> Path:
        if parent is None:
            return ()
        if isinstance(parent.holder, list):
            return (*parent.path, len(parent.holder))
        return (*parent.path, parent.key or "")

    def _place(self, parent: _Open | None, path: Path, value: object, written: str) -> None:
        if parent is None:
            self.root = value
        elif isinstance(parent.holder, list):
            parent.holder.append(value)
        elif not parent.duplicate:
            parent.holder[parent.key or ""] = value
        if parent is None or not (parent.duplicate or parent.dropped):
            # A key's line, not its value's: there the user looks first.
            line = self.spots[path].line if path in self.spots else self.line
            self.spots[path] = Spot(self.source, line, written)
        if parent and isinstance(parent.holder, dict) and not isinstance(value, dict | list):
            parent.key = None

    def _close(self) -> None:
        self._open.pop()
        if self._open and isinstance(self._open[-1].holder, dict):
            self._open[-1].key = None

    def _scalar(self, event: yaml.ScalarEvent, path: Path) -> object:
        surrogate = _SURROGATE.search(event.value)
        if surrogate:
            self._add("bad_character", path, found=f"U+{ord(surrogate[0]):04X}")
            return None
        return plain_value(event.value) if event.style is None else event.value

    def _refuse_extras(self, event: yaml.NodeEvent, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._add("alias", path, found=f"*{event.anchor}")
        elif event.anchor:
            self._add("anchor", path, found=f"&{event.anchor}")
        tag = getattr(event, "tag", None)
        if tag:
            self._add("tag", path, found=str(tag))

    def _add(
        self, kind: str, path: Path, *, found: str = "", details: Mapping[str, str] | None = None
    ) -> None:
        self.problems.append(
            PolicyProblem(
                kind,
                self.source,
                self.line,
                dotted(path),
                found=shorten(found),
                details=details or {},
            )
        )


def plain_value(written: str) -> str | int | float | bool | None:
    """The value of a plain (unquoted) scalar."""
    if written in _NULLS:
        return None
    if written in _SWITCHES:
        return _SWITCHES[written]
    if _INTEGER.fullmatch(written):
        return int(written)
    if _DECIMAL.fullmatch(written) and any(c.isdigit() for c in written.lower().split("e")[0]):
        number = float(written)
        return number if math.isfinite(number) else written
    return written


def _written(event: yaml.ScalarEvent) -> str:
    if event.style is None:
        return shorten(event.value) or "null"
    return shorten(json.dumps(event.value, ensure_ascii=False))


def shorten(text: str, length: int = 60) -> str:
    """One line of at most `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def spot_of(document: Document, path: Path, source: str) -> Spot:
    """The spot of a path, or of the nearest part around it that was written."""
    around = (path[:n] for n in range(len(path), -1, -1))
    return next((document.spots[p] for p in around if p in document.spots), Spot(source, 1))


def written_at(document: Document, path: Path) -> str:
    """The value at a path as the user wrote it, shortened; "" where there is none."""
    spot = document.spots.get(path)
    if spot is None:
        return ""
    value = reduce(lambda inner, step: inner[step], path, document.data)
    if isinstance(value, dict | list):
        return shorten(json.dumps(value, ensure_ascii=False))
    return spot.written
