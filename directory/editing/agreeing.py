"""Whether the fields of a listing agree with each other, and name places that exist."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.editing.values import Values
from directory.models import Commune, Postcode, Zone
from directory.typography import typeset


def together(session: Session, whole: Values, typed: Iterable[str]) -> dict[str, str]:
    """Give what is wrong between fields, or with the places that they name."""
    names = set(typed)
    problems: dict[str, str] = {}
    ages = whole["age_min"], whole["age_max"]
    if names & {"age_min", "age_max"} and None not in ages and ages[0] > ages[1]:
        problems["age_max"] = "L'âge maximal est plus petit que l'âge minimal."
    if "commune_code" in names and whole["commune_code"] and not session.get(Commune, whole["commune_code"]):
        problems["commune_code"] = "Cette commune n'existe pas : choisissez-la dans la liste."
    elif names & {"postcode", "commune_code"} and not _fits(session, whole):
        problems["postcode"] = "Ce code postal n'est pas celui de cette commune."
    if "areas" in names and (unknown := _unknown_area(session, whole["areas"])):
        problems["areas"] = f"« {unknown} » n'est pas un territoire connu."
    return {name: typeset(sentence) for name, sentence in problems.items()}


def _fits(session: Session, whole: Values) -> bool:
    postcode, commune = whole["postcode"], whole["commune_code"]
    return not postcode or not commune or session.get(Postcode, (postcode, commune)) is not None


def _unknown_area(session: Session, areas: Iterable[Mapping[str, Any]]) -> str:
    for area in areas:
        kind, code = area["kind"], area["code"]
        if kind == "commune":
            is_known = session.get(Commune, code) is not None
        elif kind == "region":
            is_known = session.scalar(select(Commune.code).where(Commune.region == code).limit(1)) is not None
        elif kind == "national":
            is_known = code == ""
        else:
            is_known = session.get(Zone, (kind, code)) is not None
        if not is_known:
            return str(code or kind)
    return ""
