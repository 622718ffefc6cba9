"""What a partner's own words for a kind of service are here: our words exactly, or a question to a person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from directory.folding import fold
from directory.vocabulary import vocabulary
from importers.mapping import Fitted, category_by_name
from importers.sources.lodging import may_lodge, words_of

LONGEST_CODE = 80
SLEEPS = frozenset(("hebergement", "hebergements", "refuge", "abri", "chrs", "huda", "cada", "nuit"))
"""Words of names behind which people sleep, whatever the column of categories says."""

_BETWEEN = re.compile(r"[;|\n]")


def kind(said: str, names: Sequence[str]) -> Fitted:
    """Fit what the cell of the category says, then the names of the place; never guess.

    Where neither says it plainly, `code` is what the cell says: a person decides for all that are so called.
    """
    named = " ".join(names)
    found, is_alias = _in_our_words(said)
    own = found[0] if len(found) == 1 and not is_alias else ""
    category = own or _by_name(names, found)
    proposed = () if category else found
    hides = _may_hide(category, "" if own else said, named) if category else may_lodge(f"{said} {named}")
    return Fitted(
        fit="exact" if category else "broader" if proposed else "unknown",
        category=category,
        proposed=proposed,
        code=fold(said)[:LONGEST_CODE],
        label=said[:LONGEST_CODE],
        is_perhaps_hidden=hides,
    )


def _by_name(names: Iterable[str], proposed: Sequence[str]) -> str:
    """Give the category that one of the names says plainly, among those that the cell leaves open."""
    said = next(filter(None, map(category_by_name, names)), "")
    return said if not proposed or said in proposed else ""


def _may_hide(category: str, said: str, named: str) -> bool:
    """Say whether words of lodging stand beside a category that shows its address.

    `said` is the cell where it did not give the category itself.
    """
    is_shown = vocabulary().categories[category].address_policy == "public"
    return is_shown and (not SLEEPS.isdisjoint(words_of(named)) or may_lodge(said))


def _in_our_words(said: str) -> tuple[tuple[str, ...], bool]:
    """Give the categories that a cell names, and whether only a nickname that may also lodge says it.

    « CHU » is a shelter to some and a hospital to others: it is only proposed.
    """
    pieces = [fold(piece) for piece in _BETWEEN.split(said) if fold(piece)]
    names, aliases = _words()
    found = [names.get(piece) or aliases.get(piece, ()) for piece in pieces]
    if not all(found):
        return (), False
    is_alias = any(piece not in names and may_lodge(piece) for piece in pieces)
    return tuple(dict.fromkeys(slug for each in found for slug in each)), is_alias


@cache
def _words() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Give our categories by their slug and labels, and by their aliases, folded."""
    names: dict[str, dict[str, None]] = {}
    aliases: dict[str, dict[str, None]] = {}
    for each in vocabulary().categories.values():
        for word in (each.slug, each.label, each.label_short):
            names.setdefault(fold(word), {})[each.slug] = None
        for word in each.aliases:
            aliases.setdefault(fold(word), {})[each.slug] = None
    return _tuples(names), _tuples(aliases)


def _tuples(words: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(slugs) for word, slugs in words.items()}
