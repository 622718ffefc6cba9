"""Names behind which people may sleep: what no code says, a name may.

A source that does not say what a place is may still name a shelter: its address is then held back.
"""

from directory.folding import fold

_WORDS = (
    "abri abris cada cph chrs chu fjt foyer foyers halte hebergement hebergements hotel huda"
    " maternel mecs parental pouponniere refuge refuges residence residences"
)
WORDS = frozenset(_WORDS.split())


def may_lodge(name: str) -> bool:
    """Say whether `name` has a word of shelters or homes."""
    return not WORDS.isdisjoint(fold(name).split())
