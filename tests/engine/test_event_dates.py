"""When the events of contracts are expected, once dates have been missed or moved."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from contracts import AS_OF, column, contract, schedule
from firm import day, policy
from hypothesis import given, settings
from hypothesis import strategies as st


# As of Saturday 31 October; five working days from it are Friday 6 November.
@pytest.mark.parametrize(
    ("events", "expected", "now", "due", "moved", "status"),
    [
        pytest.param(
            (None, None), ("2026-11-16", "2026-12-14"),
            ["2026-11-16", "2026-12-14"], ["2026-11-16", "2027-01-05"], [0, 0],
            ["scheduled", "scheduled"], id="ahead, as planned",
        ),
        pytest.param(
            (None, None), ("2026-10-19", "2026-11-30"),
            ["2026-11-06", "2026-12-18"], ["2026-11-06", "2027-01-11"], [18, 21],
            ["slipped", "scheduled"], id="missed: 18 days, and so does the acceptance",
        ),
        pytest.param(
            (None, None), ("2026-10-30", "2026-10-31"),
            ["2026-11-06", "2026-11-07"], ["2026-11-06", "2026-11-27"], [7, 7],
            ["slipped", "scheduled"], id="missed: the acceptance lies ahead again",
        ),
        pytest.param(
            ("2026-10-12", None), ("2026-09-28", "2026-11-16"),
            ["2026-10-12", "2026-11-30"], ["2026-10-12", "2026-12-21"], [14, 14],
            ["to_bill", "scheduled"], id="shipped 14 days late",
        ),
        pytest.param(
            ("2026-10-12", None), ("2026-10-19", "2026-11-16"),
            ["2026-10-12", "2026-11-16"], ["2026-10-12", "2026-12-07"], [-7, 0],
            ["to_bill", "scheduled"], id="shipped early: the acceptance stays",
        ),
        pytest.param(
            ("2026-10-12", "2026-11-23"), ("2026-09-28", "2026-11-16"),
            ["2026-10-12", "2026-11-23"], ["2026-10-12", "2026-12-14"], [14, 7],
            ["to_bill", "scheduled"], id="a new date that lies ahead wins",
        ),
        pytest.param(
            ("2026-11-23", "2026-11-09"), (None, None),
            ["2026-11-23", "2026-11-23"], ["2026-11-23", "2026-12-14"], [0, 0],
            ["scheduled", "scheduled"], id="no acceptance before the shipment",
        ),
        pytest.param(
            (None, "2026-10-20"), ("2026-10-19", None),
            ["2026-11-06", "2026-10-20"], ["2026-11-06", "2026-11-10"], [18, 0],
            ["slipped", "scheduled"], id="accepted, though the shipment is not noted",
        ),
        pytest.param(
            (None, None), (None, "2026-10-20"),
            [None, "2026-11-06"], [None, "2026-11-27"], [0, 17],
            ["undated", "slipped"], id="nothing known of the shipment",
        ),
    ],
)  # fmt: skip
def test_late_events_move_those_after_them(events, expected, now, due, moved, status):
    given = dict(zip(("expected_shipped", "expected_accepted"), expected, strict=True))
    dates = {name: day(text) if text else None for name, text in given.items()}
    stages, _ = schedule([contract("K", 1000, "2026-09-01", *events, **dates)])
    assert column(stages, "event_date")[1:] == now
    assert column(stages, "due_date")[1:] == due
    assert column(stages, "moved_days")[1:] == moved
    assert column(stages, "status")[1:] == status
    assert column(stages, "planned_event")[1:] == list(expected)


def test_typical_days_stand_in_for_dates_that_a_contract_does_not_state():
    rules = policy(
        "collection: {staged_plans: {standard: {lead_days: {shipped: 60, accepted: 30}}}}"
    )
    stages, _ = schedule(
        [
            contract("K", 1000, "2026-09-20"),
            contract("L", 1000, "2026-07-01"),  # shipment was to be expected on 30 August
            contract("M", 1000, "2026-09-20", expected_shipped=day("2026-12-01")),
        ],
        rules=rules,
    )
    assert column(stages, "event_date") == [
        "2026-09-20", "2026-11-19", "2026-12-19",
        "2026-07-01", "2026-11-06", "2026-12-06",
        "2026-09-20", "2026-12-01", "2026-12-31",
    ]  # fmt: skip
    assert column(stages, "status")[3:6] == ["to_bill", "slipped", "scheduled"]


def test_a_missed_date_is_said_with_days_and_amount():
    late = contract("K", 1000, "2026-10-08", expected_shipped=day("2026-10-19"),
                    expected_accepted=day("2026-11-30"))  # fmt: skip
    moved = contract("L", 100, "2026-10-08", "2026-10-12", expected_shipped=day("2026-09-28"),
                     expected_accepted=day("2026-11-16"))  # fmt: skip
    _, findings = schedule(
        [late, moved, contract("M", 5, "2026-10-08", "2026-10-08", "2026-10-08")]
    )
    missed, later = findings
    assert (missed.id, missed.severity, missed.expected) == (
        "stage_slipped", "warning", "event_shipped",
    )  # fmt: skip
    assert (missed.place.row, missed.place.column) == (1, "expected_shipped")
    assert missed.details == {
        "contract": "K", "planned": "2026-10-19", "now": "2026-11-06", "stages": "2, 3",
        "days": 21, "amount": "700.00 CNY",
    }  # fmt: skip
    assert (later.id, later.severity, later.expected) == ("stage_moved", "info", "event_accepted")
    assert (later.details["stages"], later.details["days"]) == ("3", 14)


def test_an_event_that_has_happened_in_the_future_is_named_and_taken_as_expected():
    stages, findings = schedule(
        [
            contract("K", 1000, "2026-09-01", "2027-10-12", "2027-10-16"),
            contract("L", 1000, "2026-11-01", expected_shipped=day("2026-12-01"),
                     expected_accepted=day("2026-12-31")),
            contract("M", 1000, "2026-09-01", "2026-10-31", "2026-10-31"),
        ]
    )  # fmt: skip
    assert column(stages, "event_date")[:3] == ["2026-09-01", "2027-10-12", "2027-10-16"]
    assert column(stages, "happened")[:3] == [True, False, False]
    assert [(f.id, f.severity, f.place.row, f.place.column, f.found) for f in findings] == [
        ("contract_signed_ahead", "info", 2, "signed", "2026-11-01"),
        ("contract_event_ahead", "warning", 1, "shipped", "2027-10-12"),
        ("contract_event_ahead", "warning", 1, "accepted", "2027-10-16"),
    ]
    assert findings[1].details == {"contract": "K", "as_of": "2026-10-31"}


@settings(max_examples=30)
@given(
    st.lists(st.one_of(st.none(), st.dates(dt.date(2026, 8, 1), dt.date(2027, 2, 1))), min_size=4,
             max_size=4),
    st.integers(0, 200),
)  # fmt: skip
def test_stages_never_run_backwards(found, later):
    """An expected event never comes before the one it follows, nor does it lie in the past; and as
    days pass without news, no expectation moves to an earlier day."""
    shipped, accepted, *expected = found
    names = ("shipped", "accepted", "expected_shipped", "expected_accepted")
    made = {"contract": "K", "customer": "Acme", "amount": 100, "signed": day("2026-08-01")}
    made |= dict(zip(names, (shipped, accepted, *expected), strict=True))
    on = AS_OF + dt.timedelta(days=later)
    soon, _ = schedule([made], as_of=AS_OF)
    then, _ = schedule([made], as_of=on)
    for stages, at in ((soon, AS_OF), (then, on)):
        expects = stages[~stages["happened"] & stages["event_date"].notna()]
        assert (expects["event_date"] > pd.Timestamp(at)).all()
        ship, accept = stages["event_date"].iloc[1:3]
        if not stages["happened"].iloc[2] and not pd.isna(ship) and not pd.isna(accept):
            assert accept >= ship
    open_still = ~then["happened"].to_numpy()
    before, after = soon["event_date"][open_still], then["event_date"][open_still]
    assert (after >= before).to_numpy()[before.notna().to_numpy()].all()
