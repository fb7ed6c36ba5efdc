"""What payments settle of a plan, day by day: every cent once, however lines are split."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.plans.imputation import UNNAMED, Entry, impute

entries = st.builds(
    Entry,
    st.one_of(st.none(), st.integers(0, 20)),
    st.integers(UNNAMED, 3),
    st.integers(-60, 120),
)
noted_on = st.tuples(st.one_of(st.none(), st.integers(0, 20)), st.integers(1, 120))
asked = st.lists(st.integers(0, 80), min_size=4, max_size=4)
on_instalments = st.dictionaries(st.integers(0, 3), noted_on, max_size=4)


def by_day(owed: list[int], every: list[Entry]) -> dict[tuple[int, int | None], int]:
    """What settles each instalment on each day."""
    found: dict[tuple[int, int | None], int] = {}
    for share in impute(owed, every).shares:
        key = (share.at, every[share.entry].day)
        found[key] = found.get(key, 0) + share.amount
    return {key: amount for key, amount in found.items() if amount}


@settings(max_examples=150)
@given(asked, st.lists(entries, max_size=6), on_instalments, st.data())
def test_a_line_split_in_two_settles_the_same_on_every_day(owed, lines, noted, data):
    said = [Entry(on, at, amount, noted=True) for at, (on, amount) in noted.items()]
    whole, split = [], []
    for e in lines:
        if e.amount > 0 and e.day is not None:
            part = data.draw(st.integers(0, e.amount))
            whole.append(e)
            split += [Entry(e.day, e.at, a) for a in (part, e.amount - part) if a]
    assert by_day(owed, [*whole, *said]) == by_day(owed, [*split, *said])


@settings(max_examples=150)
@given(asked, st.lists(entries, max_size=7), on_instalments)
def test_every_cent_is_imputed_once(owed, lines, noted):
    said = [Entry(on, at, amount, noted=True) for at, (on, amount) in noted.items()]
    every = [*[e for e in lines if e.amount and e.day is not None], *said]
    found = impute(owed, every)
    got = [0] * 4
    for share in found.shares:
        got[share.at] += share.amount
    same = sum(o.same for o in found.overlaps)
    left = sum(found.unmatched.values())
    assert sum(got) == sum(e.amount for e in every) - same + left
    assert same <= min(sum(e.amount for e in said), sum(max(e.amount, 0) for e in lines))
    assert all(amount >= 0 for amount in got)
    # Nothing is over on one instalment while another asks for more, unless money went back.
    if all(e.amount > 0 for e in every) and any(g < o for g, o in zip(got, owed, strict=True)):
        assert all(g <= o for g, o in zip(got, owed, strict=True))
