"""Whatever the cells of a row hold, a source says something or refuses the row: it never breaks the run."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.ground import Ground
from importers.sources import competence, dila, points_justice, town_halls, units
from importers.sources.dila_files import unfolded
from importers.statements import RefusalError, Row, SourceModule

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)
)
TEXTS = st.text(max_size=30) | st.from_regex(r"\[+[\]0-9a-z\":,]*", fullmatch=True)

DILA: dict[str, Any] = {
    "id": "11111111-aaaa-4aaa-8aaa-000000000001",
    "nom": "Mission locale de l'Essai",
    "sigle": "",
    "siret": "",
    "code_insee_commune": "48095",
    "pivot": [{"type_service_local": "mission_locale", "code_insee_commune": ["48095"]}],
    "adresse": [{"numero_voie": "1 rue de l'Essai", "code_postal": "48000", "longitude": "3.5"}],
    "telephone": [{"valeur": "04 65 71 00 01"}],
    "site_internet": [{"valeur": "https://www.example.org"}],
    "plage_ouverture": [{"nom_jour_debut": "Lundi", "valeur_heure_debut_1": "09:00:00"}],
    "adresse_courriel": ["contact@example.org"],
    "commentaire_plage_ouverture": "",
    "information_complementaire": "",
    "date_modification": "01/01/2026",
}
POINT: dict[str, Any] = {
    "TYPE": "TGI",
    "NUM": 1,
    "CODE_INSEE": "48095",
    "CODE_POSTAL": 48000,
    "longitude": 3.5,
    "latitude": 44.5,
}
UNIT: dict[str, Any] = {
    "identifiant_public_unite": "9999001",
    "service": "Gendarmerie - Brigade de Mende",
    "adresse_geographique": "1 rue de l'Essai 48000 MENDE",
    "telephone": "04 65 71 00 01",
    "departement": "48",
    "code_commune_insee": "48095",
    "geocodage_x": "3.5",
    "geocodage_y_GPS": "44.5",
    "horaires_accueil": "Lundi : 8h00-12h00",
    "lundi_plage1_debut": "08:00",
    "url": "",
}
TOWN_HALL: dict[str, Any] = {
    "code_insee": "48095",
    "adresse": "1 place de l'Essai\n48000 Mende",
    "horaires_json": "[]",
    "lat": "44.5",
    "lon": "3.5",
    "liaison": "0",
    "radius": "4",
    "telephone": "",
}
COMPETENCE: dict[str, Any] = {
    "institution": "GN",
    "id_service": "9999001",
    "service": "Gendarmerie - Brigade de Mende",
}


def states_or_refuses(module: SourceModule, cells: Mapping[str, Any], ground: Ground) -> None:
    try:
        assert module.state(Row(1, cells), ground).record.key
    except RefusalError as refusal:
        assert refusal.reason


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(DILA)), value=ANYTHING | TEXTS)
def test_any_document_of_dila(ground: Ground, field: str, value: Any):
    states_or_refuses(dila, unfolded({**DILA, field: value}), ground)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(POINT)), value=ANYTHING | TEXTS)
def test_any_point_of_law(ground: Ground, field: str, value: Any):
    states_or_refuses(points_justice, {**POINT, field: value}, ground)


@pytest.mark.parametrize(("module", "cells"), [(units, UNIT), (town_halls, TOWN_HALL)])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=TEXTS)
def test_any_cell_of_a_table(
    module: SourceModule, cells: Mapping[str, Any], ground: Ground, data: st.DataObject, value: str
):
    field = data.draw(st.sampled_from(sorted(cells)))
    states_or_refuses(module, {**cells, field: value}, ground)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(COMPETENCE)), value=TEXTS, code=TEXTS)
def test_any_unit_and_any_commune(ground: Ground, field: str, value: str, code: str):
    states_or_refuses(competence, {**COMPETENCE, field: value, "communes": [code, "48095"]}, ground)
