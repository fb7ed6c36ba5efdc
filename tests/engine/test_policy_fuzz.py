"""Whatever a policy file holds, it comes to a policy or to a list of its problems."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.errors import PolicyError
from cashbuoy.policy.load import load_policy
from cashbuoy.policy.models import Policy

YAML_PIECES = st.sampled_from(
    [
        *("extends: basic\n", "firm:\n", "  name: a\n", "rules:\n", "  x: {red: 1}\n", "- ", "? "),
        *(
            "{",
            "}",
            "[",
            "]",
            ": ",
            ", ",
            "\n",
            "  ",
            "\t",
            "&a ",
            "*a",
            "!!int ",
            "!<x> ",
            "|\n",
            ">-\n",
        ),
        *("'", '"', "\\U", "\\x", "---\n", "...\n", "%YAML 1.1\n", "#", "~", "null", "010", "1e5"),
        *("2026-01-01", "12:30", "=", "<<", "\x00", "\x85", "\u2028", "\ufeff", "是", "\U0001f600"),
        *("language", "forecast", "vat", "modules", "calendar", "9" * 30, "-.5", "@", "`", "%"),
    ]
)


def outcome(text: str | bytes) -> Policy | PolicyError:
    """What a text comes to; any other exception is the test's failure."""
    try:
        return load_policy(text, "any.yaml")
    except PolicyError as error:
        return error


@given(st.one_of(st.text(), st.lists(YAML_PIECES, max_size=25).map("".join), st.binary()))
def test_any_text_is_a_policy_or_a_policy_error(text: str | bytes) -> None:
    came = outcome(text)
    if isinstance(came, PolicyError):
        assert came.problems
        assert all(p.line >= 1 and p.message for p in came.problems)


@given(st.lists(YAML_PIECES, max_size=25).map("".join))
def test_whatever_follows_extends_problems_lie_in_the_text(text: str) -> None:
    came = outcome(f"extends: basic\n{text}")
    if isinstance(came, PolicyError):
        lines = len(text.splitlines()) + 2
        assert all(1 <= p.line <= lines and p.file == "any.yaml" for p in came.problems)
