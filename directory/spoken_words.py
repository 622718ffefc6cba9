"""The words with which people write hours: a text cut into words of known kinds, and those nobody knows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directory.folding import plain

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

MONTH_NAMES = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

_DAY_WORDS = (
    *("lundi|lun|lu", "mardi|mar|ma", "mercredi|mer|me", "jeudi|jeu|je"),
    *("vendredi|ven|ve", "samedi|sam|sa", "dimanche|dim|di"),
)
_MONTH_WORDS = (
    *("janvier|janv", "fevrier|fevr", "mars", "avril|avr", "mai", "juin"),
    *("juillet|juil", "aout", "septembre|sept", "octobre|oct", "novembre|nov", "decembre|dec"),
)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NTH_WORDS = {
    1: "1er|1ers|premier|premiers",
    2: "2e|2eme|2nd|deuxieme|deuxiemes|second|seconds",
    3: "3e|3eme|troisieme|troisiemes",
    4: "4e|4eme|quatrieme|quatriemes",
    5: "5e|5eme|cinquieme|cinquiemes",
    -2: "avant-dernier|avant-derniers",
    -1: "dernier|derniers",
}
_MONTH = rf"(?:{'|'.join(_MONTH_WORDS)})\b\.?"

_KINDS = {
    "newline": r"\n+",
    "always": r"24/7\b",
    "round": r"24\s*(?:h|heures?)?\s*(?:/|sur)\s*24\s*(?:h\b|heures\b)?|jour et nuit\b",
    "every": r"7\s*(?:j|jours?)?\s*(?:/|sur)\s*7\s*(?:jours\b|j\b)?|(?:tous les|chaque) jours?\b(?! fer)",
    "time": r"\d{1,2}\s*(?:heures?\b|h)(?:\s*[0-5]\d(?!\d|\s*(?:h|:)))?|\d{1,2}:\d\d\b|midi\b|minuit\b",
    "date": rf"(?:1er|\d{{1,2}})\s+{_MONTH}(?:\s+\d{{4}}\b)?",
    "month": _MONTH,
    "nth": rf"(?:{'|'.join(_NTH_WORDS.values())})\b",
    "number": r"\d{1,2}\b",
    "parity": r"(?:les\s+)?semaines? (?:im)?paires?\b",
    "weekend": r"week[- ]?ends?\b",
    "workweek": r"en semaine\b",
    "holidays": r"jours? feries?\b|feries?\b",
    "included": r"y compris\b|(?:compris|inclus)\b",
    "monthly": r"(?:du|de chaque|chaque|par) mois\b",
    "all-year": r"toute l'annee\b",
    "usual": r"horaires? habituels?\b",
    "others": r"(?:les )?autres jours\b",
    "except": r"(?:sauf|excepte|hors)\b",
    "closed": r"(?:fermee?s?|fermeture)\b",
    "opened": r"(?:ouverte?s?|ouverture|horaires?(?: d'ouverture)?)\b",
    "doubt": r"a verifier\b",
    "only": r"(?:seulement|uniquement)\b",
    "plus": r"(?:en plus|egalement|aussi)\b",
    "morning": r"matins?\b",
    "afternoon": r"apres[- ]midis?\b",
    "evening": r"soirs?\b",
    "day": rf"(?:{'|'.join(f'(?:{words})s?' for words in _DAY_WORDS)})\b\.?",
    "and": r"(?:et|puis|ainsi que)\b",
    "between": r"entre\b",
    "in": r"en\b",
    "from": r"(?:du|des|de|d')(?![a-z])",
    "to": r"(?:jusqu'au?|au|a)\b",
    "the": r"(?:les|le|chaque|tous les)\b",
    "dash": r"-",
    "slash": r"/",
    "colon": r":",
    "comma": r"[,()]",
    "stop": r"[;.]",
    "unknown": r"[^\s,;:/.()]+",
}
_WORD = re.compile("|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in _KINDS.items()))
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-", "’": "'", "\t": " ", "\r": " "})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of known `kind`: as folded (`text`), and as it was written with the space after it (`said`)."""

    kind: str
    text: str
    said: str


def words_of(text: str) -> list[Word]:
    """Cut `text` into words. What is known in no kind is of the kind « unknown »."""
    return list(_words(text.translate(_DASHES).strip()))


def _words(text: str) -> Iterator[Word]:
    folded = plain(text)
    written = text if len(text) == len(folded) else folded
    every = list(_WORD.finditer(folded))
    ends = [*(found.start() for found in every), len(folded)][1:]
    for found, end in zip(every, ends, strict=True):
        kind = (found.lastgroup or "unknown").replace("_", "-")
        yield Word(kind, found[0], written[found.start() : end])


def weekday(word: Word) -> int:
    """Give the number of a day, 0 for Monday."""
    return _place(word.text.rstrip("."), _DAY_WORDS)


def month(text: str) -> int:
    """Give the number of a month, 0 for January."""
    return _place(text.rstrip("."), _MONTH_WORDS)


def _place(text: str, words: tuple[str, ...]) -> int:
    return next(place for place, each in enumerate(words) if re.fullmatch(rf"(?:{each})s?", text))


def nth(word: Word) -> int:
    """Give 3 for « 3e », -1 for « dernier »."""
    return next(number for number, each in _NTH_WORDS.items() if re.fullmatch(each, word.text))


def minutes(word: Word) -> int:
    """Give the minutes since midnight of « 9h », « 9 h 30 », « 9:30 » or « midi »; « minuit » is 0."""
    if word.text in ("midi", "minuit"):
        return 12 * 60 if word.text == "midi" else 0
    hour, *rest = re.findall(r"\d+", word.text)
    return int(hour) * 60 + (int(rest[0]) if rest else 0)


def dated(word: Word) -> str:
    """Give « 1er juillet 2026 » as the notation writes it: « 2026 Jul 1 »."""
    day, name, *year = word.text.split()
    return " ".join([*year, MONTHS[month(name)], day.removesuffix("er")])


def exists(word: Word) -> bool:
    """Say whether a date is in the calendar, the 29th of February included."""
    day, name, *_ = word.text.split()
    return 1 <= int(day.removesuffix("er")) <= _LENGTHS[month(name)]
