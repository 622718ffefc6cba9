"""Geocoding: only on the operator's own network, and only what is sure."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from directory.geocoding import Geocoder, GeocoderError, own_geocoder

HOUSES = {
    "12 rue du Soubeyran": (44.5181, 3.4998, 0.91, "48095"),
    "rue qui ressemble": (43.6, 1.44, 0.52, "48095"),
    "12 rue d’ailleurs": (43.6, 1.44, 0.95, "31555"),
}


STRANGE = "une adresse sans point"


class Ban(BaseHTTPRequestHandler):
    """A small server that answers as the Base Adresse Nationale does."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)["q"][0]
        features = [{"type": "Feature"}] if asked == STRANGE else []
        if asked in HOUSES:
            latitude, longitude, score, commune = HOUSES[asked]
            said = {"label": asked, "score": score, "citycode": commune}
            point = {"type": "Point", "coordinates": [longitude, latitude]}
            features = [{"type": "Feature", "geometry": point, "properties": said}]
        answer = json.dumps({"type": "FeatureCollection", "features": features}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""


@pytest.fixture
def geocoder() -> Iterator[Geocoder]:
    with HTTPServer(("127.0.0.1", 0), Ban) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        own = own_geocoder(f"http://127.0.0.1:{server.server_port}")
        assert own is not None
        yield own
        server.shutdown()
        thread.join()


def test_an_address_that_the_geocoder_is_sure_of_is_a_point(geocoder: Geocoder) -> None:
    assert geocoder.point("12 rue du Soubeyran", "48095") == (44.5181, 3.4998)


@pytest.mark.parametrize("typed", ["rue qui ressemble", "12 rue d’ailleurs", "nulle part"])
def test_what_is_doubtful_elsewhere_or_unknown_is_no_point(geocoder: Geocoder, typed: str) -> None:
    assert geocoder.point(typed, "48095") is None


def test_a_proxy_of_the_machine_is_not_told_the_address(
    geocoder: Geocoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert geocoder.point("12 rue du Soubeyran", "48095") == (44.5181, 3.4998)


def test_an_answer_of_another_shape_is_no_point(geocoder: Geocoder) -> None:
    assert geocoder.point(STRANGE, "48095") is None


def test_a_geocoder_that_does_not_answer_stops_nobody() -> None:
    silent = own_geocoder("http://127.0.0.1:9")
    assert silent is not None
    assert silent.point("12 rue du Soubeyran", "48095") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://api-adresse.data.gouv.fr",
        "http://8.8.8.8",
        "ftp://localhost",
        "localhost:7878",
        "http://",
        "http://[",
        "http://evillocalhost",
    ],
)
def test_an_address_is_never_sent_outside_the_operators_network(url: str) -> None:
    with pytest.raises(GeocoderError, match="votre propre réseau"):
        own_geocoder(url)


@pytest.mark.parametrize("url", ["http://localhost:7878", "http://10.0.0.7/", "https://adresses.internal"])
def test_a_geocoder_of_ones_own_network_is_accepted(url: str) -> None:
    assert own_geocoder(url) is not None


def test_without_a_geocoder_nothing_is_asked() -> None:
    assert own_geocoder("") is None


def test_distances_start_from_the_address_where_it_is_known(geocoder: Geocoder, own_app: Flask) -> None:
    own_app.extensions["geocoder"] = geocoder
    asked = {"commune": "48095", "categories": "pmi"}
    client = own_app.test_client()
    known = client.post("/annuaire", data={**asked, "address": "12 rue du Soubeyran"}).get_data(as_text=True)
    doubtful = client.post("/annuaire", data={**asked, "address": "nulle part"}).get_data(as_text=True)
    assert "Adresse de départ" in known
    assert "Adresse introuvable dans cette commune" not in known
    assert "Adresse introuvable dans cette commune" in doubtful


def test_without_a_geocoder_no_address_is_asked_for(own_app: Flask) -> None:
    page = own_app.test_client().post("/annuaire", data={"commune": "48095"}).get_data(as_text=True)
    assert "Adresse de départ" not in page
