"""Every part of the work is done once, whatever the number of threads, and errors come through."""

from __future__ import annotations

import pytest

from cashbuoy.threads import in_threads


@pytest.mark.parametrize("workers", [1, 3, None])
@pytest.mark.parametrize("parts", [0, 1, 50])
def test_every_part_is_done_once(parts, workers):
    done = [0] * parts

    def work(part: int) -> None:
        done[part] += 1

    in_threads(work, range(parts), workers)
    assert done == [1] * parts


@pytest.mark.parametrize("workers", [1, 3])
def test_an_error_is_not_lost(workers):
    def work(part: int) -> None:
        if part == 2:
            raise ValueError("part 2")

    with pytest.raises(ValueError, match="part 2"):
        in_threads(work, range(5), workers)
