"""Telephone numbers of every shape, as the directory keeps them; never a fax, nor what looks like one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from directory.folding import plain
from directory.phones import PhoneError, stored
from importers.cleaning.words import text
from importers.records import PhoneRecord
from importers.statements import Note

COLUMN = "téléphone"
LONGEST_LABEL, LONGEST_SHORT = 60, 6
SHORT = re.compile(r"1[578]|11[2459]|19[1567]|116\d{3}|3\d{3}|10\d{2}|118\d{3}")
"""The short numbers that France has: emergencies, 116 xxx, 3xxx, 10xx of operators, 118 xxx."""

_PRICED = re.compile(r"\+338(?:[12]\d|36|9[0-8])\d+|3[2-6]\d\d|118\d{3}")
_PREMIUM = re.compile(r"\+3389\d+|118\d{3}")
_FAX = re.compile(r"(?:t[ée]l[ée]copie(?:ur)?|\bfax)\b[^\d+]{0,12}(?:\+?\d[\d .()\xa0-]*)?", re.IGNORECASE)
_IS_FAX = re.compile(r"\bfax\b|telecop")
_RUN = re.compile(r"(?:\+ ?|\b00 ?|(?<![\w,.]))\(?\d(?:[\s.()_–-]*\d)*")
_PLAIN = re.compile(r"0[1-9](?:[ .]?\d\d){4}")
_BETWEEN = re.compile(r"[/;|\n]|\bou\b|\bet\b|,(?=\s*[+0])| - |\.\s+(?=[A-Z])")
_SLASHED = re.compile(r"\d\d(?:/\d\d){4}")
_PERSON = re.compile(r"\b(?:m\.|mr|mme|mlle|madame|monsieur|dr|docteur)(?=\W)", re.IGNORECASE)
_EDGES = " \t:;,./|()[]-–"
_EMPTY_LABELS = frozenset(
    ("", "tel", "telephone", "tel.", "t", "ou", "et", "numero", "n°", "portable", "mobile", "fixe")
)
_OVERSEAS = {
    **dict.fromkeys(("0590", "0690", "0691"), "+590"),
    **dict.fromkeys(("0594", "0694"), "+594"),
    **dict.fromkeys(("0596", "0696", "0697"), "+596"),
    **dict.fromkeys(("0262", "0263", "0269", "0639", "0692", "0693"), "+262"),
}
"""How numbers of the overseas départements begin, and the country code that reaches them from anywhere."""

_OWN_PREFIX = re.compile(r"\+(590|594|596|262)(\d{6})")
_BEFORE_NINE_DIGITS = re.compile(r"\+(33|590|594|596|262)0(\d{9})")


@dataclass(frozen=True, slots=True)
class _Understood:
    numbers: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]


def phones(
    *texts: object, label: str = "", audience: str = "public"
) -> tuple[tuple[PhoneRecord, ...], tuple[Note, ...]]:
    """Give the numbers that stand in these cells, E.164 or short, each once; and what could not be read.

    A number that costs more than a call is kept, is called so by its label, and is noted.
    """
    if label and _IS_FAX.search(plain(label)):
        return (), ()
    given = _words_around(text(label)) if label else ""
    found: dict[str, PhoneRecord] = {}
    notes: list[Note] = []
    for each in texts:
        understood = _understood(text(each))
        notes += understood.notes
        for number, said in understood.numbers:
            named = _label(number, given or said)
            found.setdefault(
                number, PhoneRecord(number, audience=audience, label=named, on_bill=_on_bill(number))
            )
    return tuple(found.values()), tuple(dict.fromkeys([*notes, *filter(None, map(_price, found))]))


@lru_cache(maxsize=8192)
def _understood(said: str) -> _Understood:
    if _PLAIN.fullmatch(said):
        number = _number(said)
        return _Understood(((number, ""),), ()) if number else _Understood((), (_unreadable(said),))
    numbers: list[tuple[str, str]] = []
    notes: list[Note] = []
    said = _FAX.sub(" / ", said)
    for piece in _pieces(said):
        for number in _numbers(piece, notes):
            numbers.append((number, _words_around(piece)))
    # A text that follows the only number, after a slash, is about it: « 08 00 … / Numéro vert ».
    if len(numbers) == 1 and not numbers[0][1]:
        numbers[0] = numbers[0][0], _words_around(said)
    if not numbers and not notes and (digits := re.findall(r"\d+", said)):
        # What stands around may name somebody: only the digits are noted.
        notes.append(_unreadable(" ".join(digits)))
    return _Understood(tuple(numbers), tuple(notes))


def _pieces(said: str) -> Iterator[str]:
    said = _SLASHED.sub(lambda found: found[0].replace("/", " "), said)
    yield from filter(None, (piece.strip() for piece in _BETWEEN.split(said)))


def _numbers(piece: str, notes: list[Note]) -> Iterator[str]:
    """Give the numbers of a piece that holds one, several one after the other, or none."""
    for run in _RUN.findall(piece):
        digits = re.sub(r"\D", "", run)
        if len(digits) <= LONGEST_SHORT and not (SHORT.fullmatch(digits) and _stands_alone(run, piece)):
            continue
        for each in _apart(run, digits):
            number = _number(each)
            if number:
                yield number
            else:
                notes.append(_unreadable(each))


def _stands_alone(run: str, piece: str) -> bool:
    """Say whether a short number is the number given, and not one that a sentence speaks of."""
    before = plain(piece[: piece.find(run)]).strip(_EDGES)
    return before in _EMPTY_LABELS or bool(re.search(r":\s*$", piece[: piece.find(run)]))


def _apart(run: str, digits: str) -> list[str]:
    """Give two or three numbers that nothing separates, each by itself."""
    if len(digits) in (20, 30) and digits[0] == digits[10] == "0" != digits[1]:
        return [digits[start : start + 10] for start in range(0, len(digits), 10)]
    return [run]


def _number(run: str) -> str:
    """Give a number as it is kept, "" where it is none: the 0 that a spreadsheet lost is given back."""
    digits = re.sub(r"\D", "", run)
    if SHORT.fullmatch(digits):
        return digits
    try:
        return stored(_international(run.strip(), digits))
    except PhoneError:
        return ""


def _international(run: str, digits: str) -> str:
    """Give a number with its country code; what is French in no way that we know comes out as it came in."""
    if run.startswith("+") or (digits.startswith("00") and len(digits) > 10):
        number = "+" + digits.removeprefix("00") if not run.startswith("+") else "+" + digits
        number = _BEFORE_NINE_DIGITS.sub(r"+\1\2", number)
        return _OWN_PREFIX.sub(r"+\1\1\2", number) if _OWN_PREFIX.fullmatch(number) else number
    if len(digits) == 9 and digits[0] != "0":
        digits = f"0{digits}"
    if len(digits) == 11 and digits.startswith("33"):
        digits = f"0{digits[2:]}"
    if len(digits) == 12 and digits[:3] == digits[3:6] and f"0{digits[:3]}" in _OVERSEAS:
        return f"+{digits}"
    return _with_code(digits) if len(digits) == 10 and digits[0] == "0" != digits[1] else ""


def _with_code(digits: str) -> str:
    return f"{_OVERSEAS.get(digits[:4], '+33')}{digits[1:]}"


def _words_around(piece: str) -> str:
    """Give what is said of a number beside it, where it is short and names nobody."""
    said = _RUN.sub(lambda run: " " if sum(map(str.isdigit, run[0])) > LONGEST_SHORT else run[0], piece)
    said = " ".join(said.split()).strip(_EDGES)
    if len(said) > LONGEST_LABEL:
        said = re.split(r"[:.(]", said, maxsplit=1)[0].strip(_EDGES)
    if len(said) > LONGEST_LABEL or "@" in said or _PERSON.search(f"{said} ") or plain(said) in _EMPTY_LABELS:
        return ""
    return "" if said.isdigit() else said.removeprefix("Tél").removeprefix("Tel").strip(_EDGES)


def _label(number: str, said: str) -> str:
    if not _PRICED.fullmatch(number) or re.search(r"payant|surtaxe", plain(said)):
        return said
    return f"{said} (numéro payant)" if said else "Numéro payant"


def _on_bill(number: str) -> bool | None:
    """Say that a call that is paid for shows on a bill; of the others, nobody said."""
    return True if _PRICED.fullmatch(number) else None


def _price(number: str) -> Note | None:
    if _PREMIUM.fullmatch(number):
        return Note(COLUMN, number, "Ce numéro est fortement surtaxé : il est gardé et signalé comme payant.")
    if _PRICED.fullmatch(number):
        return Note(
            COLUMN, number, "Ce numéro est payant en plus de l’appel : il est gardé et signalé comme payant."
        )
    return None


def _unreadable(said: str) -> Note:
    return Note(
        COLUMN,
        said[:200],
        "Ce n’est pas un numéro de téléphone que l’on peut composer : il est laissé de côté.",
    )
