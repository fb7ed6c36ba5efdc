"""Work in parts, in as many threads as there are processors: numpy lets several run at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor


def in_threads(work: Callable[[int], None], parts: Iterable[int], workers: int | None) -> None:
    """Do every part, in as many threads as there are processors unless `workers` says."""
    threads = workers or os.cpu_count() or 1
    if threads == 1:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, parts):
            pass
