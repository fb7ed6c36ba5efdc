"""Long lists stay off the paper, and say so."""

from __future__ import annotations

import pytest

from cashbuoy_workbook.paper import LONGEST_PRINTED, printed_to


@pytest.mark.parametrize(
    ("rows", "last"), [(0, None), (LONGEST_PRINTED, None), (LONGEST_PRINTED + 1, 4)]
)
def test_only_the_head_of_a_long_list_is_printed(rows: int, last: int | None) -> None:
    assert printed_to(rows, 4) == last
