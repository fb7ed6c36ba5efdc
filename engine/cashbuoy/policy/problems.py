"""What is wrong with a policy, as data: each problem names its place and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cashbuoy.policy.allowed import Allowed, Words

# The workbook's catalogue (section `policy`) says the same in Chinese.
ENGLISH: Words = {
    "place": "{file}, line {line}: ",
    "key": "{key}: ",
    "allowed": " Allowed: {allowed}.",
    "nearest": " Did you mean {nearest}?",
    "unknown_key": "unknown key (its value: {found}).",
    "missing_key": "missing. Give it, or start the file with `extends: basic`.",
    "no_extends": "the file has no line `extends`. Add one of `extends: basic`, "
    "`extends: standard` and `extends: advanced` as its first line; then only what differs need be "
    "given.",
    "missing_keys": "{count} keys are missing that `extends` would give: {keys}.",
    "missing_part": "missing here.",
    "wrong_value": "{found} is not allowed here.",
    "duplicate_key": "the key stands here a second time (first in line {first_line}).",
    "alias": "aliases such as {found} are not accepted; write the value out.",
    "anchor": "anchors such as {found} are not accepted; leave it out.",
    "tag": "tags such as {found} are not accepted; leave it out.",
    "key_not_text": "a key must be plain text.",
    "not_a_mapping": "a policy is a list of `key: value` lines; {found} is not.",
    "empty": "the policy is empty. Write at least `extends: basic`.",
    "second_document": "a second document begins here (`---`); a policy is one document.",
    "too_deep": "nested deeper than {limit} levels.",
    "too_large": "the file is larger than {limit} bytes.",
    "not_utf8": "the file is not UTF-8 text. Save it with the encoding UTF-8.",
    "tab": "a tab stands where only spaces may. Indent with spaces.",
    "bad_character": "the character {found} may not stand in a policy.",
    "syntax": "not readable as YAML: {reason}.",
    "ageing_first": "the first ageing bucket is 'not due': its up_to_days must be 0.",
    "ageing_last": "the last ageing bucket, and no other, has up_to_days: null.",
    "ageing_order": "up_to_days must rise from bucket to bucket.",
    "deferral_order": "at the earliest ({least} days) must not be after the latest ({most} days).",
    "rates_order": "the rates must stand in order of their dates, each date once.",
    "burdens_order": "fast must be above balanced, and balanced above gentle.",
    "letter_order": "each stage must come later than the one before: the days must rise.",
    "note_not_late": "a note comes before the due date (a negative number), or on it (0).",
    "stage_after_due": "this stage comes after the due date: 1 or more.",
    "shares_over": "the shares add up to {total}, more than the whole.",
    "shares_not_whole": "the shares of the stages add up to {total}, not to 100 %.",
    "stage_share_and_amount": "a stage has a share or an amount, not both.",
    "stage_rest": "with fixed amounts one stage, and only one, has neither share nor amount: it "
    "takes the rest.",
    "unknown_staged_plan": "there is no staged plan {found}.",
    "unknown_country": "no public holidays are known for {found}; give an ISO code such as HK.",
    "rule_without_limit": "a rule needs a limit: give red, amber or both.",
    "rule_without_mean": "a test against the past needs mean_months, such as 6.",
    "rule_line": "a rule on a forecast line names the line: {found} is none.",
    "rule_cell": "a rule on a named cell needs `cell`, the cell's name, and `unit`.",
    "rule_customer_past": "customers have no past: only above and below, for one period.",
    "light_without_limit": "a light needs `usual: true`, a fixed limit, or both.",
    "cut_offs_last": "the last step, and no other, has up_to: null.",
    "cut_offs_order": "up_to must rise from step to step.",
    "points_must_fall": "the points must fall from step to step: a worse payer never gains.",
    "points_must_rise": "the points must rise from step to step.",
    "grades_fall": "the cut-offs must be in order: A above B above C, and D after C.",
    "terms_fall": "a worse grade must not have longer terms.",
    "ladder_rises": "the ladder begins with 0 and rises from step to step.",
    "allowed_choice": "one of {options}",
    "allowed_whole": "a whole number",
    "allowed_whole_from": "a whole number, at least {low}",
    "allowed_whole_to": "a whole number, at most {high}",
    "allowed_whole_between": "a whole number from {low} to {high}",
    "allowed_number": "a number",
    "allowed_number_from": "a number, at least {low}",
    "allowed_number_to": "a number, at most {high}",
    "allowed_number_between": "a number from {low} to {high}",
    "allowed_switch": "true or false",
    "allowed_text": "text",
    "allowed_letters": "{low} capital letters",
    "allowed_pattern": "text of the form {options}",
    "allowed_date": "a date such as 2026-05-01",
    "allowed_list": "a list, each item {items}",
    "allowed_either": "{options}, or a list, each item {items}",
    "allowed_mapping": "the keys {options}",
    "allowed_names": "names of your own, each with its keys",
    "allowed_or_null": "{allowed}, or null",
}


@dataclass(frozen=True)
class PolicyProblem:
    """One thing wrong with a policy.

    `kind` is the message key; `line` counts from 1 in `file`; `key` is dotted, list items counted
    from 1 ("receivables.ageing[2].loss_rate"); `found` is the value as written; `nearest` the key
    or value that was probably meant; `details` fill the message's further placeholders.
    """

    kind: str
    file: str
    line: int
    key: str = ""
    found: str = ""
    allowed: Allowed | None = None
    nearest: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    def text(self, words: Words) -> str:
        """One line in the words of a catalogue."""
        said = words["place"].format(file=self.file, line=self.line)
        if self.key:
            said += words["key"].format(key=self.key)
        said += words[self.kind].format(**{"found": self.found, **self.details})
        if self.nearest:
            said += words["nearest"].format(nearest=self.nearest)
        if self.allowed:
            said += words["allowed"].format(allowed=self.allowed.text(words))
        return said

    @property
    def message(self) -> str:
        """The problem in English, in one line."""
        return self.text(ENGLISH)

    def __str__(self) -> str:
        return self.message


def dotted(path: tuple[str | int, ...]) -> str:
    """A path as the user reads it; list items count from 1."""
    said = ""
    for step in path:
        said += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return said.removeprefix(".")
