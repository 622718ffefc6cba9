"""From SHOUTED CAPITALS to the way French is written: small common words, capitals for names, acronyms kept.

Letters are never invented: only the accents of words that can be read in one way come back.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from directory import folding
from importers.cleaning.lexicon import ACCENTS, ACRONYMS, ARTICLES, LINKS, NAMES, STREET_TYPES, words_of
from importers.cleaning.words import text

SHOUTED = 0.8
"""Share of capitals among the letters from which a text is one that was shouted."""

plain = lru_cache(maxsize=16_384)(folding.plain)

_WORD = re.compile(r"\d+[^\W\d_]*|[^\W\d_](?:\.[^\W\d_])+\.?|[^\W_]+|[^\w]+|_+")
_GLUED = re.compile(r"(?<=\w)\(")
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})")
_REPEATED = re.compile(r"(\d+)(BIS|TER|QUATER)")
_ORDINAL = re.compile(r"(\d+)(ERE|ER|EME|ÈME|E)")
_TWO_CAPITALS = re.compile("[A-Z][^A-Z]*[A-Z]")
_VOWEL = re.compile("[AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ]")
_STARTS_ELIDED = re.compile("[AEIOUYHÀÂÉÈÊËÎÏÔÖÙÛŒ]")
_ELIDED = frozenset("DL")
_NUMBERED = words_of(
    "bat batiment bloc escalier esc porte entree hall lot appt aile case immeuble imm tour niveau"
)
_APOSTROPHES = ("'", "’")
_SAINTS = {"saint": "Saint", "st": "Saint", "sainte": "Sainte", "ste": "Sainte"}
_HALVES = frozenset(("NOTRE", *map(str.upper, _SAINTS)))
"""Words that the one that follows is joined to."""
_MARK = re.compile(r"[()/:;.!?«»\"]|\s[-–]\s")


def readable(value: object, names: Sequence[str] = ()) -> str:
    """Give the name of a service as French writes it; `names` (the commune's) are written as given.

    >>> readable("CENTRE HOSPITALIER DE BOURG EN BRESSE", ["Bourg-en-Bresse"])
    'Centre hospitalier de Bourg-en-Bresse'
    """
    said = text(value)
    return _first_up(_written(said, tuple(names), is_street=False)) if is_shouted(said) else said


def readable_street(value: object, names: Sequence[str] = ()) -> str:
    """Give a street as French writes it: « 12 rue de l'Église »; one that is not shouted stays as it is."""
    said = text(value)
    return _first_up(_written(said, tuple(names), is_street=True)) if is_shouted(said) else said


def is_shouted(said: str) -> bool:
    """Say whether a text is written in capitals: more than an acronym, or two words."""
    if said.isascii() and said.isupper():
        return bool(_TWO_CAPITALS.search(said))
    capitals = sum(map(str.isupper, filter(str.isalpha, said)))
    return capitals > 1 and capitals >= SHOUTED * sum(map(str.isalpha, said))


def _first_up(said: str) -> str:
    return said[:1].upper() + said[1:]


@lru_cache(maxsize=4096)
def _written(said: str, names: tuple[str, ...], is_street: bool) -> str:
    words = _elisions(_WORD.findall(_GLUED.sub(" (", said)))
    written = [_alone(word, is_street) or _word(words, place, is_street) for place, word in enumerate(words)]
    if not _HALVES.isdisjoint(words):
        _join_saints(words, written)
    for name in names:
        _write_name(words, written, name)
    return "".join(written)


def _elisions(words: list[str]) -> list[str]:
    """Give back the apostrophe that capitals lost: « L HOPITAL »; but the D of « BATIMENT D » is its own."""
    if _ELIDED.isdisjoint(words):
        return words
    for place in range(len(words) - 2):
        before = plain(words[place - 2]) if place > 1 else ""
        is_elided = words[place] in _ELIDED and words[place + 1] == " " and len(words[place + 2]) > 2
        if words[place] in _ELIDED and words[place + 1] == "' ":
            words[place + 1] = "'"
        is_own = before in _NUMBERED or before.isdigit()
        if is_elided and not is_own and _STARTS_ELIDED.match(words[place + 2]):
            words[place + 1] = "'"
    return words


@lru_cache(maxsize=16_384)
def _alone(word: str, is_street: bool) -> str:
    """Give how a word is written wherever it stands, "" where what stands around it decides."""
    key = plain(word)
    is_placed = key in LINKS or word == "A" or (is_street and key in STREET_TYPES)
    return "" if is_placed else _word([word], 0, is_street)


def _word(words: list[str], place: int, is_street: bool) -> str:
    word = words[place]
    if (not word.isalpha() and "." not in word) or not word.isupper():
        is_type = is_street and place > 0 and plain(word) in STREET_TYPES
        return word.lower() if is_type else _number(word)
    key = plain(word)
    if len(word) > 1 and "." in word:
        return word
    if key in LINKS and _is_link(words, place):
        return LINKS[key]
    if len(word) == 1 or word in ACRONYMS or _ROMAN.fullmatch(word) or _is_spelled_out(word):
        return "à" if _is_preposition(words, place) else word
    known = ACCENTS.get(key, word.lower()) if key == word.lower() else word.lower()
    is_common = key in (STREET_TYPES if is_street else NAMES) and not _names_street(words, place, is_street)
    return known if is_common else _first_up(known)


def _number(word: str) -> str:
    if found := _REPEATED.fullmatch(word):
        return f"{found[1]} {found[2].lower()}"
    found = _ORDINAL.fullmatch(word)
    if not found:
        return word
    return found[1] + {"ER": "er", "ERE": "re"}.get(found[2], "e")


def _is_link(words: list[str], place: int) -> bool:
    """Say whether a link is small: not « Le » that begins a name, as in « Hôpital Le Corbusier »."""
    key = plain(words[place])
    if place == 0 or len(key) == 1:
        return len(key) > 1 or _next(words, place, 1) in _APOSTROPHES
    if key not in ARTICLES:
        return True
    before, after = plain(words[place - 2]) if place > 1 else "", plain(_next(words, place, 2))
    return before in LINKS or not before.isalpha() or after in NAMES


def _next(words: list[str], place: int, step: int) -> str:
    return words[place + step] if place + step < len(words) else ""


def _is_spelled_out(word: str) -> bool:
    """Say whether a word without a vowel is read letter by letter; « ST », « MR » and « DR » are not."""
    return not _VOWEL.search(word) and word.lower() not in (
        *_SAINTS,
        "mr",
        "dr",
        "mme",
        "mlle",
        "gd",
        "pl",
        "bd",
        "rd",
    )


def _is_preposition(words: list[str], place: int) -> bool:
    """Say whether « A » is « à »: before « la », « l' » or « domicile », and not after a number."""
    before = words[place - 2] if place > 1 else ""
    return (
        words[place] == "A"
        and before.isalpha()
        and plain(_next(words, place, 2)) in ("la", "l", "domicile", "leur")
    )


def _names_street(words: list[str], place: int, is_street: bool) -> bool:
    """Say whether a type of street is here the name of one: « rue de la Tour », « place du Marché »."""
    before = plain(words[place - 2]) if place > 1 else ""
    return is_street and before in LINKS and (len(before) > 1 or words[place - 1] in _APOSTROPHES)


def _join_saints(words: list[str], written: list[str]) -> None:
    """Write « ST LOUIS » as « Saint-Louis » and « NOTRE DAME » with its hyphen, as places are written."""
    for place in range(len(words) - 2):
        is_lady = words[place] == "NOTRE" and words[place + 2] == "DAME"
        is_company = words[place] == "STE" and place == 0
        full = "Notre" if is_lady else "" if is_company else _SAINTS.get(plain(words[place]))
        if (
            full
            and words[place + 1] in (" ", "-", ". ")
            and words[place].isupper()
            and len(words[place + 2]) > 1
        ):
            written[place], written[place + 1] = full, "-"


def _write_name(words: list[str], written: list[str], name: str) -> None:
    """Write `name` as it is where it stands in these words, whatever parts its words."""
    wanted, keys = _wanted(name), list(map(_key, words))
    if not wanted or wanted[0] not in keys:
        return
    places = [place for place, key in enumerate(keys) if key]
    keys = [key for key in keys if key]
    for start, key in enumerate(keys):
        if key == wanted[0] and keys[start : start + len(wanted)] == wanted:
            first, last = places[start], places[start + len(wanted) - 1]
            if not _MARK.search("".join(words[first:last])):
                written[first : last + 1] = [name, *[""] * (last - first)]


@lru_cache(maxsize=16_384)
def _wanted(name: str) -> list[str]:
    """Give the keys of the words of a name, none where it is too short to be known among words."""
    keys = [_key(word) for word in re.findall(r"[a-z0-9]+", plain(name))]
    return keys if len("".join(keys)) > 2 else []


@lru_cache(maxsize=16_384)
def _key(word: str) -> str:
    """Give what a word is compared by, « ST » as « saint »; "" for what parts words."""
    key = plain(word)
    return _SAINTS.get(key, key).lower() if word[0].isalnum() else ""
