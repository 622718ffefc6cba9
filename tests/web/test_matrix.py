"""Z-01: every route, asked for by each kind of person, answers what `access_matrix.yaml` says."""

from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.models import Organization, Service
from tests.accounts.signing import signed_in_client
from tests.web.every_page import some_values
from web.access import ACCESS

MATRIX = yaml.safe_load((Path(__file__).parent / "access_matrix.yaml").read_text("utf-8"))
PEOPLE = (
    "anonymous",
    "officer",
    "social-worker",
    "partner-a",
    "partner-b",
    "desk-here",
    "desk-elsewhere",
    "administrator",
)

ENDING = ("POST account.close_sessions", "POST account.sign_out")
"""What ends the session that asks: each is asked for by people of its own."""


@pytest.fixture(scope="module")
def place(app: Flask) -> dict[str, int]:
    """A listing in Lozère (`service`), its organisation (`a`), and another one (`b`)."""
    with app.extensions["readers"]() as session:
        own = select(Service).where(Service.commune_code.startswith("48")).order_by(Service.id)
        service = session.scalars(own).first()
        other = select(Organization.id).where(Organization.id != service.organization_id)
        return {"service": service.id, "a": service.organization_id, "b": session.scalars(other).first()}


@pytest.fixture
def people(own_app: Flask, place: dict[str, int]) -> dict[str, FlaskClient]:
    """One of each, signed in; their second factor is given."""
    here, elsewhere = ("department", "48"), ("department", "67")
    return {
        "anonymous": own_app.test_client(),
        "officer": signed_in_client(own_app, "officer", territory=here),
        "social-worker": signed_in_client(own_app, "social-worker", territory=here),
        "partner-a": signed_in_client(own_app, "partner", organization_id=place["a"]),
        "partner-b": signed_in_client(own_app, "partner", organization_id=place["b"]),
        "desk-here": signed_in_client(own_app, "desk", territory=here),
        "desk-elsewhere": signed_in_client(own_app, "desk", territory=elsewhere),
        "administrator": signed_in_client(own_app, "administrator"),
    }


def routes(app: Flask) -> set[str]:
    """Name every route: its method and its endpoint."""
    return {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
    }


def asked(app: Flask, route: str, place: dict[str, int], client: FlaskClient) -> int:
    """Ask for a route, about the listing of Lozère where it is about one; give the status."""
    method, endpoint = route.split()
    adapter = app.url_map.bind("")
    rule = next(each for each in app.url_map.iter_rules(endpoint) if method in each.methods)
    own = {"service_id": place["service"], "organization_id": place["a"]}
    values = some_values(rule) | {name: own[name] for name in rule.arguments & own.keys()}
    path = adapter.build(endpoint, values, method=method)
    if method == "GET":
        answer = client.get(path, buffered=True)
    elif ACCESS[endpoint] == "public":
        answer = FlaskClient.post(client, path)  # It carries no proof: it is not somebody's.
    else:
        answer = client.post(path)
    return answer.status_code


def expected(said: object) -> dict[str, list[int]]:
    """Read a line: one status for all, or by person, with `others` for those that it does not name."""
    line = said if isinstance(said, dict) else {"others": said}
    unknown = line.keys() - {*PEOPLE, "others"}
    assert not unknown, f"{unknown} is nobody"
    found = {person: line.get(person, line.get("others")) for person in PEOPLE}
    return {person: one if isinstance(one, list) else [one] for person, one in found.items()}


def test_z_01_every_route_is_in_the_matrix_and_every_line_has_its_route(app: Flask):
    assert routes(app) == MATRIX.keys()


@pytest.mark.parametrize("routes", [MATRIX.keys() - set(ENDING), *([each] for each in ENDING)])
def test_z_01_every_route_answers_everybody_as_the_matrix_says(
    own_app: Flask, people: dict[str, FlaskClient], place: dict[str, int], routes: set[str]
):
    wrong = []
    for route in sorted(routes):
        for person, statuses in expected(MATRIX[route]).items():
            found = asked(own_app, route, place, people[person])
            if found not in statuses:
                wrong.append(f"{route} {person}: {found}, not {statuses}")
    assert not wrong, "\n".join(wrong)
