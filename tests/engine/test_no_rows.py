"""What empty tables lead to is worked out once, and is everybody's own."""

from __future__ import annotations

import pandas as pd

from cashbuoy.ledger.no_rows import once_without_rows


def counted(*frames, **also):
    calls = []

    @once_without_rows(*frames, **also)
    def work(rows, others=None, name="a"):
        calls.append(name)
        return rows.assign(name=name), (len(rows), others is None)

    return work, calls


def empty(kind="int64"):
    return pd.DataFrame({"x": pd.Series(dtype=kind)})


def test_no_rows_are_worked_out_once_and_rows_every_time():
    work, calls = counted("rows")
    assert work(empty())[1] == work(empty())[1] == (0, True)
    assert len(calls) == 1
    some = pd.DataFrame({"x": [1, 2]})
    assert work(some)[1] == work(rows=some)[1] == (2, True)
    assert len(calls) == 3


def test_every_frame_named_has_to_be_empty():
    work, calls = counted("rows", "others")
    for _ in range(2):
        work(empty(), pd.DataFrame({"y": [1]}))
    assert len(calls) == 2


def test_columns_of_another_kind_and_other_arguments_are_another_case():
    work, calls = counted("rows", also=("name",))
    assert str(work(empty())[0]["x"].dtype) == "int64"
    assert str(work(empty("str"))[0]["x"].dtype) == "str"
    work(empty(), name="b")
    work(empty(), None, "b")
    assert calls == ["a", "a", "b"]


def test_what_a_caller_adds_stays_its_own():
    work, _ = counted("rows")
    first, _ = work(empty())
    first["more"] = 1
    assert "more" not in work(empty())[0]
