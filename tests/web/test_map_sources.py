"""Where a map comes from: packages, Relais itself, and a background where an operator asked for one."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.every_page import HtmlPage, id_of
from web.config import StartError, read_config
from web.leaflet import EDITION, FILES
from web.security import POLICY
from wsgi import create_app

TILES = "https://tuiles.example.org:8443/fond/{z}/{x}/{y}.png"
KEY = "a key that is long enough to be one"


def test_leaflet_comes_from_its_package_and_may_be_kept_for_a_year(client: FlaskClient):
    for name, path in FILES.items():
        response = client.get(f"/static/leaflet/{EDITION}/{name}")
        assert response.status_code == 200
        assert "max-age=31536000" in response.headers["Cache-Control"]
        assert response.data[:2_000] == path.read_bytes()[:2_000]


def test_no_file_but_those_of_the_list_is_served(client: FlaskClient):
    for name in ("leaflet-src.js", "leaflet.js.map", "..%2f__init__.py", "images/layers.png", ""):
        assert client.get(f"/static/leaflet/{EDITION}/{name}").status_code == 404, name


def test_a_script_names_no_file_that_is_not_served(client: FlaskClient):
    for name in FILES:
        assert b"sourceMappingURL" not in client.get(f"/static/leaflet/{EDITION}/{name}").data


def test_a_map_costs_one_small_script_until_it_is_asked_for(app: Flask, client: FlaskClient):
    page = HtmlPage(client.get(f"/services/{id_of(app, 'pmi')}").text)
    scripts = [attributes["src"] for attributes in page.found("script")]
    assert scripts == ["/static/relais.js", "/static/map.js"]
    assert not [each for each in page.found("link") if "leaflet" in each["href"] or "map" in each["href"]]
    assert len(client.get("/static/map.js", buffered=True).data) < 5_000


def test_without_a_setting_nothing_but_relais_gives_images(client: FlaskClient):
    response = client.get("/composants")
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "data-tiles" not in response.text


def test_an_operator_may_name_one_background_and_the_page_says_who_sees_what(tmp_path: Path):
    app = create_app({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_TILE_URL": TILES})
    response = app.test_client().get("/composants")
    policy = response.headers["Content-Security-Policy"]
    assert policy == POLICY.replace("img-src 'self'", "img-src 'self' https://tuiles.example.org:8443")
    assert f'data-tiles="{TILES}"' in response.text
    assert "tuiles.example.org:8443, qui voit l’adresse de cet ordinateur" in response.text


def test_a_background_is_credited_to_whom_the_operator_says_or_to_its_server(tmp_path: Path):
    given = {"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_SECRET_KEY": KEY, "RELAIS_TILE_URL": TILES}
    by_server = read_config(given).tiles
    by_name = read_config({**given, "RELAIS_TILE_CREDIT": "© Des cartographes"}).tiles
    assert by_server is not None
    assert by_server.credit == "tuiles.example.org:8443"
    assert by_name is not None
    assert by_name.credit == "© Des cartographes"


@pytest.mark.parametrize(
    "url",
    [
        "http://tuiles.example.org/{z}/{x}/{y}.png",
        "https://tuiles.example.org/{z}/{x}.png",
        "https://tuiles.example.org; script-src *; /{z}/{x}/{y}",
        "https://a b/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://moi@tuiles.example.org/{z}/{x}/{y}.png",
        "https://tuiles.example.org/{z}/{x}/{y}.png\r\nX-Other: 1",
        "javascript:alert(1)//{z}/{x}/{y}",
        "tuiles",
    ],
)
def test_what_is_not_the_address_of_a_background_stops_the_start(tmp_path: Path, url: str):
    with pytest.raises(StartError, match="n’est pas l’adresse d’un fond de carte"):
        read_config({"RELAIS_DATA_DIR": str(tmp_path), "RELAIS_SECRET_KEY": KEY, "RELAIS_TILE_URL": url})
