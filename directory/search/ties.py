"""How a service found relates to the place: whether it serves it, and in which words that is said."""

from directory.models import Service
from directory.places import Place
from directory.search.results import Tie
from directory.serving import territories

SENTENCES: dict[Tie, str] = {
    "competent": "compétent pour votre commune",
    "neighbour": "département voisin, accepte",
    "anywhere": "répond de partout",
    "other-sector": "autre secteur : à confirmer par téléphone",
    "unknown-sector": "secteur inconnu : à vérifier par téléphone",
    "excluded": "ne sert pas votre commune",
}


def tie_of(service: Service, place: Place) -> Tie:
    """Say how `service` relates to `place`, by what it says of its territory."""
    held = set(territories(place))
    areas = [(area.kind, area.code) for area in service.areas if not area.is_excluded]
    holes = {(area.kind, area.code) for area in service.areas if area.is_excluded}
    if holes & held:
        return "excluded"
    if not areas:
        return "unknown-sector"
    if not held.intersection(areas):
        return "other-sector"
    return _serving(service, place, areas)


def _serving(service: Service, place: Place, areas: list[tuple[str, str]]) -> Tie:
    if ("national", "") in areas and service.commune is None:
        return "anywhere"
    is_elsewhere = service.commune is not None and service.commune.department != place.department
    return "neighbour" if is_elsewhere else "competent"
