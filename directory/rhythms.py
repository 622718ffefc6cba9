"""How often a listing is to be verified, by category: read from `vocabulary/rhythms.yaml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from directory.yaml_fields import Entry

LEAST, MOST = 1, 12
"""Months."""


@dataclass(frozen=True, slots=True)
class Rhythms:
    """Months between two verifications: of each group of categories, and of those that have their own."""

    groups: Mapping[str, int]
    categories: Mapping[str, int]

    def of(self, group: str, category: str) -> int:
        """Give the months of a category of `group`."""
        return self.categories.get(category, self.groups.get(group, LEAST))


def read_rhythms(entry: Entry, groups: Collection[str], categories: Collection[str]) -> Rhythms:
    """Read the rhythms; a group without one, or a category that does not exist, is refused."""
    entry.only({"groups", "categories"})
    of_groups, own = entry.entry("groups"), entry.entry("categories")
    of_groups.only(groups, "groupe")
    own.only(categories, "type de service")
    for group in groups:
        if group not in of_groups.values:
            of_groups.refuse(f"le rythme du groupe « {group} » manque.")
    return Rhythms(_months(of_groups), _months(own))


def _months(entry: Entry) -> Mapping[str, int]:
    return {slug: entry.number(slug, LEAST, MOST) for slug in entry.values}
