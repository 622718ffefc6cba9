"""The sources that can be imported, in the order in which they are trusted when they differ.

A list that a département keeps of its own partners knows more than what is published for the whole country;
among what is published, whoever runs a place comes before whoever gathers what others say.
"""

from collections.abc import Mapping

from importers.merging import PEOPLE
from importers.sources import (
    competence,
    data_inclusion,
    dila,
    finess,
    hsds,
    points_justice,
    soliguide,
    spreadsheet,
    town_halls,
    units,
)
from importers.statements import SourceModule

SOURCES: Mapping[str, SourceModule] = {
    module.ORIGIN.slug: module
    for module in (
        spreadsheet,
        units,
        competence,
        town_halls,
        dila,
        points_justice,
        finess,
        data_inclusion,
        soliguide,
        hsds,
    )
}
ORDER = (*PEOPLE, *SOURCES)


def rank(slug: str) -> int:
    """Say how far down a source comes: the lower, the more it is trusted."""
    own = family(slug)
    return ORDER.index(own) if own in ORDER else len(ORDER)


def family(slug: str) -> str:
    """Give the source in `SOURCES` that `slug` is of: each list of one's own has a name of its own."""
    own = spreadsheet.ORIGIN.slug
    return own if slug.startswith(f"{own}-") else slug
