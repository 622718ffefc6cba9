"""What two spellings of a place's name have in common: its folded form, in [a-z0-9 ] only."""

import re
import unicodedata

ARTICLE = re.compile(r"(?:(?:le|la|les|aux|las|los) |l['’] ?)(?=.)", re.IGNORECASE)
BRACKETS = re.compile(r"\s*\(.*?\)")

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"})
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_OTHER = re.compile(r"[^a-z0-9]+")
_ELISION = re.compile(r"\b([djlmnt]|qu) (?=[a-z])")
_WRITTEN_OUT = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "lez": "les",
    "s": "sur",  # « Chalon s/ Saône », as envelopes write it
}
_LINKS = frozenset(
    (
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "las",
        "le",
        "les",
        "los",
        "sous",
        "sur",
    )
)


def plain(text: str) -> str:
    """Give `text` in small letters, without accent or ligature; what is not a letter stays."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)))


def written_out(word: str) -> str:
    """Give a folded word that names of places shorten in full: « st » is « saint »."""
    return _WRITTEN_OUT.get(word, word)


def _words(text: str) -> list[str]:
    words = _OTHER.sub(" ", plain(text)).split()
    return words[:1] if words == ["s"] else list(map(written_out, words))


def _join(words: list[str]) -> str:
    """Join words, and an elided one with what follows: « l hay », « l'haÿ » and « lhay » are one spelling."""
    return _ELISION.sub(r"\1", " ".join(words))


def fold(text: str) -> str:
    """Give `text` without accent, case, ligature, apostrophe or hyphen, « st » written « saint »."""
    return _join(_words(text))


def full_forms(name: str) -> list[str]:
    """Give the folded forms that say the whole of `name`: with and without its article, and its brackets.

    >>> full_forms("Le Havre")
    ['le havre', 'havre']
    """
    bare = BRACKETS.sub("", name)
    spelled = [name, bare, ARTICLE.sub("", bare, count=1) if ARTICLE.match(bare) else bare]
    return list(dict.fromkeys(map(fold, dict.fromkeys(spelled))))


def later_words(name: str) -> list[str]:
    """Give the folded ends of `name` from each later word with a meaning: « chamond » for Saint-Chamond."""
    words = _words(name)
    ends = (_join(words[rank:]) for rank in range(1, len(words)) if words[rank] not in _LINKS)
    return [end for end in ends if len(end) > 2]
