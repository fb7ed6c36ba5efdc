"""Problems of a policy in the user's language."""

from __future__ import annotations

from cashbuoy.policy.problems import PolicyProblem
from cashbuoy_workbook.texts import Language, section


def policy_problem_text(problem: PolicyProblem, language: Language) -> str:
    """One problem as one line."""
    return problem.text({name: texts[language] for name, texts in section("policy").items()})
