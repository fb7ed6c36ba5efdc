"""What every part of a policy is made of.

Shares and rates are fractions (0.3 is 30 %); days are calendar days unless the key says working.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from cashbuoy.policy.problems import ENGLISH

Language = Literal["zh", "en"]
Level = Literal["red", "amber"]
Roll = Literal["following", "preceding", "modified_following", "none"]
Module = Literal[
    "recurring", "contracts", "budget", "tax", "bills", "plans", "customers", "buffer", "lines",
    "insurance", "orders", "payables",
]  # fmt: skip
Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=0, le=3660)]


def key(en: str, zh: str, **limits: Any) -> Any:  # noqa: ANN401  (pydantic types the field)
    """A policy key with its description in both languages."""
    return Field(description=en, json_schema_extra={"zh": zh}, **limits)


def wrong(kind: str, *, at: tuple[str | int, ...], **details: object) -> PydanticCustomError:
    """A check that failed: message key, the key it is about, and what the message tells."""
    return PydanticCustomError(kind, ENGLISH[kind], {"at": at, **details})


class Section(BaseModel):
    """Base of all parts of a policy: frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Text(Section):
    """A text in both languages."""

    en: str = key("English text", "英文文本")
    zh: str = key("Chinese text", "中文文本")
