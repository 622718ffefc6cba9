"""Names behind which people may sleep: what no code says, a name may.

A source that does not say what a place is may still name a shelter: its address is then held back.
"""

import re

from directory.folding import plain

_WORDS = (
    "abri abris cada cph chrs chu fjt foyer foyers halte hebergement hebergements hotel huda"
    " maternel mecs parental pouponniere refuge refuges residence residences"
)
WORDS = frozenset(_WORDS.split())
_WORD = re.compile(r"[a-z0-9]+")


def may_lodge(name: str) -> bool:
    """Say whether `name` has a word of shelters or homes."""
    return not WORDS.isdisjoint(words_of(name))


def words_of(name: str) -> list[str]:
    """Give the words of a name, what is elided apart: « d'hébergement » has « hebergement »."""
    return _WORD.findall(plain(name))
