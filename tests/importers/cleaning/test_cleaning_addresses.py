"""Streets and names that were shouted, written as French people write them; addresses taken apart."""

import csv
import gzip
from pathlib import Path

import pytest

from directory.folding import fold
from importers.cleaning.addresses import Address, finess_type, readable, split, street
from importers.ground import Ground


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("900", "RTE", "DE PARIS"), "900 route de Paris"),
        (("4", "R", "AUGUST NYMAN"), "4 rue August Nyman"),
        (("40", "CHE", "CHEMIN SAFER MORANGE"), "40 chemin Safer Morange"),
        (("0", "ALL", "DES TOPAZES", "", "CS 11021"), "Allée des Topazes CS 11021"),
        ((None, "ZAC", "CHAMPIGNY"), "ZAC Champigny"),
        (("18", "R", "DU MARECHAL LECLERC"), "18 rue du Maréchal Leclerc"),
        (("3B", "R", "DU DOCTEUR ROUX"), "3B rue du Docteur Roux"),
        (("2 BIS RUE DE LA SYMPHORINE",), "2 bis rue de la Symphorine"),
        (("3 A RUE ROSWAG",), "3 A rue Roswag"),
        (("2-4-6 RUE SAINTE AGNES",), "2-4-6 rue Sainte-Agnes"),
        (("1 RTE DE VEYZIAT",), "1 route de Veyziat"),
        (("12 R DE L HOPITAL",), "12 rue de l'Hôpital"),
        (("12 R DE L'EGLISE BATIMENT D ENTREE 2",), "12 rue de l'Église bâtiment D entrée 2"),
        (("51 R LE CORBUSIER",), "51 rue Le Corbusier"),
        (("7 AV DU 8 MAI 1945",), "7 avenue du 8 Mai 1945"),
        (("5 R LOUIS XIV",), "5 rue Louis XIV"),
        (("2 R DU 1ER MAI",), "2 rue du 1er Mai"),
        (("24 AVENUE F. MITTERAND",), "24 avenue F. Mitterand"),
        (("33 RUE DE LA VENDEE",), "33 rue de la Vendee"),
        (("14 bis rue du Docteur Menguy",), "14 bis rue du Docteur Menguy"),
        (("3", "rue", "du Général-Roux"), "3 rue du Général-Roux"),
        ((), ""),
    ],
)
def test_a_street_is_written_as_people_do(parts: tuple[object, ...], written: str):
    assert street(*parts) == written


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("CENTRE HOSPITALIER DE BOURG-EN-BRESSE FLEYRIAT", "Centre hospitalier de Bourg-en-Bresse Fleyriat"),
        ("MISSION LOCALE", "Mission locale"),
        (
            "SERVICE PENITENTIAIRE D'INSERTION ET DE PROBATION",
            "Service pénitentiaire d'insertion et de probation",
        ),
        ("C.H. LOUIS CONSTANT FLEMING", "C.H. Louis Constant Fleming"),
        ("CHU SITE FELIX GUYON", "CHU site Félix Guyon"),
        ("HOPITAL PRIVE D ATHIS MONS", "Hôpital privé d'Athis Mons"),
        ("HOPITAL LES CHARMES", "Hôpital Les Charmes"),
        ("ACCUEIL DE LA NUIT", "Accueil de la nuit"),
        ("POLYCLINIQUE SAINT CÔME", "Polyclinique Saint-Côme"),
        ("CLINIQUE NOTRE DAME", "Clinique Notre-Dame"),
        ("CENTRE MEDICO-PSYCHO-PEDAGOGIQUE", "Centre médico-psycho-pédagogique"),
        ("STE BRESTOISE", "Ste Brestoise"),
        ("CMPP CCAS CSAPA", "CMPP CCAS CSAPA"),
        ("MAISON JEAN XXIII", "Maison Jean XXIII"),
        ("HOPITAL ESTAING - CHU63", "Hôpital Estaing - CHU63"),
        ("AIDE A LA PERSONNE", "Aide à la personne"),
        ("UAD (ST PAUL)", "UAD (Saint-Paul)"),
        ("Centre social Les ROSES", "Centre social Les ROSES"),
        ("CMPP", "CMPP"),
        ("", ""),
    ],
)
def test_a_name_is_written_as_people_do(shouted: str, written: str):
    assert readable(shouted) == written
    assert readable(written) == written


@pytest.mark.parametrize(
    ("shouted", "name", "written"),
    [
        ("PMI SAINT BARTHELEMY", "Saint-Barthélemy", "PMI Saint-Barthélemy"),
        ("PMI ST BARTHELEMY", "Saint-Barthélemy", "PMI Saint-Barthélemy"),
        ("CENTRE HOSPITALIER DE BOURG EN BRESSE", "Bourg-en-Bresse", "Centre hospitalier de Bourg-en-Bresse"),
        ("UNITE D AUTODIALYSE D'EPERNAY", "Épernay", "Unité d'autodialyse d'Épernay"),
        ("CCAS LE HAVRE - SUD", "Le Havre", "CCAS Le Havre - Sud"),
        ("MAISON DU LAC", "Y", "Maison du Lac"),
        ("CLINIQUE SAINT (DENIS)", "Saint-Denis", "Clinique Saint (Denis)"),
    ],
)
def test_the_name_of_the_commune_is_written_as_the_gazetteer_does(shouted: str, name: str, written: str):
    assert readable(shouted, [name]) == written


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Adresse : Rue de l'Aumance, 3430, Cosne-d'Allier", ("Rue de l'Aumance", "03430", "Cosne-d'Allier")),
        (
            "Adresse : 61 rue Pierre-Cazaneuve, 31200,Toulouse",
            ("61 rue Pierre-Cazaneuve", "31200", "Toulouse"),
        ),
        (
            "Pôle Astier Froment - BP 606, 7006, Privas Cedex",
            ("Pôle Astier Froment - BP 606", "07006", "Privas Cedex"),
        ),
        ("1 RTE DE VEYZIAT 01108 OYONNAX CEDEX", ("1 route de Veyziat", "01108", "OYONNAX CEDEX")),
        ("76 RUE DE REUILLY, 75012 PARIS", ("76 rue de Reuilly", "75012", "PARIS")),
        ("3 rue Duras\n75008 Paris, France", ("3 rue Duras", "75008", "Paris")),
        (
            "8 BD X CS 40027 67081 STRASBOURG CEDEX 9",
            ("8 boulevard X CS 40027", "67081", "STRASBOURG CEDEX 9"),
        ),
        ("33710 BOURG SUR GIRONDE", ("", "33710", "BOURG SUR GIRONDE")),
        (
            "2 bis square des volontaires  39-45 34500 Béziers",
            ("2 bis square des volontaires 39-45", "34500", "Béziers"),
        ),
        ("Quartier Foch BP 62503 SAINT-OMER", ("Quartier Foch BP 62503 SAINT-OMER", "", "")),
        ("12 rue sans code", ("12 rue sans code", "", "")),
        ("", ("", "", "")),
    ],
)
def test_an_address_is_taken_apart(text: str, parts: tuple[str, str, str]):
    assert split(text) == Address(*parts)


def test_a_long_line_without_end_is_taken_apart_at_once():
    assert split("a, " * 5_000).postcode == ""
    assert split("1 2 3 " * 5_000).postcode == ""


def test_finess_shortens_types_and_they_are_written_in_full():
    assert [finess_type(each) for each in ("R", "AV", "che", "RPT", "ZI", "Digue", "")] == [
        "rue",
        "avenue",
        "chemin",
        "rond-point",
        "ZI",
        "digue",
        "",
    ]


def test_no_letter_of_a_hospital_is_lost_or_invented(ground: Ground, shared: Path):
    with gzip.open(
        shared / "data/finess/sae_ID_2023_hopitaux_latin1.csv.gz", "rt", encoding="latin-1"
    ) as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for row in rows:
        town = ground.town(row["COMINSEE"])
        written = readable(row["rs"], [town.name] if town else [])
        assert fold(written) == fold(row["rs"])
