"""An act that cannot be done comes back to its place on the page, with what was typed and why."""

from html.parser import HTMLParser

import pytest
from flask import Flask

from tests.partner.organizations import Partner, link_of, partner, service_of
from tests.web.every_page import HtmlPage

DISORDER = {"act": "close", "starts_on": "2027-08-24", "ends_on": "2027-08-20", "reason": "Zwanze d’été"}
PAST_FULL = {"act": "full", "until": "2020-01-02"}
LONG_DELAY = {"act": "delay", "count": "400", "unit": "months", "until": "2020-01-03"}


class Unfolded(HTMLParser):
    """The identifiers of what stands in an open fold of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.folds: list[bool] = []
        self.identifiers: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "details":
            self.folds.append("open" in said)
        elif any(self.folds) and said.get("id"):
            self.identifiers.add(said["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self.folds.pop()


@pytest.fixture
def who(own_app: Flask) -> Partner:
    """A partner who manages its organisation."""
    return partner(own_app)


def answered(app: Flask, who: Partner, door: str, act: dict[str, str], *, is_for_all: bool = False) -> str:
    """Give the page that answers an act sent through a link or from the account of a partner."""
    if door == "link":
        path, client = link_of(app, who.organization_id), app.test_client()
        answer = client.post(
            f"{path}/dire" if is_for_all else f"{path}/fiches/{who.service_id}/dire", data=act
        )
    else:
        of = f"organismes/{who.organization_id}" if is_for_all else f"fiches/{who.service_id}"
        answer = who.client.post(f"/partenaire/{of}/dire", act)
    assert answer.status_code == 422
    return answer.text


def fields_in(html: str) -> dict[str, dict[str, str]]:
    """Give the inputs of a page by their identifier."""
    return {tag["id"]: tag for tag in HtmlPage(html).found("input") if tag.get("id")}


def stands_beside(html: str, identifier: str) -> None:
    """Check that a field is marked wrong, tells its sentence, is unfolded, and is named by the summary."""
    tag = fields_in(html)[identifier]
    assert tag["aria-describedby"] == f"{identifier}-error" and tag["aria-invalid"] == "true"
    assert {identifier, f"{identifier}-error"} <= Unfolded(html).identifiers
    assert f"#{identifier}" in {link.get("href") for link in HtmlPage(html).found("a")}


@pytest.mark.parametrize("door", ["link", "account"])
@pytest.mark.parametrize("is_for_all", [False, True])
def test_days_in_disorder_come_back_as_typed_beside_the_sentence(
    own_app: Flask, who: Partner, door: str, is_for_all: bool
):
    html = answered(own_app, who, door, DISORDER, is_for_all=is_for_all)
    all_of = "o" if door == "link" else f"o{who.organization_id}"
    place = all_of if is_for_all else f"f{who.service_id}"
    fields = fields_in(html)
    for name in ("starts_on", "ends_on", "reason"):
        assert fields[f"{place}-close-{name}"]["value"] == DISORDER[name]
    stands_beside(html, f"{place}-close-ends_on")
    assert html.count("Zwanze d’été") == 1
    assert len([tag for tag in HtmlPage(html).found("details") if "open" in tag]) == 1
    assert service_of(own_app, who.service_id).closures == []


@pytest.mark.parametrize("door", ["link", "account"])
def test_a_full_house_until_a_past_day_comes_back_as_typed(own_app: Flask, who: Partner, door: str):
    html, place = answered(own_app, who, door, PAST_FULL), f"f{who.service_id}"
    assert fields_in(html)[f"{place}-full-until"]["value"] == PAST_FULL["until"]
    assert fields_in(html)[f"{place}-delay-until"]["value"] != PAST_FULL["until"]
    stands_beside(html, f"{place}-full-until")


@pytest.mark.parametrize("door", ["link", "account"])
def test_a_delay_that_is_too_long_comes_back_with_its_unit(own_app: Flask, who: Partner, door: str):
    html, place = answered(own_app, who, door, LONG_DELAY), f"f{who.service_id}"
    fields = fields_in(html)
    assert fields[f"{place}-delay-count"]["value"] == "400"
    assert fields[f"{place}-delay-until"]["value"] == LONG_DELAY["until"]
    assert html.count('<option value="months" selected>') == 1
    stands_beside(html, f"{place}-delay-count")


def test_what_is_of_no_field_is_said_and_unfolds_nothing(own_app: Flask, who: Partner):
    html = answered(own_app, who, "account", {"act": "reopen", "starts_on": "2027-08-24"})
    assert "Aucune fermeture ne commence ce jour-là" in html
    assert Unfolded(html).identifiers == set()


def test_the_form_of_a_listing_keeps_days_in_disorder_beside_the_sentence(own_app: Flask, who: Partner):
    path = f"/partenaire/fiches/{who.service_id}"
    page = HtmlPage(who.client.get(path).text)
    seen = {name: page.sent()[name][0] for name in ("seen", "shown")}
    typed = {"closures-0-starts_on": "2027-08-24", "closures-0-ends_on": "2027-08-20"}
    answer = who.client.post(path, {**seen, **typed, "step": "save"})
    fields = fields_in(answer.text)
    assert answer.status_code == 422
    assert {name: fields[name]["value"] for name in typed} == typed
    assert "closures-error" in {tag.get("id") for tag in HtmlPage(answer.text).found("p")}
