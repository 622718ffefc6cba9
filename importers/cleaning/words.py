"""Texts, days, links and mail addresses, without what machines left in them, nor what names a person."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from html import unescape
from urllib.parse import urlsplit

from directory.folding import plain
from importers.cleaning.lexicon import FIRST_NAMES, OFFICES
from importers.reading.texts import repaired

EARLIEST, LATEST = 1900, 2100
"""Years between which a day is one that somebody meant."""

LONGEST_TO_REPAIR = 20_000
"""Characters: repairing looks at every one of them, and no text of a listing is longer."""

_DAMAGE = re.compile(
    "[\x80-\x9f]|[ÂÃÄÅÆËâäåæëïðÐ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|√[©®™†¥¢£§¶ß]"
)
"""What UTF-8 read as something else leaves, and control characters that were Windows' own punctuation."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
_PLAIN = re.compile("[ -%'-;=-^`-~ÀÇÈÉÊÎÔÙÛÜàçèéêîôùûüœŒ’«»°]*")
"""What needs no cleaning: no control character, tag, entity, damage, nor escape of Excel (« _x000D_ »)."""

_CODE = ("script", "style")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>|<!--[^<>]*-->")
_ENTITY = re.compile(r"&(?:#\d|#[xX][\da-fA-F]|[a-zA-Z]{2,})")
_EXCEL_ESCAPE = re.compile(r"_x000[dD]_")

LONGEST_SITE, LONGEST_MAIL = 200, 160

_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}")
_MAIL = re.compile(r"[a-z0-9][a-z0-9._%+'-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_SEVERAL = re.compile(r"[\s;,|]+")
_INITIAL = re.compile(r"[a-z][._-][a-z]{3,}(?:-[a-z]+)?")
_MASKED = re.compile(r"nominati|masque|prenom|nom\.")
_BETWEEN = re.compile(r"[._-]")
_DAY_FORMS: Sequence[tuple[re.Pattern[str], tuple[int, int, int]]] = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)"), (3, 2, 1)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)"), (1, 2, 3)),
)
"""Forms of a day, and where each says its year, its month and its day."""


def text(value: object) -> str:
    """Give `value` on one line: without tags, entities, control characters, damage of encodings, or gaps."""
    said = value if type(value) is str else _said(value)
    if not said or (said.isascii() and said.isalnum()):
        return said
    return " ".join(_cleaned(said).split())


def prose(value: object) -> str:
    """Give `value` as `text` does, with its line breaks, those of tags included; never two empty lines."""
    lines = (" ".join(line.split()) for line in _cleaned(_said(value)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def day(value: object) -> date | None:
    """Give the day that `value` says (« 31/01/2026 10:00:00 », ISO), None where it says none that exists."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    said = text(value)
    for form, places in _DAY_FORMS:
        if found := form.match(said):
            return _existing(*(int(found[place]) for place in places))
    return None


def _existing(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def _said(value: object) -> str:
    """Give what a cell holds as a text; a whole number that a spreadsheet made a decimal is whole again."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    return str(value)


def _cleaned(said: str) -> str:
    if _PLAIN.fullmatch(said):
        return said
    if _DAMAGE.search(said):
        said = repaired(said[:LONGEST_TO_REPAIR])
    if _ENTITY.search(said):
        said = unescape(unescape(said))
    said = _UNSEEN.sub("", said)
    if "<" in said:
        said = _TAG.sub(" ", _BREAK.sub("\n", _without_code(said)))
    if "_x000" in said:
        said = _EXCEL_ESCAPE.sub(" ", said)
    return unicodedata.normalize("NFC", said)


def _without_code(said: str) -> str:
    """Leave out scripts and styles with what is in them, up to the end where they have none."""
    for name in _CODE:
        pieces = re.split(rf"<{name}\b", said, flags=re.IGNORECASE)
        ends = (re.split(rf"</{name}\s*>", piece, maxsplit=1, flags=re.IGNORECASE) for piece in pieces[1:])
        said = " ".join([pieces[0], *(end[1] for end in ends if len(end) == 2)])
    return said


def website(value: object) -> str:
    """Give the first address on the web in `value`, http or https only, "" where there is none.

    « www.exemple.fr » is given its « http:// »: every site answers to it, or leads from it to its own.
    """
    said = _SEVERAL.split(text(value), maxsplit=1)[0]
    if not said or "\\" in said or "@" in said:
        return ""
    scheme, mark, _ = said.partition("://")
    address = said if mark else f"http://{said}"
    if mark and scheme.lower() not in ("http", "https"):
        return ""
    return address if len(address) <= LONGEST_SITE and _leads_somewhere(address) else ""


def _leads_somewhere(address: str) -> bool:
    try:
        host, _ = urlsplit(address).hostname, urlsplit(address).port
    except ValueError:
        return False
    return bool(host and _HOST.fullmatch(host))


def email(value: object) -> str:
    """Give the first mail address of an office in `value`, "" where there is none; never a person's."""
    said = text(value).lower().replace("mailto:", "")
    for each in _SEVERAL.split(said):
        address = each.strip("<>().\"'")
        if len(address) <= LONGEST_MAIL and _MAIL.fullmatch(address) and not is_personal(address):
            return address
    return ""


def is_personal(address: str) -> bool:
    """Say whether a mail address names a person: « j.dupont@ », « marie.dupont@ », « dupont-marie@ »."""
    name = plain(address.partition("@")[0])
    if _INITIAL.fullmatch(name) or _MASKED.search(name):
        return True
    if name.startswith("mairie") or not OFFICES.isdisjoint(_BETWEEN.split(name)):
        return False
    parts = [part.split("-") for part in re.split("[._]", name) if not part.isdigit()]
    if len(parts) == 1:
        return len(parts[0]) == 2 and parts[0][0] in FIRST_NAMES
    return len(parts) <= 3 and any(part[0] in FIRST_NAMES for part in parts)
