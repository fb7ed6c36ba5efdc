"""What a refresh works out depends on what it read and nothing else: tests that refresh the same
tables under the same policy need it once."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict

from cashbuoy_addin import pipeline

# A few tests' worth of workbooks.
MOST = 8
KNOWN: OrderedDict[str, object] = OrderedDict()


def compute(book, run):
    """As pipeline.compute, remembered by content."""
    # Cells that are the same object and cells that are equal pickle differently: never the reverse.
    content = book, run.policy, run.as_of, run.language
    key = hashlib.sha256(pickle.dumps(content)).hexdigest()
    if key not in KNOWN:
        KNOWN[key] = pipeline.compute(book, run)
        if len(KNOWN) > MOST:
            KNOWN.popitem(last=False)
    KNOWN.move_to_end(key)
    return KNOWN[key]
