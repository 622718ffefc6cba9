"""How French words are read, when a listing is written down and when somebody types: one analysis for both.

Accents and case go first, then stop words, then endings (the French Snowball stemmer of Whoosh): what is
typed without accents meets what was written with them.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from whoosh.lang import stemmer_for_language
from whoosh.lang.stopwords import stoplists

from directory.folding import plain, written_out

EDITION = "5"
"""Raised when the same text is to be read otherwise: every listing is then analysed again."""

LONGEST = 40
"""Letters of a word that are read: nobody looks for longer, and a file may hold anything."""

_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_WORD = re.compile(r"[a-z0-9]+")
_FEMININE = re.compile(r"ee(s?)$")
_AGE = re.compile(r"\b\d{1,3} ?(?:ans|mois)\b")
_ELIDED = "aujourd c d j jusqu l lorsqu m n puisqu qu quoiqu s t"
_LINKING = """
    alors aussi avoir besoin cause cela cet cette chez comme comment depuis donc dont elles etre faire
    fait hui ici ils les leurs mettre ni ou parce peut peux plus quand quel quelle quelles quels quoi si
    tout tous toute toutes tres veut veux
"""
_MEANINGFUL = frozenset(("as",))
"""Words that the list of stop words takes out, and that mean something here: « AS », assistante sociale."""

_stem: Callable[[str], str] = stemmer_for_language("fr")  # type: ignore[no-untyped-call]  # whoosh has no types


@cache
def stop_words() -> frozenset[str]:
    """Give the words that say nothing by themselves, without accents."""
    listed = {plain(word) for word in stoplists["fr"]}
    return frozenset(listed - _MEANINGFUL).union(_ELIDED.split(), _LINKING.split())


def all_forms(text: str) -> list[str]:
    """Give every word of `text`, in [a-z0-9] only, in order; « C.M.P. » is « cmp »."""
    joined = _DOTTED.sub(lambda found: found.group().replace(".", ""), plain(text))
    return [written_out(word[:LONGEST]) for word in _WORD.findall(joined) if word != "s"]


def forms(text: str) -> list[str]:
    """Give the words of `text` that mean something, in order."""
    empty = stop_words()
    return [word for word in all_forms(text) if word not in empty]


def typed_forms(text: str) -> list[str]:
    """Do as `forms` for what somebody typed: when only empty words were typed, they are what is meant.

    An age is left out: the 15 of « 15 ans » is not the number of the SAMU.
    """
    return forms(_AGE.sub(" ", plain(text))) or all_forms(text)


@lru_cache(maxsize=1 << 18)
def stem(form: str) -> str:
    """Give what the forms of one word have in common: « hebergements » and « heberger » are « heberg ».

    Without its accent, « violee » would keep the e that « viole » loses.
    """
    return (_stem(_FEMININE.sub(r"e\1", form)) if form.isalpha() else form) or form
