"""How each field of a listing is called, in French, wherever a change is told."""

from collections.abc import Iterable, Mapping

LABELS: Mapping[str, str] = {
    "name": "Nom",
    "alternate_names": "Autres noms et sigles",
    "neutral_name": "Nom neutre",
    "category": "Catégorie",
    "description": "Description",
    "access": "Qui peut demander",
    "referral": "Comment orienter",
    "address_policy": "Ce qui se dit de l’adresse",
    "commune_code": "Commune",
    "street": "Rue",
    "postcode": "Code postal",
    "latitude": "Point sur la carte (latitude)",
    "longitude": "Point sur la carte (longitude)",
    "transport": "Comment venir",
    "host_id": "Lieu d’accueil",
    "zone_kind": "Étendue de la zone",
    "zone_code": "Zone",
    "areas": "Territoire servi",
    "phones": "Téléphones",
    "email": "Adresse électronique",
    "website": "Site internet",
    "hours": "Horaires",
    "hours_text": "Précision sur les horaires",
    "closures": "Fermetures",
    "receives": "Public reçu",
    "accepts_women": "Reçoit les femmes",
    "accepts_men": "Reçoit les hommes",
    "age_min": "Âge minimal",
    "age_max": "Âge maximal",
    "audiences": "Publics",
    "languages": "Langues parlées",
    "modes": "Comment on est reçu",
    "features": "Accueil adapté",
    "fee": "Tarif",
    "cost": "Précision sur le tarif",
    "documents": "Documents à apporter",
    "accessibility": "Accessibilité du lieu",
}


def named(names: Iterable[str]) -> str:
    """Give fields in words: « téléphones, site internet »."""
    return ", ".join(LABELS[name][0].lower() + LABELS[name][1:] for name in names)
