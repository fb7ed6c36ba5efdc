"""Text to Policy. Whatever is wrong with it comes out as one PolicyError that names every place."""

from __future__ import annotations

import json
from functools import cache

from pydantic import ValidationError

from cashbuoy.errors import PolicyError
from cashbuoy.policy.layers import ProfileName, profile_document, resolve_extends
from cashbuoy.policy.model_errors import problem_of
from cashbuoy.policy.models import Policy
from cashbuoy.policy.problems import PolicyProblem, dotted
from cashbuoy.policy.strict_yaml import Document, decode, read_document, spot_of, written_at

# So few keys missing from a policy that means to be complete are named one by one.
_FEW_MISSING = 3


def load_policy(text: str | bytes, source: str) -> Policy:
    """The policy that a YAML text describes; `source` names the text in errors.

    `extends: basic|standard|advanced` takes what the text does not give from that profile: mappings
    merge, lists and values replace. PolicyError lists all problems, by line.
    """
    if isinstance(text, bytes):
        decoded = decode(text, source)
        if isinstance(decoded, PolicyProblem):
            raise PolicyError(problems=[decoded])
        text = decoded
    document = read_document(text, source)
    if document.whole and not isinstance(document.data, dict):
        raise PolicyError(problems=document.problems or [_not_a_mapping(document, source)])
    return _checked(resolve_extends(document) if document.whole else document, source)


@cache
def profile(name: ProfileName) -> Policy:
    """A shipped profile."""
    return _checked(profile_document(name), f"{name}.yaml")


def _checked(document: Document, source: str) -> Policy:
    problems = list(document.problems)
    if document.whole:
        try:
            # JSON is pydantic's strict mode with ISO dates: text is never taken for a number.
            policy = Policy.model_validate_json(json.dumps(document.data), strict=True)
        except ValidationError as error:
            already = {p.key for p in problems}
            found = [problem_of(e, document, source) for e in error.errors(include_url=False)]
            problems += [p for p in found if p.key not in already]
        else:
            problems += _unknown_country(policy, document, source)
            if not problems:
                return policy
    problems.sort(key=lambda p: (p.file != source, p.line))
    raise PolicyError(problems=_summed_up(problems, source))


def _summed_up(problems: list[PolicyProblem], source: str) -> list[PolicyProblem]:
    """Many missing keys have one cause, a forgotten `extends`: it comes first, and the keys last,
    in one line, so that other mistakes are seen."""
    missing = [p for p in problems if p.kind == "missing_key"]
    if len(missing) <= _FEW_MISSING:
        return problems
    keys = {"count": str(len(missing)), "keys": ", ".join(p.key for p in missing)}
    others = [p for p in problems if p.kind != "missing_key"]
    last = PolicyProblem("missing_keys", source, 1, details=keys)
    return [PolicyProblem("no_extends", source, 1), *others, last]


def _unknown_country(policy: Policy, document: Document, source: str) -> list[PolicyProblem]:
    country, path = policy.calendar.country, ("calendar", "country")
    if country == profile_document("basic").data["calendar"]["country"]:
        return []
    # Imported here because it takes a tenth of a second, and most policies keep the default.
    import holidays  # noqa: PLC0415

    if country in holidays.list_supported_countries(include_aliases=False):
        return []
    spot = spot_of(document, path, source)
    return [PolicyProblem("unknown_country", spot.file, spot.line, dotted(path), spot.written)]


def _not_a_mapping(document: Document, source: str) -> PolicyProblem:
    if document.data is None:
        return PolicyProblem("empty", source, 1)
    spot = document.spots[()]
    return PolicyProblem("not_a_mapping", source, spot.line, found=written_at(document, ()))
