"""FINESS+, the JSON that replaces the CSV of FINESS, into rows with the columns of the latter."""

from collections.abc import Iterator, Mapping
from typing import Any

from importers.reading.documents import read_document
from importers.statements import Given, Row


def read_plus(given: Given) -> Iterator[Row]:
    """Read FINESS+: the establishments (« ege ») of each legal entity, those that are open."""
    rank = 0
    for entity in read_document(given, "pmej"):
        about = _lowered(_lowered(entity.cells).get("informationsgeneralespmej"))
        manager = about.get("denominationlonguepmsmsse") or about.get("denominationpm") or ""
        for each in _listed(entity.cells.get("ege")):
            establishment = _lowered(each)
            rank += 1
            about = _lowered(establishment.get("informationsgeneralesege"))
            if establishment.get("etatobjet") == "A" and not about.get("datefermeture"):
                yield Row(rank, {**_of_plus(establishment, about), "gestionnaire": manager})


def _of_plus(establishment: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    """Give an establishment of FINESS+ under the names of the raw file; usage 03 is where it works."""
    addresses = sorted(_listed(establishment.get("adresse")), key=lambda it: it.get("usageAdresse") != "03")
    address = _lowered(addresses[0] if addresses else None)
    point = _lowered(address.get("coordonneesgeographique"))
    telecoms = [_lowered(contact.get("telecom")) for contact in _listed(establishment.get("contact"))]
    return {
        "nofinesset": about.get("numfinessege"),
        "rs": about.get("nomegecourt"),
        "rslongue": about.get("nomegelong"),
        "siret": about.get("siret") or establishment.get("siret"),
        "categetab": establishment.get("categorieentitegeographiqueexercice"),
        "numvoie": address.get("numerovoie"),
        "typvoie": address.get("typevoie"),
        "voie": address.get("libellevoie"),
        "lieuditbp": address.get("lieudit"),
        "lignequatre": address.get("lignequatre"),
        "cog": address.get("cogcommune"),
        "codepostal": address.get("codepostal"),
        "ligneacheminement": address.get("ligneacheminement"),
        "coordx": point.get("directionlongitude"),
        "coordy": point.get("directionlatitude"),
        "telephone": " / ".join(filter(None, (telecom.get("telephone") for telecom in telecoms))),
        "courriel": next(filter(None, (telecom.get("courriel") for telecom in telecoms)), ""),
        "datemaj": establishment.get("datedernieremaj"),
    }


def _lowered(value: object) -> dict[str, Any]:
    """Give an object with its keys in small letters: their capitals differ from one edition to the next."""
    return {key.lower(): each for key, each in value.items()} if isinstance(value, dict) else {}


def _listed(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
