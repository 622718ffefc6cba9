"""How to reach and what to know of a place, from a partner's own words."""

import json
import re
from functools import cache

from directory.folding import fold, plain
from directory.vocabulary import vocabulary
from directory.wording import language
from importers.cleaning.addresses import Address, split
from importers.cleaning.hours import days, osm, week
from importers.cleaning.lexicon import words_of
from importers.cleaning.numbers import phones
from importers.cleaning.words import email, text, website
from importers.records import PhoneRecord
from importers.sources.spreadsheet_cells import Cells
from importers.statements import Note

DAYS = frozenset(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))
LANGUAGES = words_of(
    "am ar az be bg bm bn bs ca ckb cs da de el en es et fa ff fi fr ha he hi hr ht hu hy id it ja ka km ko"
    " ku lo lt lv mg mk ml mn my ne nl no pl ps pt ro ru rw sk sl so sq sr sv sw ta te th ti tr uk ur uz vi"
    " wo yo zh"
)
ALSO_CALLED = {
    "farsi": "fa",
    "iranien": "fa",
    "pachto": "ps",
    "pachtou": "ps",
    "mandarin": "zh",
    "peul": "ff",
    "pular": "ff",
    "bangladais": "bn",
    "sorani": "ckb",
    "tigrinya": "ti",
    "moldave": "ro",
}
PUBLICS = {"tout public": "everyone", "tous": "everyone", "familles": "families"}
YES, NO = ("oui", "o", "x", "vrai", "1", "yes"), ("non", "n", "faux", "0", "no")
SHORTEST_TEXT = 5
"""Letters under which a cell of accessibility is a code that only its author reads."""

_PIECES = re.compile(r"\s*(?:\||\n)\s*")
_LIST = re.compile(r"[,;/|\n]| et ")
_LABEL = re.compile(
    r"^(?:adresse|adr|mail|e-?mail|courriel|mel|site(?: web| internet)?|web)\.? ?: *", re.IGNORECASE
)
_PHONE = re.compile(r"^(?:tel|telephone|port|portable|mobile|standard|fixe)\b|^\+?[\d .()-]{9,}$")
_FAX = re.compile(r"^(?:fax|telecopie)")


def contact(said: str) -> tuple[Address, list[str], list[str]]:
    """Take apart a cell that mixes an address with numbers and links: the address, numbers, the others.

    « Adresse : rue des Carmes,48000,Mende | Tél : 04 66 49 27 92 | Fax : »
    """
    place: list[str] = []
    numbers: list[str] = []
    links: list[str] = []
    for piece in filter(None, _PIECES.split(said)):
        bare = _LABEL.sub("", piece)
        if _FAX.match(plain(piece)):
            continue
        is_link = "@" in bare or website(bare)
        (numbers if _PHONE.match(plain(piece)) else links if is_link else place).append(bare)
    return split(", ".join(place)), numbers, links


def reached(cells: Cells, mixed: list[str]) -> tuple[tuple[PhoneRecord, ...], tuple[Note, ...]]:
    """Give the numbers of a row, those of the public before those of professionals."""
    found: dict[str, PhoneRecord] = {}
    notes: list[Note] = []
    said = [("public", "", each) for each in mixed]
    said += [("professional", column, each) for column, each in cells.named("phone_professional")]
    said += [("public", column, each) for column, each in cells.named("phone")]
    for audience, column, each in said:
        numbers, unread = phones(each, audience=audience)
        found.update({phone.number: phone for phone in numbers if phone.number not in found})
        notes += [Note(column or note.column, note.value, note.reason) for note in unread]
    ordered = sorted(found.values(), key=lambda phone: phone.audience != "public")
    return tuple(ordered), tuple(dict.fromkeys(notes))


def mail(cells: Cells, mixed: list[str]) -> tuple[str, Note | None]:
    """Give the mail address of an office; where only a person's is there, say so without saying it."""
    said = [*cells.all("email"), *mixed]
    found = next(filter(None, map(email, said)), "")
    if found or not any("@" in each for each in said):
        return found, None
    reason = "Cette adresse mail nomme une personne, ou n’en est pas une : elle est laissée de côté."
    return "", Note(cells.column("email", "contact"), "", reason)


def site(cells: Cells, mixed: list[str]) -> str:
    """Give the website of a row."""
    return next(filter(None, map(website, [*cells.all("website"), *mixed])), "")


def hours(cells: Cells) -> tuple[str | None, str]:
    """Give the notation of the hours where they are sure, and their text; days may be columns."""
    said = [
        f"{plain(column)} : {each}" if plain(column) in DAYS else each
        for column, each in cells.named("hours")
    ]
    if len(said) == 1 and said[0].startswith("[["):
        return _listed_hours(said[0]), ""
    if len(said) > 1 and not all(plain(column) in DAYS for column, _ in cells.named("hours")):
        notation, left = osm(said[0])
        return notation, "\n".join(filter(None, [left, *said[1:]]))
    return osm("\n".join(said))


def _listed_hours(written: str) -> str | None:
    """Give the hours of [["lundi", "vendredi", [["08:00:00", "12:00:00"]]], …], None where unsure."""
    try:
        return week((day, slots) for first, last, slots in json.loads(written) for day in days(first, last))
    except (ValueError, TypeError):
        return None


def audiences(said: str) -> tuple[str, ...]:
    """Give the publics of the vocabulary that a cell names, each in our own words."""
    known = _scale("audience") | PUBLICS
    pieces = (fold(piece) for piece in _LIST.split(said))
    return tuple(dict.fromkeys(known[piece] for piece in pieces if piece in known))


def languages(said: str) -> tuple[str, ...]:
    """Give the ISO 639 codes of the languages that a cell names, or gives by their code."""
    pieces = (fold(piece) for piece in _LIST.split(said))
    return tuple(dict.fromkeys(code for piece in pieces if (code := _languages().get(piece))))


@cache
def _scale(name: str) -> dict[str, str]:
    """Give the slug of each word of a scale, by its folded label."""
    return {fold(term.label): slug for slug, term in vocabulary().scales[name].items()}


@cache
def _languages() -> dict[str, str]:
    return (
        {fold(language(code)): code for code in LANGUAGES} | {code: code for code in LANGUAGES} | ALSO_CALLED
    )


def fee(said: str, column: str) -> tuple[str, str]:
    """Give what it costs: a word of the vocabulary where the cell says it alone, and its text otherwise."""
    words = fold(said)
    if words in YES or words in NO:
        answer = "free" if words in YES else "paid"
        return answer if "gratuit" in plain(column) else "", ""
    known = _scale("fee")
    slug = known.get(words) or known.get(words.removesuffix("e"), "")
    return slug, "" if slug else text(said)


def accessibility(said: str) -> str:
    """Give how a place is reached by disabled people; a code that only its author reads says nothing."""
    words = fold(said)
    if words in YES:
        return "Accessible aux personnes à mobilité réduite"
    if words in NO:
        return "Non accessible aux personnes à mobilité réduite"
    return text(said) if len(text(said)) >= SHORTEST_TEXT else ""
