"""What matching says of pairs written for it: one reason each."""

from pathlib import Path

import pytest

from directory.folding import fold
from directory.yaml_files import YamlList, YamlMap, read_yaml
from importers.matching.known import Known
from importers.matching.subject import Subject, subject_of
from importers.records import PhoneRecord, Record
from importers.statements import Statement

COMMUNES = {
    "32013": "Auch Gers",
    "32107": "Condom Gers",
    "32256": "Mirande Gers",
    "42218": "Saint-Étienne Loire",
    "48064": "Fournels Lozère",
    "48095": "Mende Lozère",
    "48127": "Monts-de-Randon Lozère",
    "75056": "Paris Paris",
    "93066": "Saint-Denis Seine-Saint-Denis",
    "97411": "Saint-Denis La Réunion",
}
USUAL = {
    "commune": "32013",
    "street": "5 rue de Metz",
    "postcode": "32000",
    "phone": "01 99 00 32 32",
    "email": "accueil@exemple.fr",
    "d": "32",
}
FILE = Path(__file__).with_name("invented.yaml")


def pairs() -> list[YamlMap]:
    """Read the pairs."""
    written = read_yaml(FILE)
    assert isinstance(written, YamlList)
    return [pair for pair in written if isinstance(pair, YamlMap)]


def said(told: dict[str, object], key: str) -> str:
    """Give a text, "" where nothing is said."""
    return "" if told.get(key) is None else str(told[key])


def subject(told: dict[str, object], source: str) -> Subject:
    """Give the subject of what a pair says."""
    point = tuple(map(float, said(told, "point").split()))
    record = Record(
        key=said(told, "key") or source,
        organization="",
        category=said(told, "category"),
        name=said(told, "name"),
        commune=said(told, "commune"),
        street=said(told, "street"),
        postcode=said(told, "postcode"),
        phones=(PhoneRecord(said(told, "phone")),) if said(told, "phone") else (),
        email=said(told, "email"),
        point=(point[0], point[1]) if point else None,
    )
    hidden = told.get("hidden") is True
    statement = Statement(
        record, siret=said(told, "siret"), finess=said(told, "finess"), is_perhaps_hidden=hidden
    )
    return subject_of(statement, source, said(told, "d"))


def answered(pair: YamlMap) -> str:
    """Give what matching says of a pair."""
    assert isinstance(pair["theirs"], YamlMap)
    assert isinstance(pair["ours"], YamlMap)
    theirs: dict[str, object] = {**USUAL, **pair["theirs"]}
    ours: dict[str, object] = {**theirs, "hidden": False, **pair["ours"]}
    known = Known({code: fold(name) for code, name in COMMUNES.items()})
    known.add(7, subject(theirs, "theirs"))
    return known.match(subject(ours, "ours")).answer


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: str(pair["why"]))
def test_a_pair_is_answered_as_somebody_who_knows_the_field_would(pair: YamlMap) -> None:
    assert answered(pair) in (pair["answer"], pair.get("or"))


def test_no_invented_pair_of_two_places_becomes_one_listing() -> None:
    apart = [pair for pair in pairs() if pair["answer"] != "same" and pair.get("or") != "same"]
    assert len(apart) > 30
    assert [pair["why"] for pair in apart if answered(pair) == "same"] == []


def test_there_are_enough_invented_pairs_of_each_answer() -> None:
    answers = [pair["answer"] for pair in pairs()]
    assert len(answers) >= 60
    assert min(answers.count(each) for each in ("same", "different", "undecided")) >= 10
