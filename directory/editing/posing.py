"""Which names would pass for a national line: whoever looks for the 3919 must find the 3919 alone."""

import re
from functools import lru_cache

from directory.folding import fold, full_forms
from directory.vocabulary import vocabulary

SHORTEST_INSIDE = 3
"""Digits that a number has, at least, to be read inside a name: « 15 » is also an arrondissement."""


def passes_for_a_line(name: str) -> bool:
    """Say whether a name is that of a national line, or holds its number, however it is spaced."""
    folded = fold(name)
    return not _names().isdisjoint(full_forms(name)) or _numbers().search(folded) is not None


@lru_cache
def _names() -> frozenset[str]:
    lines = vocabulary().lines.values()
    return frozenset(form for line in lines for said in (line.name, line.number) for form in full_forms(said))


@lru_cache
def _numbers() -> re.Pattern[str]:
    digits = [line.number.replace(" ", "") for line in vocabulary().lines.values()]
    read = [each for each in digits if each.isdecimal() and len(each) >= SHORTEST_INSIDE]
    return re.compile(rf"(?<![0-9])(?:{'|'.join(' ?'.join(each) for each in read)})(?![0-9])")
