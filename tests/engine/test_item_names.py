"""Items as whole numbers: they sort like their texts and lead back to them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.forecast.item_names import ItemNames, numbered, places

CATEGORIES = np.array(["payroll", "receipts"], dtype=object)
texts = st.text("ab -9客", max_size=3)
items = st.lists(st.tuples(st.sampled_from(["payroll", "receipts"]), texts, texts), min_size=1)


def column(found: list[tuple[str, str, str]], at: int) -> np.ndarray:
    return np.array([item[at] for item in found], dtype=object)


def named(found: list[tuple[str, str, str]]) -> tuple[ItemNames, np.ndarray]:
    (party,), parties = numbered([column(found, 1)])
    (reference,), references = numbered([column(found, 2)])
    names = ItemNames(CATEGORIES, parties, references)
    return names, names.item(places(column(found, 0), CATEGORIES), party, reference)


def test_an_item_worked_by_hand():
    names, item = named([("receipts", "Acme", "R2"), ("payroll", "", ""), ("receipts", "", "R1")])
    # Parties "", Acme; references "", R1, R2: (category x 2 + party) x 3 + reference.
    assert item.tolist() == [11, 0, 7]
    assert names.without_reference(item).tolist() == [9, 0, 6]
    assert names.without_party(item).tolist() == [6, 0, 6]
    assert [part.tolist() for part in names.parts(item)] == [[1, 0, 1], [1, 0, 0], [2, 0, 1]]


@given(items)
def test_numbers_sort_like_texts_and_lead_back_to_them(found):
    names, item = named(found)
    back = names.of(item)
    assert list(zip(*back.values(), strict=True)) == found
    order = np.argsort(item, kind="stable")
    assert [found[i] for i in order] == sorted(found)


def test_several_columns_share_one_list_that_begins_with_nothing():
    one, other = np.array(["b", "a"], dtype=object), np.array([""], dtype=object)
    numbers, known = numbered([one, other, one[:0]])
    assert [number.tolist() for number in numbers] == [[2, 1], [0], []]
    assert known.tolist() == ["", "a", "b"]
