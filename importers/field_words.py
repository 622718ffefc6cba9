"""The fields of a record in the words of people: what each is called, and what its values say."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from directory.hours import readable
from directory.models import Commune, Zone
from directory.territories import territory
from directory.vocabulary import vocabulary
from directory.wording import language, week
from directory.words import Term

LABELS: Mapping[str, str] = {
    "name": "Nom",
    "neutral_name": "Nom neutre",
    "alternate_names": "Autres noms",
    "organization": "Structure",
    "category": "Catégorie",
    "description": "Ce qu’on y fait",
    "commune": "Commune",
    "street": "Adresse",
    "postcode": "Code postal",
    "point": "Point sur la carte",
    "zone": "Secteur",
    "address_policy": "Adresse montrée",
    "access": "Accès",
    "areas": "Territoire",
    "phones": "Téléphone",
    "email": "Courriel",
    "website": "Site",
    "hours": "Horaires",
    "hours_text": "Horaires en clair",
    "closures": "Fermetures",
    "languages": "Langues",
    "women": "Reçoit les femmes",
    "men": "Reçoit les hommes",
    "age_min": "Âge minimal",
    "age_max": "Âge maximal",
    "receives": "Public reçu",
    "audiences": "Publics",
    "modes": "Modes d’accueil",
    "features": "Équipements",
    "fee": "Coût",
    "cost": "Tarif",
    "transport": "Venir",
    "documents": "À apporter",
    "referral": "Orienter",
    "accessibility": "Accessibilité",
    "host": "Unité d’accueil",
    "verified_on": "Vérifié le",
}
"""Field of a record -> what a person calls it."""


def label_of(field: str) -> str:
    """Give what a person calls a field of a record."""
    return LABELS.get(field, field)


def in_words(session: Session, field: str, text: str) -> str:
    """Give a value of a record, as reports write it, in the words of people."""
    if not text:
        return ""
    if field in SCALES:
        scale = vocabulary().scales[SCALES[field]]
        return ", ".join(scale[slug].label if slug in scale else slug for slug in text.split(", "))
    return WORDS[field](session, text) if field in WORDS else text


def _category(_: Session, slug: str) -> str:
    category = vocabulary().categories.get(slug)
    return category.label_short if category else slug


def _commune(session: Session, code: str) -> str:
    commune = session.get(Commune, code)
    return commune.name if commune else code


def _areas(session: Session, text: str) -> str:
    """Give the names of territories that were written « commune 48095, department 48 »."""
    pairs = (each.partition(" ")[::2] for each in text.split(", "))
    return ", ".join(territory(session, kind, code).name or code for kind, code in pairs)


def _zone(session: Session, text: str) -> str:
    kind, _, code = text.partition(", ")
    zone = session.get(Zone, (kind, code))
    return zone.name if zone else text


def _hours(_: Session, hours: str) -> str:
    return week(readable(hours)) or hours


def _languages(_: Session, text: str) -> str:
    return ", ".join(map(language, text.split(", ")))


def _yes(_: Session, text: str) -> str:
    return {"True": "oui", "False": "non"}.get(text, text)


SCALES: Mapping[str, str] = {
    "address_policy": "address_policy",
    "access": "access",
    "audiences": "audience",
    "modes": "mode",
    "features": "feature",
    "fee": "fee",
}
"""Field -> the scale of the vocabulary that its slugs are of."""

WORDS: Mapping[str, Callable[[Session, str], str]] = {
    "category": _category,
    "commune": _commune,
    "areas": _areas,
    "zone": _zone,
    "hours": _hours,
    "languages": _languages,
    "women": _yes,
    "men": _yes,
}
"""Field -> how its value is told."""


def category_groups() -> list[tuple[str, list[Term]]]:
    """Give every category by group, for a list to choose from."""
    words = vocabulary()
    return [
        (
            group.label,
            [Term(each.slug, each.label) for each in words.categories.values() if each.group == slug],
        )
        for slug, group in words.category_groups.items()
    ]
