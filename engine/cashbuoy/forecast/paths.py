"""Paths of cash: the days on which uncertain receipts come, drawn together.

One-factor Gaussian copula on two levels (Li, 2000; Vasicek, 1987): the score of an item on a path
is z = a F + b C + c e, with F one draw per path, C one per customer and path, e its own, and
a2 + b2 + c2 = 1. Phi(z) is uniform; the quantile of the item's own odds at Phi(z) is the day. A
high score is a late day, so that a high F is a bad time for everybody.

Scores stand on a fine grid, so that a draw costs an addition and two table look-ups: 1/4096 of a
standard deviation for scores, 1/65,536 for uniform numbers, and as many cells for each profile of
odds as CELLS allows (error of a chance at most half a cell: 0.003 % up to 2,000 profiles, 0.025 %
at 16,000).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cashbuoy.behaviour.odds import PaymentOdds
from cashbuoy.money import Minor
from cashbuoy.threads import in_threads

Floats = NDArray[np.float64]
Scores = NDArray[np.int16]
Numbers = NDArray[np.int64]

BLOCK = 256  # paths drawn from one random stream, whatever the number of threads
CELLS = 2**25  # of all profiles together, two bytes each
_MOST_BITS, _LEAST_BITS = 14, 8
_UNIT = 4096  # grid of scores in a standard deviation
_LEVELS = 65_536
_TILE = 128  # items whose draws fit the processor's cache
_GROUP = 2_560  # items added up at once: bounds memory
_WORTH_THREADS = 2_000_000  # draws
_ROWS = 64  # profiles whose table is made at once: fits the cache


@dataclass(frozen=True)
class Loadings:
    """Weights of the common and the customer's factor in a score; their squares are shares of its
    variance and add up to at most 1. The rest is the item's own."""

    common: float
    customer: float

    @property
    def own(self) -> float:
        return float(np.sqrt(max(0.0, 1.0 - self.common**2 - self.customer**2)))


@dataclass(frozen=True)
class Swing:
    """A level that nobody knows: budgeted sales, or costs. A month's amount is multiplied by
    exp(s x - s2/2), mean 1: s = `deviation`, x standard normal with the correlation `link` to the
    common factor; the share `lasting` of its variance is the same in all months."""

    deviation: float
    lasting: float
    link: float


@dataclass(frozen=True)
class Uncertain:
    """Receipts that may come on any day: arrays of shape (n,), minor units, in +.

    `customer` are codes from 0: items of one code share the customer's factor. `lot` is the month
    of budgeted sales that an item belongs to (0 ..), -1 for what is owed already. `odds` cover at
    least the days simulated; what comes later, or never, is not received.
    """

    amount: Minor
    customer: Numbers
    lot: Numbers
    odds: PaymentOdds


@dataclass(frozen=True)
class Certain:
    """Everything else by day, signed. `net` has shape (days,) and contains the expected flows of
    the other two, which have shape (months, days): what moves with a month's budgeted sales (their
    VAT), and costs that are not billed yet."""

    net: Floats
    with_sales: Floats
    costs: Floats


@dataclass(frozen=True)
class Dice:
    """What is drawn: so many paths, from one seed. `stretch`: how much further receipts lie from
    what is expected than their odds say (behaviour.widening); the levels of sales are left alone.
    """

    paths: int
    seed: int
    loadings: Loadings
    sales: Swing
    costs: Swing
    stretch: float = 1.0


@dataclass(frozen=True)
class Paths:
    """What was drawn, and from what, so that a forecast that differs a little is drawn quickly.

    closing: closing cash of each day on each path, shape (days, paths), whole minor units (up to
    the fractions of swings).
    """

    closing: Floats
    opening: int
    uncertain: Uncertain
    draw: _Draw


def draw_closing(
    opening: int, uncertain: Uncertain, certain: Certain, dice: Dice, workers: int | None = None
) -> Floats:
    """The closing cash of `draw_paths`."""
    return draw_paths(opening, uncertain, certain, dice, workers).closing


def draw_paths(
    opening: int,
    uncertain: Uncertain,
    certain: Certain,
    dice: Dice,
    workers: int | None = None,
    like: Paths | None = None,
) -> Paths:
    """Closing cash of each day on each path.

    The same seed gives the same paths with any number of threads, and a shorter run is the
    beginning of a longer one. `like`: paths of a forecast that may differ in its amounts only; what
    is the same is taken from there.
    """
    again = like if like is not None and _same_odds(like, uncertain, certain, dice) else None
    if again is not None and _same_but_certain(again, opening, uncertain, certain):
        more = np.cumsum(certain.net - again.draw.certain.net)
        draw = _Draw(uncertain, certain, dice, again.draw)
        return Paths(again.closing + more[:, None], opening, uncertain, draw)
    days = certain.net.size
    draw = _Draw(uncertain, certain, dice, again.draw if again else None)
    closing = np.empty((days, dice.paths))

    def fill(block: int) -> None:
        part = slice(block * BLOCK, min((block + 1) * BLOCK, dice.paths))
        net = draw.net(block)[:, : part.stop - part.start]
        np.cumsum(net, axis=0, out=net)
        np.add(net, opening, out=closing[:, part])

    blocks = range(-(-dice.paths // BLOCK))
    small = len(uncertain.amount) * dice.paths < _WORTH_THREADS
    in_threads(fill, blocks, 1 if small and workers is None else workers)
    return Paths(closing, opening, uncertain, draw)


def _same_odds(like: Paths, uncertain: Uncertain, certain: Certain, dice: Dice) -> bool:
    """Whether the same days would be drawn for the same items."""
    before = like.uncertain
    return (
        dice == like.draw.dice
        and certain.net.size == like.draw.days
        and uncertain.odds.profiles is before.odds.profiles
        and np.array_equal(uncertain.odds.profile, before.odds.profile)
        and np.array_equal(uncertain.customer, before.customer)
        and np.array_equal(uncertain.lot, before.lot)
    )


def _same_but_certain(like: Paths, opening: int, uncertain: Uncertain, certain: Certain) -> bool:
    """Whether only flows differ that are the same on every path."""
    before = like.draw.certain
    return (
        opening == like.opening
        and np.array_equal(uncertain.amount, like.uncertain.amount)
        and np.array_equal(certain.with_sales, before.with_sales)
        and np.array_equal(certain.costs, before.costs)
    )


class _Draw:
    """The tables that every block of paths reads."""

    def __init__(
        self, uncertain: Uncertain, certain: Certain, dice: Dice, like: _Draw | None = None
    ) -> None:
        self.certain, self.dice = certain, dice
        self.days = certain.net.size
        order = np.argsort(uncertain.customer, kind="stable")
        self.amount = uncertain.amount[order].astype(np.float64)
        self.lot = uncertain.lot[order]
        self.customer = uncertain.customer[order]
        # Of what is owed in the first place, then of each month's sales.
        self.credits = np.bincount(self.lot + 1, np.minimum(self.amount, 0))
        self.owed = np.bincount(self.lot + 1, np.maximum(self.amount, 0))
        self.customers = int(self.customer.max()) + 1 if self.customer.size else 0
        bits = _bits(len(uncertain.odds.profiles))
        self.table: NDArray[np.uint16] = (
            like.table if like else day_table(uncertain.odds.profiles, self.days, bits)
        )
        self.cells = _cells(bits)
        self.base = uncertain.odds.profile[order].astype(np.intp) << bits
        self.room = threading.local()
        self.mean = _mean_receipts(uncertain, self.days)
        self.noise = (normal_scores() * (dice.loadings.own * _UNIT)).round().astype(np.int16)

    def net(self, block: int) -> Floats:
        """Net flow of each day on the paths of one block, shape (days, BLOCK)."""
        stream = _Stream(self.dice.seed, block)
        loadings, certain = self.dice.loadings, self.certain
        common = stream.normals(1)
        months = max(len(certain.with_sales), len(certain.costs), int(self.lot.max(initial=-1)) + 1)
        sales = _levels(self.dice.sales, -common, stream, months)
        costs = _levels(self.dice.costs, common, stream, months)
        shared = stream.normals(self.customers) * (loadings.customer * _UNIT)
        shared += common * (loadings.common * _UNIT)
        scores = shared.round().astype(np.int16)
        receipts = np.zeros((self.days, BLOCK))
        place, weight = self._buffers()
        for first in range(0, self.amount.size, _GROUP):
            part = slice(first, min(first + _GROUP, self.amount.size))
            n = part.stop - part.start
            for start in range(part.start, part.stop, _TILE):
                tile = slice(start, min(start + _TILE, part.stop))
                self._days(tile, scores, stream, place[start - first : tile.stop - first])
            np.copyto(weight[:n], self.amount[part, None])
            budgeted = np.flatnonzero(self.lot[part] >= 0)
            weight[budgeted] *= sales[self.lot[part][budgeted]]
            receipts += self._added_up(place[:n], weight[:n])
        self._stretch(receipts, sales)
        net = receipts
        net += certain.net[:, None]
        _swing(net, certain.with_sales, sales)
        _swing(net, certain.costs, costs)
        return net

    def _stretch(self, receipts: Floats, sales: Floats) -> None:
        """Move receipts by day and path away from what is expected at the paths' sales. By no day
        more comes than all that is owed, nor less than nothing (with credit notes: than those)."""
        if self.dice.stretch == 1:
            return
        mean = np.repeat(self.mean[0][:, None], BLOCK, axis=1)
        _swing(mean, self.mean[1:], sales[: len(self.mean) - 1] + 1)
        receipts -= mean
        receipts *= self.dice.stretch
        receipts += mean
        least, most = self._bounds(sales)
        came = np.cumsum(receipts, axis=0)
        np.clip(came, least, most, out=came)
        receipts[0] = came[0]
        np.subtract(came[1:], came[:-1], out=receipts[1:])

    def _bounds(self, sales: Floats) -> tuple[Floats, Floats]:
        """All credit notes, and all that is owed, on each path; shape (BLOCK,) each."""
        levels = np.vstack([np.ones(BLOCK), sales])[: self.owed.size]
        least = (levels * self.credits[:, None]).sum(axis=0)
        most = (levels * self.owed[:, None]).sum(axis=0)
        return least, most

    def _buffers(self) -> tuple[Numbers, Floats]:
        """Room for one group of items, kept by each thread."""
        if not hasattr(self.room, "place"):
            shape = min(_GROUP, self.amount.size), BLOCK
            self.room.place = np.empty(shape, dtype=np.intp)
            self.room.weight = np.empty(shape)
        return self.room.place, self.room.weight

    def _added_up(self, place: Numbers, weight: Floats) -> Floats:
        """Receipts by day, shape (days, BLOCK)."""
        size = (self.days + 1) * BLOCK  # the last row: later than the horizon, or never
        totals: Floats = np.bincount(place.ravel(), weight.ravel(), size).astype(float, copy=False)
        return totals.reshape(-1, BLOCK)[: self.days]

    def _days(self, tile: slice, scores: Scores, stream: _Stream, out: Numbers) -> None:
        """For each item and path of a tile, day x BLOCK + path."""
        z = self.noise.take(stream.uniform(out.size), mode="clip").reshape(out.shape)
        z += scores.take(self.customer[tile], axis=0, mode="clip")
        cells = self.cells.take(z.view(np.uint16), mode="clip")
        np.add(cells, self.base[tile, None], out=out)
        days = self.table.take(out, mode="clip")
        np.copyto(out, days)
        out *= BLOCK
        out += np.arange(BLOCK)


class _Stream:
    """Random numbers of one block, from raw bits alone, so that they are the same everywhere."""

    def __init__(self, seed: int, block: int) -> None:
        self.bits = np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(block,)))

    def uniform(self, count: int) -> NDArray[np.uint16]:
        """Whole numbers below 65,536, as many as asked for (a multiple of 4)."""
        return self.bits.random_raw(count // 4).astype("<u8", copy=False).view("<u2")

    def normals(self, rows: int) -> Floats:
        """Standard normal scores, shape (rows, BLOCK)."""
        return normal_scores()[self.uniform(rows * BLOCK)].reshape(rows, BLOCK)


def _levels(swing: Swing, common: Floats, stream: _Stream, months: int) -> Floats:
    """Multipliers, shape (months, BLOCK)."""
    lasting = stream.normals(1)
    monthly = stream.normals(months)
    own = np.sqrt(max(0.0, swing.lasting - swing.link**2)) * lasting
    x = swing.link * common + own + np.sqrt(1 - max(swing.lasting, swing.link**2)) * monthly
    levels: Floats = np.exp(swing.deviation * x - swing.deviation**2 / 2)
    return levels


def _mean_receipts(uncertain: Uncertain, days: int) -> Floats:
    """Expected receipts by day: of what is owed in the first row, then of each month's sales."""
    months = int(uncertain.lot.max(initial=-1)) + 1
    profiles = uncertain.odds.profiles
    whole = np.zeros((months + 1, len(profiles)))
    np.add.at(whole, (uncertain.lot + 1, uncertain.odds.profile), uncertain.amount)
    # Sums along rows: a matrix product would wake up threads of its own.
    mean = np.zeros((months + 1, days))
    for row, amounts in enumerate(whole):
        some = np.flatnonzero(amounts)
        mean[row] = np.einsum("p,pd->d", amounts[some], profiles[some, :days])
    return mean


def _swing(net: Floats, flows: Floats, levels: Floats) -> None:
    """Add to `net` what flows of shape (months, days) change by at the months' levels."""
    # No matrix product: its own threads would stand in the way of ours.
    for month in np.flatnonzero(flows.any(axis=1)).tolist():
        days = np.flatnonzero(flows[month])
        net[days] += flows[month, days, None] * (levels[month] - 1)


@cache
def normal_scores() -> Floats:
    """Quantiles of the standard normal distribution in the middle of 65,536 equal cells."""
    from scipy.special import ndtri  # noqa: PLC0415  (heavy)

    scores: Floats = ndtri((np.arange(_LEVELS) + 0.5) / _LEVELS)
    return scores


@cache
def _cells(bits: int) -> NDArray[np.uint16]:
    """Cell of Phi(z) for every score on the grid, indexed by its int16 read as uint16."""
    from scipy.special import ndtr  # noqa: PLC0415  (heavy)

    z = np.arange(_LEVELS, dtype=np.uint16).view(np.int16) / _UNIT
    cells: NDArray[np.uint16] = np.minimum(ndtr(z) * 2**bits, 2**bits - 1).astype(np.uint16)
    return cells


def _bits(profiles: int) -> int:
    room = int(np.log2(CELLS / max(profiles, 1)))
    return min(max(room, _LEAST_BITS), _MOST_BITS)


def day_table(profiles: Floats, days: int, bits: int) -> NDArray[np.uint16]:
    """The day index (0 .. days - 1; `days` for later or never) at each of 2**bits equal steps of
    probability, one profile after the other: shape (profiles x 2**bits,)."""
    size = 2**bits
    table = np.empty((len(profiles), size), dtype=np.uint16)
    day = np.arange(days + 1, dtype=np.uint16)

    def fill(first: int) -> None:
        rows = table[first : first + _ROWS]
        by_day = np.cumsum(profiles[first : first + _ROWS, :days], axis=1)
        ends = np.minimum(np.rint(by_day * size).astype(np.int64), size)
        np.maximum.accumulate(ends, axis=1, out=ends)
        # Each day stands at the steps from the end of the day before to its own.
        steps = np.diff(ends, axis=1, prepend=0, append=size)
        rows[:] = np.repeat(np.tile(day, len(rows)), steps.ravel()).reshape(rows.shape)

    in_threads(fill, range(0, len(profiles), _ROWS), None if table.size > CELLS // 8 else 1)
    return table.reshape(-1)
