"""The JSON schema agrees with the loader."""

from __future__ import annotations

import jsonschema
import pytest

from cashbuoy.config import shipped_text
from cashbuoy.policy.layers import PROFILES
from cashbuoy.policy.schema import policy_schema
from cashbuoy.policy.strict_yaml import read_document


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = policy_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def read(text: str) -> object:
    document = read_document(text, "policy.yaml")
    assert not document.problems
    return document.data


@pytest.mark.parametrize("name", PROFILES)
def test_shipped_profiles_are_valid(name: str, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(read(shipped_text(f"{name}.yaml")))


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("extends: basic", True),
        ("extends: basic\nforecast: {floor: {amount: 5}}", True),
        ("extends: basic\nrules: {dso_rising: {red: 0.5, title: {zh: 回款}}}", True),
        ("extends: basic\nforecast: {floor: {amunt: 5}}", False),
        ("extends: basic\nforecast: {weeks: 99}", False),
        ("extends: basic\nrules: {dso_rising: {title: {cn: 回款}}}", False),
        ("extends: other", False),
        ("extends: basic\nbudget: {sales_collected: [{share: 1}]}", False),
        ("extends: basic\nbudget: {sales_collected: [{share: 1, after_days: 0}]}", True),
        ("language: zh", False),
        ("{}", False),
    ],
)
def test_schema_accepts_and_refuses(
    text: str, valid: bool, validator: jsonschema.Draft202012Validator
) -> None:
    assert validator.is_valid(read(text)) is valid


def test_without_a_profile_all_of_every_part_is_wanted(
    validator: jsonschema.Draft202012Validator,
) -> None:
    whole = read(shipped_text("basic.yaml"))
    assert isinstance(whole, dict)
    for part in whole:
        assert not validator.is_valid({k: v for k, v in whole.items() if k != part})
    less = {**whole, "forecast": {k: v for k, v in whole["forecast"].items() if k != "weeks"}}
    assert not validator.is_valid(less)


def test_every_key_is_explained_in_both_languages() -> None:
    def described(node: dict[str, object]) -> None:
        properties = node.get("properties", {})
        assert isinstance(properties, dict)
        for name, inner in properties.items():
            english, chinese = inner["description"].split("\n")
            assert english, name
            assert chinese, name

    schema = policy_schema()
    described(schema)
    for node in schema["$defs"].values():
        described(node)
