"""Items of the forecast as whole numbers, which are compared and added up faster than texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]

ITEM = ("category", "counterparty", "reference")


@dataclass(frozen=True)
class ItemNames:
    """What the numbers stand for. They sort like category, counterparty, reference; "" is number 0
    of the parties and of the references, which are sorted."""

    categories: Texts
    parties: Texts
    references: Texts

    def item(self, category: Ints, party: Ints, reference: Ints) -> Ints:
        found: Ints = (category * len(self.parties) + party) * len(self.references) + reference
        return found

    def without_reference(self, item: Ints) -> Ints:
        return item - item % len(self.references)

    def without_party(self, item: Ints) -> Ints:
        return item - item % (len(self.references) * len(self.parties))

    def parts(self, item: Ints) -> tuple[Ints, Ints, Ints]:
        """Category, party and reference of each item."""
        rest, reference = np.divmod(item, len(self.references))
        category, party = np.divmod(rest, len(self.parties))
        return category, party, reference

    def of(self, item: Ints) -> dict[str, Texts]:
        """The columns category, counterparty and reference."""
        category, party, reference = self.parts(item)
        found = (self.categories[category], self.parties[party], self.references[reference])
        return dict(zip(ITEM, found, strict=True))


def numbered(columns: Sequence[Texts]) -> tuple[list[Ints], Texts]:
    """Texts of several columns as places in one sorted list, which begins with ""."""
    number, known = pd.factorize(np.concatenate([*columns, np.array([""], object)]), sort=True)
    ends = np.cumsum([len(column) for column in columns])
    return np.split(number.astype(np.int64)[:-1], ends[:-1]), np.asarray(known, dtype=object)


def places(texts: Texts, among: Texts) -> Ints:
    """The place of each text among such as occur once."""
    found: Ints = pd.Index(among).get_indexer(pd.Index(texts, dtype=object)).astype(np.int64)
    return found
