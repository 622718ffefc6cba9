"""Z-02: partner B sends every request of partner A: « not found » each time, nothing changes, it is told."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import Actor, Right
from directory.editing.asking import ask
from directory.editing.changing import amend
from directory.editing.values import print_of, values_of
from directory.models import Base, ChangeRequest, Contact, Draft, Grant, Revision, Service, Token
from tests.accounts.signing import plant_account, utc_now
from tests.partner.organizations import Partner, link_of, partner, told_count

UNTOUCHED: tuple[type[Base], ...] = (Service, ChangeRequest, Contact, Draft, Grant, Revision, Token)

OPEN_TO_EACH = {
    "partner.home",
    "partner.new",
    "partner.send_new",
    "partner.claim",
    "partner.send_claim",
}
"""Endpoints whose address names nothing of anybody: what they show or take is one's own."""


@pytest.fixture
def both(own_app: Flask) -> tuple[Partner, Partner]:
    """Two partners; the first one has a history, a request, a contact, a link and a member."""
    mine = partner(own_app)
    theirs = partner(own_app, "pmi", but=(mine.organization_id,))
    link_of(own_app, mine.organization_id)
    plant_account(own_app, "partner", organization_id=mine.organization_id)
    who = Actor("Zoé", "site", rights=(Right("partner", organization_id=mine.organization_id),))
    with own_app.extensions["sessions"].begin() as session:
        held = values_of(session.get_one(Service, mine.service_id))
        amend(session, who, mine.service_id, {"description": "Zwanze"}, print_of(held), utc_now())
        ask(session, who, "correction", utc_now(), service_id=mine.service_id, sentence="Zwanze")
    return mine, theirs


def requests_of(app: Flask, who: Partner) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Give, by endpoint, the method, the path and the form of each request that is about things of `who`."""
    with app.extensions["readers"]() as session:
        of = who.organization_id
        numbers = {
            "service_id": who.service_id,
            "organization_id": of,
            "request_id": session.scalars(select(ChangeRequest.id)).one(),
            "grant_id": session.scalars(select(Grant.id).where(Grant.organization_id == of)).all()[-1],
            "contact_id": session.scalars(select(Contact.id).where(Contact.organization_id == of)).one(),
        }
        revision = session.scalars(select(Revision.id)).first()
    forms = {
        "partner.say_of": {"act": "hide"},
        "partner.say_of_all": {"act": "confirm"},
        "partner.change": {"name": "Volée", "step": "save"},
        "partner.draft": {"name": "Volée"},
        "partner.go_back": {"revision": str(revision)},
        "partner.send_request": {"kind": "removal", "sentence": "Zwanze"},
        "partner.add_permanence": {"place": "Auch (32)", "hours": "mardi 14h-17h"},
        "partner.follow": {"do": "withdraw"},
        "partner.invite_member": {"email": "volee@exemple.invalid", "manager": "yes"},
        "partner.propose_contact": {"contact_email": "volee@exemple.invalid"},
    }
    urls = app.url_map.bind("localhost")
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("partner.") and rule.endpoint not in OPEN_TO_EACH:
            path = urls.build(rule.endpoint, {name: numbers[name] for name in rule.arguments})
            method = "POST" if "POST" in rule.methods else "GET"
            found[rule.endpoint] = (method, path, forms.get(rule.endpoint, {}))
    return found


def everything(app: Flask) -> str:
    """Give all that a partner could change, as one text."""
    with app.extensions["readers"]() as session:
        rows = [row for table in UNTOUCHED for row in _rows(session, table)]
    return json.dumps(rows, default=str)


def _rows(session: Session, table: type[Base]) -> list[dict[str, Any]]:
    columns = table.__table__
    in_order = select(columns).order_by(*columns.primary_key)
    return [dict(row) for row in session.execute(in_order).mappings()]


def test_another_partner_finds_nothing_changes_nothing_and_is_told(
    own_app: Flask, both: tuple[Partner, Partner]
):
    mine, theirs = both
    before, asked = everything(own_app), requests_of(own_app, mine)
    assert len(asked) >= 17
    for endpoint, (method, path, form) in asked.items():
        told = told_count(own_app, "refused")
        answer = theirs.client.open(path) if method == "GET" else theirs.client.post(path, data=form)
        assert answer.status_code == 404, endpoint
        assert everything(own_app) == before, endpoint
        assert told_count(own_app, "refused") == told + 1, endpoint


def test_the_same_requests_are_answered_to_whose_they_are(own_app: Flask, both: tuple[Partner, Partner]):
    mine, _ = both
    for endpoint, (method, path, form) in requests_of(own_app, mine).items():
        answer = mine.client.open(path) if method == "GET" else mine.client.post(path, data=form)
        assert answer.status_code != 404, endpoint


def test_a_link_opens_no_listing_of_another_organisation(own_app: Flask, both: tuple[Partner, Partner]):
    mine, theirs = both
    link, client = link_of(own_app, theirs.organization_id), own_app.test_client()
    before = everything(own_app)
    answers = [
        client.get(f"{link}/fiches/{mine.service_id}"),
        client.post(f"{link}/fiches/{mine.service_id}", data={"name": "Volée", "step": "save"}),
        client.post(f"{link}/fiches/{mine.service_id}/dire", data={"act": "hide"}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert everything(own_app) == before


def test_nothing_can_be_asked_for_an_organisation_of_others(own_app: Flask, both: tuple[Partner, Partner]):
    mine, theirs = both
    form = {"organization": str(mine.organization_id), "service": str(theirs.service_id)}
    before = everything(own_app)
    assert theirs.client.post("/partenaire/rattacher/demande", data=form).status_code == 404
    new = {"organization": str(mine.organization_id), "name": "Zwanze", "category": "pmi", "served": "Gers"}
    assert theirs.client.post("/partenaire/nouvelle-fiche", data=new).status_code == 404
    assert everything(own_app) == before


def test_a_listing_that_does_not_exist_answers_as_one_of_others(
    own_app: Flask, both: tuple[Partner, Partner]
):
    mine, theirs = both
    paths = (f"/partenaire/fiches/{mine.service_id}", "/partenaire/fiches/999999")
    texts = {theirs.client.get(path).text for path in paths}
    assert len(texts) == 1
