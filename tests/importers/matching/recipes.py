"""How another source would write a row, or one beside it: what makes a pair where two files do not meet."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from directory.folding import plain
from importers.records import PhoneRecord
from importers.statements import Statement

SHORT = {
    r"Centre de protection maternelle et infantile \(PMI\)": "PMI",
    r"Mission locale pour l'insertion professionnelle et sociale des jeunes \(16-25 ans\)": "Mission locale",
    r"Maison de services au public": "France services",
    r"Point d'information local dédié aux personnes âgées": "CLIC",
    r"Brigade de gendarmerie": "Gendarmerie",
    r"Maison départementale des personnes handicapées \(MDPH\)": "MDPH",
    r"Agence départementale d'information sur le logement \(Adil\)": "ADIL",
    r"Centre d'information sur les droits des femmes et des familles \(CIDFF\)": "CIDFF",
    r"Centre Communal d'Action Sociale de la ville": "CCAS",
    r"Centre Départemental d'Action Sociale": "CDAS",
    r"Maison de justice et du droit": "MJD",
    r"^Mairie - ": "Hôtel de ville de ",
    r"^CENTRE HOSPITALIER": "CH",
    r"^CH ": "CENTRE HOSPITALIER ",
    r"^POLYCL": "POLYCLINIQUE",
    r"^CL ": "CLINIQUE ",
}
ABBREVIATED = {"avenue": "AV", "boulevard": "BD", "place": "PL", "route": "RTE", "rue": "R", "chemin": "CHE"}
WRITTEN = {"AV": "avenue", "BD": "boulevard", "PL": "place", "RTE": "route", "R": "rue", "CHE": "chemin"}
Recipe = Callable[[Statement], Statement]


def _changed(statement: Statement, **fields: object) -> Statement:
    return replace(statement, record=replace(statement.record, **fields))


def shouted(given: Statement) -> Statement:
    """Write it in capitals with short words, as FINESS does, and without what FINESS does not say."""
    street = " ".join(ABBREVIATED.get(word.lower(), word) for word in given.record.street.split())
    named = _changed(given, name=plain(given.record.name).upper(), street=plain(street).upper())
    return _changed(named, email="", website="", category="")


def spoken(given: Statement) -> Statement:
    """Write it as people say it: « PMI Bellevue », kinds of ways in full, no capitals."""
    name = given.record.name
    for long, short in SHORT.items():
        name = re.sub(long, short, name)
    street = " ".join(WRITTEN.get(word, word) for word in given.record.street.split())
    return _changed(given, name=name, street=street.title() if street.isupper() else street)


def unclassed(given: Statement) -> Statement:
    """Leave its category out."""
    return _changed(given, category="")


def placeless(given: Statement) -> Statement:
    """Leave its street out."""
    return _changed(given, street="", point=None)


def silent(given: Statement) -> Statement:
    """Leave its numbers and addresses out."""
    return _changed(given, phones=(), email="", website="")


def rung(given: Statement) -> Statement:
    """Give it another number, in the range kept for fiction."""
    return _changed(given, phones=(PhoneRecord("01 99 00 12 34"),), email="", website="")


def numberless(given: Statement) -> Statement:
    """Leave out the number in its street."""
    return _changed(given, street=re.sub(r"^\d+[A-Za-z]? ?(?:bis|ter)?,? ", "", given.record.street))


def renumbered(given: Statement) -> Statement:
    """Give another number of its street: the other door."""
    return _changed(
        given, street=re.sub(r"\d+", lambda found: str(int(found[0]) + 2), given.record.street, count=1)
    )


def mistyped(given: Statement) -> Statement:
    """Swap two letters in the longest word of its name."""
    word = max(given.record.name.split(), key=len)
    slipped = f"{word[:3]}{word[4]}{word[3]}{word[5:]}" if len(word) > 6 else word
    return _changed(given, name=given.record.name.replace(word, slipped))


def moved(given: Statement) -> Statement:
    """Give it another street of its commune."""
    return _changed(given, street="18 rue des Églantiers", point=None)


def annexed(given: Statement) -> Statement:
    """Make it the annexe: another street, the same switchboard."""
    return moved(_changed(given, name=f"{given.record.name} annexe"))


def elsewhere(given: Statement) -> Statement:
    """Make it the permanence that the same people hold in another commune, Mende or Auch."""
    commune = "48095" if given.record.commune != "48095" else "32013"
    return moved(_changed(given, commune=commune, postcode="48000" if commune == "48095" else "32000"))


def welfare(given: Statement) -> Statement:
    """Make a town hall its CCAS, in the same building with the same number."""
    town = given.record.name.removeprefix("Mairie - ")
    return _changed(given, name=f"CCAS de {town}", category="ccas-cias")


def counter(given: Statement) -> Statement:
    """Make it the France services counter that it hosts, with its number."""
    town = given.record.name.rpartition(" - ")[2]
    return _changed(given, name=f"France services {town}", category="france-services")


def doorway(given: Statement) -> Statement:
    """Make a hospital its PASS."""
    return _changed(given, name=f"PASS - {given.record.name}", category="pass")


def ward(given: Statement) -> Statement:
    """Make a hospital its forensic unit, unclassed."""
    return _changed(given, name=f"UMJ {given.record.name}", category="")


def quarter(given: Statement) -> Statement:
    """Make it the one of another neighbourhood, with the number of the département."""
    return moved(
        _changed(
            given, name=f"{given.record.name.rpartition(' - ')[0] or given.record.name} - Les Églantiers"
        )
    )


RECIPES: Mapping[str, Recipe] = {
    recipe.__name__: recipe
    for recipe in (
        *(shouted, spoken, unclassed, placeless, silent, rung, numberless, renumbered, mistyped, moved),
        *(annexed, elsewhere, welfare, counter, doorway, ward, quarter),
    )
}
