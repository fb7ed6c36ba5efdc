"""Who takes over a debt in the end: a court or a partner at home, the international collection
partner for customers in other countries (B7)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy

Texts = NDArray[np.object_]


def hand_over_to(
    kinds: Texts, customers: Texts, ledgers: Ledgers, policy: Policy
) -> tuple[Texts, Texts]:
    """The actions with hand_over as `partner` or `court`, and who it is, "" where the policy names
    nobody and for all other actions. Both of shape (n,)."""
    over, abroad = kinds == "hand_over", cross_border(customers, ledgers, policy)
    partners = policy.dunning.partners
    action = np.where(over, np.where(abroad, "partner", partners.domestic), kinds)
    named = np.where(over, np.where(abroad, partners.abroad, partners.home), "")
    return action.astype(object), named.astype(object)


def cross_border(customers: Texts, ledgers: Ledgers, policy: Policy) -> NDArray[np.bool_]:
    """Whether each customer is in another country than the firm; one without a country is not."""
    listing = ledgers.by_customer["country"]
    country = listing.reindex(customers).fillna("").astype(str).str.strip().str.upper().to_numpy()
    away: NDArray[np.bool_] = (country != "") & (country != policy.firm.country)
    return away
