"""Every page of Relais, asked for with what a real page would send; and what a page is made of."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from directory.models import Service
from importers.questions import TOPICS
from web.access import ACCESS
from web.leaflet import EDITION

SITUATION = {
    "person_role": "victim",
    "violence_types": ["intimate-partner"],
    "urgency": "tonight",
    "pregnant": "confirmed",
    "aggressor_in_home": "confirmed",
    "place": "Saint-Chamond",
    "date": "2026-11-24",
    "time": "10:00",
}
"""A situation whose words and place must be found nowhere but on the pages that answer it."""

SEARCH: dict[str, str | list[str]] = {
    "q": "grossesse",
    "place": "Saint-Chamond",
    "audiences": ["pregnant"],
    "needs": ["listening"],
    "unknown_too": "yes",
}
"""A search whose words and place must be found nowhere but on the pages that answer it."""


@dataclass(frozen=True)
class Asked:
    """One request: the endpoint it is for, and everything that must be sent."""

    endpoint: str
    path: str
    data: dict[str, str | list[str]] | None = None
    status: int = 200

    def send(self, client: FlaskClient) -> TestResponse:
        if self.data is None:
            return client.get(self.path, buffered=True)
        return client.post(self.path, data=self.data)


def id_of(app: Flask, category: str) -> int:
    """Give the identifier of a real service of `category`."""
    with app.extensions["readers"]() as session:
        found: int = session.scalars(select(Service.id).where(Service.category == category).limit(1)).one()
        return found


def host_unit(app: Flask) -> int:
    """Give the identifier of a unit where a social worker holds a permanence."""
    with app.extensions["readers"]() as session:
        found: int = session.scalars(
            select(Service.host_id).where(Service.host_id.is_not(None)).limit(1)
        ).one()
        return found


def every_page(app: Flask) -> list[Asked]:
    """Give a request for each route and each page it may show, with real identifiers."""
    service = id_of(app, "pmi")
    return [
        Asked("static", "/static/relais.css"),
        Asked("web.home", "/"),
        Asked("web.components", "/composants"),
        Asked("web.about", "/a-propos"),
        Asked("web.health", "/sante"),
        Asked("directory.communes", "/communes?q=saint-cha"),
        Asked("directory.competent", "/competents"),
        Asked("directory.competent", "/competents", {"commune": "48198"}),
        Asked("directory.competent", "/competents", {"place": "sainte-colombe"}),
        Asked("directory.hours", "/horaires"),
        Asked("directory.hours", "/horaires", {"hours": "lundi 9h-12h", "territory": "67"}),
        Asked("directory.hours", "/horaires", {"hours": "sur rendez-vous"}, status=422),
        Asked("directory.lines", "/lignes"),
        Asked("directory.search", "/annuaire"),
        Asked("directory.search", "/annuaire", {}),
        Asked("directory.search", "/annuaire", SEARCH),
        Asked("directory.search", "/annuaire", {"q": "CHU", "place": "Orléans", "start": "20"}),
        Asked("directory.search", "/annuaire", {"q": "xylographie quantique"}),
        Asked("directory.search", "/annuaire", {"q": "pmi", "place": "sainte-colombe"}),
        Asked("directory.search", "/annuaire", {"q": "pmi", "place": "Zzyzx"}, status=422),
        Asked("directory.search", "/annuaire", {"q": "pmi", "needs": "nothing-like-it"}, status=422),
        Asked("directory.search_map", "/annuaire/carte", SEARCH),
        Asked("directory.search_map", "/annuaire/carte", {}, status=422),
        Asked("directory.report", f"/services/{service}/signaler", {"about": "everything"}, status=400),
        Asked("directory.report", "/services/999999/signaler", {"about": "phone"}, status=404),
        Asked("directory.service", f"/services/{service}"),
        Asked("directory.service", "/services/999999", status=404),
        Asked("directory.service", "/services/99999999999999999999", status=404),
        Asked("directory.units", "/unites"),
        Asked("directory.unit", f"/unites/{host_unit(app)}"),
        Asked("directory.unit", f"/unites/{service}", status=404),
        Asked("map.departments", "/contours/departements.json"),
        Asked("map.communes", "/contours/communes/48.json"),
        Asked("map.communes", "/contours/communes/99.json", status=404),
        Asked("map.service", f"/services/{service}/carte"),
        Asked("map.service", "/services/999999/carte", status=404),
        Asked("leaflet.file", f"/static/leaflet/{EDITION}/leaflet.js"),
        Asked("leaflet.file", f"/static/leaflet/{EDITION}/leaflet.css"),
        Asked("leaflet.file", f"/static/leaflet/{EDITION}/__init__.py", status=404),
        Asked("leaflet.file", "/static/leaflet/0/leaflet.js", status=404),
        Asked("routing.situation", "/situation"),
        Asked("routing.situation", "/situation", SITUATION),
        Asked("routing.situation", "/situation", {"person_role": "nobody"}, status=422),
        Asked("routing.orientation", "/orientation", SITUATION),
        Asked("routing.orientation", "/orientation", {}),
        Asked("routing.orientation", "/orientation", {**SITUATION, "place": "42400"}),
        Asked("routing.orientation", "/orientation", {**SITUATION, "place": "32400"}),
        Asked("routing.orientation", "/orientation", {**SITUATION, "place": "Zzyzx"}),
        Asked("routing.orientation", "/orientation", {**SITUATION, "urgency": "yesterday"}, status=422),
        Asked("routing.why", "/pourquoi", {**SITUATION, "category": "pmi"}),
        Asked("routing.why", "/pourquoi", {**SITUATION, "category": "family-mediation"}),
        Asked("routing.why", "/pourquoi", {**SITUATION, "category": ""}),
        Asked("routing.why", "/pourquoi", {**SITUATION, "category": "nothing"}, status=404),
        Asked("routing.card", "/carte", {"service": str(service)}),
        Asked("routing.card", "/carte", {"service": str(service), "words": "plain"}),
        Asked("routing.card", "/carte", {"service": "999999"}, status=404),
        Asked("routing.card", "/carte", {"service": "first"}, status=400),
        Asked("routing.rules", "/regles"),
        Asked("account.sign_in", "/compte/connexion"),
        Asked("account.sign_in", "/compte/connexion", {"email": "zwanze"}, status=422),
        Asked("account.forgot", "/compte/oubli"),
        Asked("account.forgot", "/compte/oubli", {}, status=422),
        Asked("account.new_password", "/compte/nouveau-mot-de-passe/zwanze", status=404),
        Asked("account.invitation", "/compte/invitation/zwanze", status=404),
        Asked("account.renew_invitation", "/compte/invitation/zwanze/autre-lien", {}, status=404),
        Asked("account.provider", "/compte/proconnect", status=404),
        Asked("account.provider_return", "/compte/proconnect/retour", status=404),
        Asked("directory.worker", "/saisir"),
        Asked("directory.worker", "/saisir", {}),
        Asked("directory.ask_worker", "/unites/999999/saisir", {}, status=404),
        Asked("link.ask", "/lien/demander"),
        Asked("link.ask", "/lien/demander", {}, status=422),
        *pages_of_a_link(app),
        *closed_pages(app),
        Asked("nowhere", "/nulle-part", status=404),
        Asked("nowhere", "/orientation", status=405),
    ]


def pages_of_a_link(app: Flask) -> list[Asked]:
    """Give a request for each page that the link of a letter opens, with a link that opens nothing."""
    return [
        Asked(rule.endpoint, path, None if method == "GET" else {}, status=410)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("link.") and rule.arguments
        for method in sorted(rule.methods & {"GET", "POST"})
        for path in [app.url_map.bind("").build(rule.endpoint, some_values(rule), method=method)]
    ]


def closed_pages(app: Flask) -> list[Asked]:
    """Give a request for each page that is not open to everybody, and what whoever is not signed in gets."""
    adapter = app.url_map.bind("")
    return [
        Asked(rule.endpoint, path, None if method == "GET" else {}, status=303 if method == "GET" else 401)
        for rule in app.url_map.iter_rules()
        if ACCESS.get(rule.endpoint, "public") != "public"
        for method in sorted(rule.methods & {"GET", "POST"})
        for path in [adapter.build(rule.endpoint, some_values(rule), method=method)]
    ]


def some_values(rule: Rule) -> dict[str, str | int]:
    """Give something to put in each place of a path."""
    numbers = {name for name, each in rule._converters.items() if isinstance(each, IntegerConverter)}
    return {name: 1 if name in numbers else "zwanze" for name in rule.arguments} | dict(rule.defaults or {})


def every_page_of_imports(run: int = 1) -> list[Asked]:
    """Give a request for each page of imports; `run` is an import that is ready to be applied."""
    return [
        Asked("imports.home", "/imports"),
        Asked("imports.upload", "/imports/envoi", {}, status=422),
        Asked("imports.run", f"/imports/{run}"),
        Asked("imports.act", f"/imports/{run}/action", {"action": "undo"}, status=409),
        Asked("imports.refused", f"/imports/{run}/refus.csv", status=404),
        Asked("imports.columns", f"/imports/{run}/colonnes", status=404),
        Asked("imports.choose_columns", f"/imports/{run}/colonnes", {}, status=404),
        Asked("imports.questions", "/imports/a-decider", status=303),
        *(Asked("imports.topic", f"/imports/a-decider/{topic}") for topic in TOPICS),
        Asked("imports.answer", "/imports/a-decider/doublons", {}, status=409),
    ]


@dataclass
class HtmlPage(HTMLParser):
    """What a page is made of: its tags with their attributes, its title, the text that is read."""

    html: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    title: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._inside: list[str] = []
        self.feed(self.html)
        self.close()
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] == ["title"]:
            self.title += data
        elif self._inside[-1:] not in (["style"], ["script"]):
            self.text += f" {data}"

    def found(self, tag: str) -> list[dict[str, str]]:
        """Give the attributes of every `tag` of the page."""
        return [attributes for name, attributes in self.tags if name == tag]

    def sent(self) -> dict[str, list[str]]:
        """Give what the fields of the page would send as they stand: name -> values."""
        said: dict[str, list[str]] = {}
        for attributes in self.found("input"):
            chosen = attributes.get("type") not in ("radio", "checkbox") or "checked" in attributes
            if chosen and attributes.get("name") and attributes.get("value"):
                said.setdefault(attributes["name"], []).append(attributes["value"])
        return said

    def doors(self) -> set[str]:
        """Give the places of Relais that the page leads to."""
        links = {attributes.get("href", "") for attributes in self.found("a")}
        return {link for link in links if link.startswith("/")}
