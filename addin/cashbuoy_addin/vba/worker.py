"""Answers formulas for LibreOffice, whose own Python lacks our packages: a line of JSON each way.

A request is [formula, arguments]; what comes back is what bridge.call returns. Ends with its input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TextIO

from cashbuoy_addin.bridge import call


def serve(requests: Iterable[str], answers: TextIO) -> None:
    """Answer every request, in order."""
    for request in requests:
        formula, arguments = json.loads(request)
        answers.write(json.dumps(call(formula, arguments)) + "\n")
        answers.flush()


if __name__ == "__main__":
    replies, sys.stdout = sys.stdout, sys.stderr  # nothing else may speak on the line of answers
    serve(sys.stdin, replies)
