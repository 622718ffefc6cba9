"""What a listing says of itself, in the words of a card: where it is, whom it receives, what is reported."""

from collections.abc import Iterable, Mapping
from datetime import date

from directory.models import Commune, Service
from directory.typography import WIDE
from directory.wording import full_day
from directory.words import Category, Term

REPORTED: Mapping[str, str] = {
    "phone": "le numéro serait faux",
    "hours": "les horaires seraient faux",
    "place": "l’adresse serait fausse",
    "gone": "ce service n’existerait plus",
    "other": "il y aurait une erreur",
}


BY_PROFESSIONAL = "un professionnel"
"""How the author of a check begins who called for somebody: see `freshness/checking.py`."""


def reported(about: str, day: date) -> str:
    """Say what is reported wrong: « Signalé, non vérifié : le numéro serait faux (24 novembre 2026) ».

    It comes from anybody, and nobody has checked it: it is never told as a fact.
    """
    return f"Signalé, non vérifié{WIDE}: {REPORTED[about]} ({full_day(day)})"


def labels(scale: Mapping[str, Term], slugs: Iterable[str] | None) -> tuple[str, ...]:
    """Give the labels of `slugs`, in the order of the scale; nothing where nobody said anything."""
    said = set(slugs or ())
    return tuple(term.label for slug, term in scale.items() if slug in said)


def audiences(scale: Mapping[str, Term], service: Service) -> tuple[str, ...]:
    """Give whom it is for, save those whom `restrictions` names already: « Pour les victimes »."""
    return labels(scale, [slug for slug in service.audiences or () if slug != service.receives])


FEATURE_WORDS: Mapping[str, str] = {
    "wheelchair": "fauteuil",
    "sign-language": "langue des signes",
    "hearing-loop": "boucle magnétique",
    "visual": "malvoyant",
    "easy-read": "à lire",
}
"""By what one knows that the free text on accessibility speaks of a feature."""


def features(scale: Mapping[str, Term], service: Service) -> tuple[str, ...]:
    """Give the features that the free text on accessibility does not tell already, and more precisely."""
    text = (service.accessibility or "").lower()
    told = {slug for slug, words in FEATURE_WORDS.items() if words in text}
    return labels(scale, [slug for slug in service.features or () if slug not in told])


def place(service: Service) -> str:
    """Say where it stands, as far as its policy lets it be said."""
    if service.address_policy == "confidential":
        return f"Secteur : {service.zone.name}" if service.zone else ""
    if service.commune is None:
        return ""
    if service.address_policy != "public" or not service.street:
        return service.commune.name
    town = f"{_postcode(service, service.commune)} {service.commune.name}".strip()
    return f"{service.street}, {town}"


def _postcode(service: Service, commune: Commune) -> str:
    """Give the postcode that was said, or the only one of the commune: among several, nobody knows which."""
    known = [service.postcode] if service.postcode else commune.postcodes.split()
    return known[0] if len(known) == 1 else ""


PLACE_NOTES: Mapping[str, str] = {
    "confidential": "Lieu tenu confidentiel : il ne figure nulle part dans Relais.",
    "on-request": "Adresse donnée par téléphone, au choix de la structure.",
    "none": "Pas d’accueil sur place.",
    "public": "",
}


def place_note(service: Service, category: Category) -> str:
    """Say why no address is given, or nothing where one is."""
    if service.address_policy == "none" and category.access == "professional":
        return "Joint par téléphone, par les professionnels."
    return PLACE_NOTES[service.address_policy]


def restrictions(service: Service) -> tuple[str, ...]:
    """Say who is received, only where somebody said so."""
    said = {
        "Ne reçoit pas les hommes": service.accepts_men is False,
        "Ne reçoit pas les femmes": service.accepts_women is False,
        "Reçoit femmes et hommes": bool(service.accepts_men and service.accepts_women),
        "Pour les auteurs": service.receives == "perpetrators",
        "Pour les victimes": service.receives == "victims",
    }
    return (*(sentence for sentence, is_said in said.items() if is_said), *_ages(service))


def _ages(service: Service) -> tuple[str, ...]:
    low, high = service.age_min, service.age_max
    if low is not None and high is not None:
        return (f"De {low} à {high} ans",)
    if low is not None:
        return (f"À partir de {low} ans",)
    return (f"Jusqu’à {high} ans",) if high is not None else ()
