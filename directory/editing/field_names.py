"""How each field of a listing is called, in French: in its form, and wherever a change is told."""

from collections.abc import Iterable, Mapping

LABELS: Mapping[str, str] = {
    "name": "Nom du service",
    "alternate_names": "Autres noms et sigles",
    "neutral_name": "Nom neutre",
    "category": "Catégorie",
    "description": "Ce qu’on y fait",
    "access": "Comment on accède au service",
    "referral": "Pour orienter",
    "address_policy": "Qui voit l’adresse",
    "commune_code": "Commune",
    "street": "Numéro et rue",
    "postcode": "Code postal",
    "latitude": "Point sur la carte (latitude)",
    "longitude": "Point sur la carte (longitude)",
    "transport": "Comment venir",
    "host_id": "Lieu d’accueil",
    "zone_kind": "Étendue de la zone",
    "zone_code": "Zone",
    "areas": "Territoire servi",
    "phones": "Téléphones",
    "email": "Courriel",
    "website": "Site internet",
    "hours": "Jours et heures d’ouverture",
    "hours_text": "Précisions sur les horaires",
    "closures": "Fermetures",
    "receives": "Public reçu",
    "accepts_women": "Reçoit les femmes",
    "accepts_men": "Reçoit les hommes",
    "age_min": "À partir de quel âge",
    "age_max": "Jusqu’à quel âge",
    "audiences": "À qui ce service s’adresse",
    "languages": "Langues parlées",
    "modes": "Comment on y est reçu",
    "features": "Équipements",
    "fee": "Tarif",
    "cost": "Précision sur le tarif",
    "documents": "Documents à apporter",
    "accessibility": "Accessibilité, en clair",
}


def named(names: Iterable[str]) -> str:
    """Give fields in words: « téléphones, site internet »."""
    return ", ".join(LABELS[name][0].lower() + LABELS[name][1:] for name in names)
