"""Which instalment of one plan each of its payments settles, where they are listed one by one.

Taken day by day, as they were known: a payment that names an instalment settles that one first;
what is over, and one that names none, settles the oldest instalment open on its day (Civil Code of
the People's Republic of China, art. 560 and 561). What is paid back reopens the latest.

The paid amount noted on an instalment is all that had come for it by its paid date: lines up to
that day are parts of it, and only the rest of it is money of its own. Lines of later days come on
top; what would pay the instalment a second time is taken for what was noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

UNNAMED = -1


@dataclass(frozen=True)
class Entry:
    """A line of tblPlanPayments, or (`noted`) the paid columns of a line of tblInstalments. day:
    days since any epoch, None where nobody noted it; at: position of the instalment, UNNAMED for
    none; amount in minor units, of lines below zero for what was paid back."""

    day: int | None
    at: int
    amount: int
    noted: bool = False


@dataclass
class Share:
    """What of an entry (its position) settles the instalment `at`; below zero: takes back."""

    at: int
    entry: int
    amount: int


@dataclass
class Overlap:
    """A noted entry (its position), and how much of it was found again among the lines. `later`:
    of days after its own; `elsewhere`: on other instalments."""

    entry: int
    same: int = 0
    later: bool = False
    elsewhere: bool = False


@dataclass
class Imputation:
    """shares: all the money, each part once. overlaps: of noted entries also found among the lines.
    unmatched: what was paid back beyond all that had been paid, by entry; no part of the shares."""

    shares: list[Share] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    unmatched: dict[int, int] = field(default_factory=dict)


def impute(owed: Sequence[int], entries: Sequence[Entry]) -> Imputation:
    """`owed`: what each instalment of the plan asks for, oldest first; at least one."""
    run = _Run(list(owed), entries)
    for at in sorted(range(len(entries)), key=lambda e: _turn(entries[e], e)):
        run.take(at)
    found = run.found
    found.shares = [s for s in found.shares if s.amount or entries[s.entry].amount == 0]
    found.overlaps = [o for o in run.overlap.values() if o.same]
    return found


def _turn(entry: Entry, position: int) -> tuple[int, int, int, int]:
    """By day, undated ones first; of one day lines before what is noted, so that it finds them."""
    dated = entry.day is not None
    return int(dated), entry.day or 0, 2 * entry.noted + (entry.at == UNNAMED), position


class _Run:
    def __init__(self, owed: list[int], entries: Sequence[Entry]) -> None:
        self.owed, self.entries = owed, entries
        self.got = [0] * len(owed)
        self.found = Imputation()
        self.overlap: dict[int, Overlap] = {}
        # Parts of lines not yet found in what is noted, and what is noted but not in lines.
        self.free: list[list[int]] = []  # at, entry, amount
        self.alone: dict[int, Share] = {}  # instalment -> what is noted on it alone
        self.left: dict[int, int] = {}  # ... and how much of that no later line was taken for

    def take(self, at: int) -> None:
        entry = self.entries[at]
        if entry.noted:
            self._noted(at, entry)
        elif entry.amount < 0:
            self._back(at, entry)
        else:
            left = entry.amount - self._known(at, entry)
            self.free += [[s.at, at, s.amount] for s in self._put(at, entry.at, left)]

    def _put(self, entry: int, named: int, amount: int) -> list[Share]:
        """New money on the instalment named, then on the oldest open ones; what nobody asks for
        stays with the one named, or the last."""
        last = len(self.owed) - 1
        order: Iterable[int] = range(len(self.owed))
        if named != UNNAMED:
            order = (named, *order)
        put = []
        for at in order:
            if amount <= 0:
                break
            part = min(amount, self.owed[at] - self.got[at])
            if part > 0:
                put.append(self._share(at, entry, part))
                amount -= part
        if amount or not put:
            put.append(self._share(last if named == UNNAMED else named, entry, amount))
        return put

    def _share(self, at: int, entry: int, amount: int) -> Share:
        self.got[at] += amount
        share = Share(at, entry, amount)
        self.found.shares.append(share)
        return share

    def _noted(self, at: int, entry: Entry) -> None:
        same = self._in_lines(at, entry) if entry.amount > 0 else 0
        own = self._put(at, entry.at, entry.amount - same) if same < entry.amount else []
        if not own and entry.amount <= 0:
            own = [self._share(entry.at, at, entry.amount)]
        kept = [s for s in own if s.at == entry.at]
        if kept:
            self.alone[entry.at] = kept[0]
            self.left[entry.at] = max(kept[0].amount, 0)

    def _in_lines(self, at: int, entry: Entry) -> int:
        """How much of what is noted stands among the lines so far: on its instalment; of its day;
        and, where it is more than the instalment asks for, on later ones."""
        day, over = entry.day, entry.amount > self.owed[entry.at]
        wanted = entry.amount
        for part in sorted(self.free, key=lambda p: p[0] != entry.at):
            line = self.entries[part[1]]
            here = entry.at in (part[0], line.at) or (over and part[0] > entry.at)
            if wanted and (here or (line.at == UNNAMED and line.day == day)):
                same = min(wanted, part[2])
                part[2] -= same
                wanted -= same
                self._same(at, same, elsewhere=part[0] != entry.at)
        self.free = [part for part in self.free if part[2]]
        return entry.amount - wanted

    def _known(self, at: int, entry: Entry) -> int:
        """How much of a line is what was noted on its instalment before."""
        noted = self.alone.get(entry.at)
        if noted is None or not self.left[entry.at]:
            return 0
        undated = self.entries[noted.entry].day is None
        over = max(self.got[entry.at] + entry.amount - self.owed[entry.at], 0)
        same = min(entry.amount, self.left[entry.at], entry.amount if undated else over)
        self.left[entry.at] -= same
        if undated and same:
            # The line says when it came.
            noted.amount -= same
            self.found.shares.append(Share(entry.at, at, same))
        self._same(noted.entry, same, later=not undated)
        return same

    def _same(
        self, noted: int, amount: int, *, later: bool = False, elsewhere: bool = False
    ) -> None:
        if amount:
            said = self.overlap.setdefault(noted, Overlap(noted))
            said.same += amount
            said.later |= later
            said.elsewhere |= elsewhere

    def _back(self, at: int, entry: Entry) -> None:
        """Paid back: from the instalment named, then from the latest that got anything."""
        left = -entry.amount
        order: Iterable[int] = range(len(self.owed) - 1, -1, -1)
        if entry.at != UNNAMED:
            order = (entry.at, *order)
        for instalment in order:
            part = min(left, self.got[instalment])
            if part > 0:
                self._share(instalment, at, -part)
                left -= part
        if left:
            self.found.unmatched[at] = left
