"""What was typed in a listing, as it is kept: one way to write each thing, and nothing that cannot be true.

Each check gives a French sentence for its field; all of them are said together.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from directory.editing.agreeing import together
from directory.editing.errors import FieldsError
from directory.editing.mails import mail
from directory.editing.schemas import shaped
from directory.editing.values import NAMES, Values
from directory.hours import HoursError, check
from directory.phones import PhoneError, stored
from directory.revealing import revealing_words
from directory.typography import typeset

PROSE = (
    "description",
    "hours_text",
    "cost",
    "documents",
    "referral",
    "accessibility",
    "transport",
    "street",
)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?")
PHONE = ("number", "label", "audience", "channel", "is_on_bill")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
LANGUAGE = re.compile(r"[a-z]{2,3}")


class _TypedError(ValueError):
    """One field cannot be kept; the message says why."""


def clean(session: Session, held: Values, typed: Values) -> dict[str, Any]:
    """Give what `typed` says otherwise than `held`, as it is kept.

    What was not touched is left alone: a source may have said it in a way that is not allowed to people.

    Raises:
        FieldsError: a name is none of a listing, or what was typed cannot be kept.
    """
    shape = shaped({name: value for name, value in typed.items() if name not in NAMES or value != held[name]})
    kept, problems = dict[str, Any](), dict[str, str]()
    for name, value in shape.items():
        try:
            kept[name] = _cleaned(name, value)
        except (_TypedError, PhoneError, HoursError) as error:
            problems[name] = typeset(str(error))
        except FieldsError as error:
            problems[name] = next(iter(error.problems.values()))
    problems |= together(session, {**held, **kept}, kept.keys() - problems.keys())
    if problems:
        raise FieldsError(problems)
    return kept


def _cleaned(name: str, value: Any) -> Any:
    if isinstance(value, str):
        value = CONTROL.sub(" ", value).strip() or None
    if name in CLEAN:
        return CLEAN[name](value)
    return typeset(value) if name in PROSE and value else value


def _name(value: str | None) -> str:
    if not value:
        raise _TypedError("Donnez un nom à ce service : c'est lui que l'on cherche.")
    return typeset(" ".join(value.split()))


def _neutral_name(value: str | None) -> str | None:
    if value and (found := revealing_words(value)):
        raise _TypedError(f"« {found[0]} » en dit trop pour un nom neutre. Exemple : « Rendez-vous ».")
    return typeset(value) if value else None


def _website(value: str | None) -> str | None:
    """Give an address of the web with its protocol, http or https and no other."""
    if value is None:
        return None
    whole = value if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", value) else f"https://{value}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or not HOST.fullmatch(parts.netloc.lower()):
        raise _TypedError("Cette adresse n'est pas celle d'un site. Exemple : https://www.association.fr.")
    if re.search(r"[\s<>\"'`\\]", whole):
        raise _TypedError("Cette adresse contient un espace ou un signe qui n'y a pas sa place.")
    return whole


def _hours(value: str | None) -> str | None:
    if value:
        check(value)
    return value


def _phones(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give each number once, as it is kept."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        number = stored(row["number"])
        label = " ".join((row["label"] or "").split())
        phone = {**row, "number": number, "label": typeset(label) or None}
        kept.setdefault((number, row["channel"]), phone)
    return [{name: phone[name] for name in PHONE} for phone in kept.values()]


def _closures(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give closings in order, each once."""
    kept = {}
    for row in rows:
        starts, ends = _day(row["starts_on"]), _day(row["ends_on"])
        if ends < starts:
            raise _TypedError("Une fermeture finit avant de commencer : vérifiez ses deux dates.")
        reason = typeset(" ".join((row["reason"] or "").split())) or None
        kept[starts, ends] = {
            "starts_on": starts.isoformat(),
            "ends_on": ends.isoformat(),
            "reason": reason,
        }
    return [kept[days] for days in sorted(kept)]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _TypedError(f"« {text} » n'est pas un jour. Exemple : 2026-11-24.") from error


def _languages(codes: Sequence[str]) -> list[str]:
    if unknown := [code for code in codes if not LANGUAGE.fullmatch(code)]:
        raise _TypedError(f"« {unknown[0]} » n'est pas le code d'une langue. Exemple : « fr ».")
    return list(dict.fromkeys(codes))


def _names(names: Sequence[str]) -> list[str]:
    said = (typeset(" ".join(CONTROL.sub(" ", name).split())) for name in names)
    return list(dict.fromkeys(filter(None, said)))


def _areas(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    kept = {(row["kind"], row["code"], row["is_excluded"]): row for row in rows}
    if not any(not is_excluded for _, _, is_excluded in kept):
        raise _TypedError("Dites quel territoire est servi : une commune, un EPCI, un département…")
    if any((kind, code, not is_excluded) in kept for kind, code, is_excluded in kept):
        raise _TypedError("Un même territoire est à la fois servi et exclu.")
    return [{name: row[name] for name in ("kind", "code", "is_excluded")} for row in kept.values()]


def _email(value: str | None) -> str | None:
    return mail(value) if value else None


def _once(slugs: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(slugs))


CLEAN: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "neutral_name": _neutral_name,
    "website": _website,
    "email": _email,
    "hours": _hours,
    "phones": _phones,
    "closures": _closures,
    "languages": _languages,
    "alternate_names": _names,
    "areas": _areas,
    "audiences": _once,
    "modes": _once,
    "features": _once,
}
"""Field -> how it is kept; the others are kept as they are typed, without control characters."""
