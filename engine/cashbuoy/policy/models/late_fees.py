"""Fees for paying late (B8): what holds where a contract is silent."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.policy.models.section import Section, Share, key, wrong


class RateFrom(Section):
    since: dt.date = key("First day on which the rate holds", "起始日")
    rate: Share = key("Rate a year", "年利率")


class SmeRegulation(Section):
    """Regulation on payments to small and medium-sized enterprises (State Council)."""

    since: dt.date = key("Holds for payments due on or after", "适用于此日及以后到期的款项")
    daily_rate: Share = key(
        "Late fee a day where none is agreed (0.05 %)", "未约定时的逾期日利率（万分之五）"
    )


class LateFees(Section):
    law: Literal["auto", "china", "none"] = key(
        "Law that sets the fee where a contract is silent: mainland China's, or none (only what "
        "contracts say is charged); auto: China's where firm.country is CN",
        "合同未约定时适用的法律：china 中国大陆法律；none 不适用（只按合同约定计收）；auto："
        "firm.country 为 CN 时适用中国大陆法律",
    )
    we_are_sme: bool = key(
        "The firm is a small or medium-sized enterprise: public bodies and large firms owe it the "
        "regulation's rate",
        "本企业为中小企业：机关事业单位和大型企业欠款适用条例利率",
    )
    regulation: SmeRegulation = key(
        "Public bodies and large firms that pay small firms",
        "机关事业单位、大型企业欠付中小企业款项",
    )
    lpr_multiple: Annotated[float, Field(ge=1, le=2)] = key(
        "Between other firms: times the one-year LPR (1.3 to 1.5; sales contracts, art. 18)",
        "其他企业之间：一年期 LPR 的倍数（1.3～1.5，买卖合同司法解释第十八条）",
    )
    lpr_day: Literal["breach", "each_day"] = key(
        "The LPR of the first day late, or of each day",
        "取违约当日的 LPR，或逐日适用",
    )
    day_basis: Literal[360, 365, 366] = key("Days of a year for yearly rates", "年利率的计息天数")
    lpr: list[RateFrom] = key(
        "One-year loan prime rate, oldest first", "一年期贷款市场报价利率（LPR，由远到近）",
        min_length=1,
    )  # fmt: skip

    def of_firm(self, country: str) -> LateFees:
        """These settings for a firm of a country: `law` is no longer auto."""
        if self.law != "auto":
            return self
        return self.model_copy(update={"law": "china" if country == "CN" else "none"})

    @model_validator(mode="after")
    def _rising(self) -> Self:
        days = [step.since for step in self.lpr]
        if days != sorted(set(days)):
            raise wrong("rates_order", at=("lpr",))
        return self
