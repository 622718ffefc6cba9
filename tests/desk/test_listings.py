"""The listings of a territory: found, put back as they were, hidden at once, merged; and the journal."""

import pytest
from flask import Flask
from sqlalchemy import select

from directory.actors import Actor, Right
from directory.desk.journal import TOPICS, WORDS, events_of
from directory.editing.changing import amend
from directory.editing.merging import merge
from directory.editing.values import print_of, values_of
from directory.models import Event, Revision, Service
from tests.accounts.signing import utc_now
from tests.desk.waiting import LOIRE, LOZERE, desk_client, events, listed_in
from tests.web.every_page import HtmlPage

ADA = Actor("Ada Desk", "desk", rights=(Right("desk", LOZERE),))


def two_in_lozere(app: Flask) -> tuple[int, int]:
    """Give two listings of Lozère that have a street."""
    with app.extensions["readers"]() as session:
        found = [each for each in listed_in(session, "48", "pmi") if each.street]
        return found[0].id, found[1].id


def service(app: Flask, number: int) -> Service | None:
    with app.extensions["readers"]() as session:
        found = session.get(Service, number)
        session.expunge_all()
        return found


def amended(app: Flask, number: int, **after: object) -> int:
    """Change a listing, and give the number of the change."""
    with app.extensions["sessions"].begin() as session:
        values = values_of(session.get_one(Service, number))
        amend(session, ADA, number, {**after}, print_of(values), utc_now())
        return session.scalars(select(Revision.id).order_by(Revision.id.desc())).first()


def test_listings_are_found_by_some_words_of_their_name(own_app: Flask):
    client = desk_client(own_app)
    page = client.post("/moderation/fiches", data={"q": "PMI mende"})
    assert page.status_code == 200
    assert "Mende" in page.text
    elsewhere = desk_client(own_app, LOIRE).post("/moderation/fiches", data={"q": "mende"})
    assert "Aucune fiche de ce nom" in elsewhere.text


def test_all_pages_of_listings_hold_each_listing_once(own_app: Flask):
    client, path, seen = desk_client(own_app), "/moderation/fiches", []
    while path:
        page = HtmlPage(client.get(path).text)
        links = [a["href"] for a in page.found("a")]
        seen += [link for link in links if link.removeprefix("/moderation/fiches/").isdigit()]
        further = [link for link in links if "/fiches/page/" in link]
        path = next((link for link in further if int(link.rpartition("/")[2]) > len(seen) - 1), "")
    assert len(seen) == len(set(seen)) > 30


def test_a_version_is_put_back(own_app: Flask):
    number, _ = two_in_lozere(own_app)
    before = service(own_app, number).name
    revision = amended(own_app, number, name="Nom mal tapé")
    client = desk_client(own_app)
    assert "Nom mal tapé" in client.get(f"/moderation/fiches/{number}").text
    answer = client.post(f"/moderation/fiches/{number}/retablir", data={"revision": revision})
    assert answer.status_code == 200
    assert service(own_app, number).name == before
    again = client.post(f"/moderation/fiches/{number}/retablir", data={"revision": revision})
    assert again.status_code == 409
    assert "rien à rétablir" in again.text


def test_a_place_is_hidden_at_once_and_no_version_brings_it_back(own_app: Flask):
    number, _ = two_in_lozere(own_app)
    street = service(own_app, number).street
    revision = amended(own_app, number, description="Une permanence.")
    client, path = desk_client(own_app), f"/moderation/fiches/{number}"
    asked = client.post(f"{path}/cacher", data={"policy": "confidential"})
    assert "Cacher cette adresse maintenant" in asked.text
    assert service(own_app, number).street == street, "nothing before it is confirmed"
    assert (
        client.post(f"{path}/cacher", data={"policy": "confidential", "confirmed": "yes"}).status_code == 200
    )
    client.post(f"{path}/retablir", data={"revision": revision})
    held = service(own_app, number)
    assert (held.address_policy, held.street, held.latitude, held.commune_code) == (
        "confidential",
        None,
        None,
        None,
    )
    for page in (path, "/moderation/journal", "/moderation"):
        assert street not in client.get(page).text
    lowered = client.post(f"{path}/cacher", data={"policy": "public", "confirmed": "yes"})
    assert lowered.status_code == 409
    assert service(own_app, number).address_policy == "confidential"


def test_two_listings_are_compared_merged_and_separated(own_app: Flask):
    kept, duplicate = two_in_lozere(own_app)
    name = service(own_app, duplicate).name
    client = desk_client(own_app)
    found = client.post(f"/moderation/fiches/{kept}/doublon", data={"q": name})
    assert f'value="{duplicate}"' in found.text
    path = f"/moderation/fiches/{kept}/reunir"
    compared = client.post(path, data={"duplicate": duplicate})
    assert "Réunir ces deux fiches" in compared.text
    assert service(own_app, duplicate), "comparing changes nothing"
    merged = client.post(path, data={"duplicate": duplicate, "confirmed": "yes"})
    assert merged.status_code == 200
    assert service(own_app, duplicate) is None
    with own_app.extensions["readers"]() as session:
        revision = session.scalars(select(Revision.id).where(Revision.kind == "merged")).one()
    assert "Séparer de nouveau" in client.get(f"/moderation/fiches/{kept}").text
    parted = client.post(f"/moderation/fiches/{kept}/separer", data={"revision": revision})
    assert parted.status_code == 200
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Service).where(Service.name == name)).first()


def test_z_02_the_desk_elsewhere_gets_404_from_every_page_of_a_listing(own_app: Flask):
    kept, duplicate = two_in_lozere(own_app)
    revision = amended(own_app, kept, description="Une permanence.")
    with own_app.extensions["readers"]() as session:
        theirs = listed_in(session, "42")[0].id
    elsewhere = desk_client(own_app, LOIRE)
    before = print_of(values_of_now(own_app, kept))
    path = f"/moderation/fiches/{kept}"
    answers = [
        elsewhere.get(path),
        elsewhere.get(f"{path}/doublon"),
        elsewhere.post(f"{path}/retablir", data={"revision": revision}),
        elsewhere.post(f"{path}/cacher", data={"policy": "confidential", "confirmed": "yes"}),
        elsewhere.post(f"{path}/reunir", data={"duplicate": duplicate, "confirmed": "yes"}),
        elsewhere.post(f"{path}/separer", data={"revision": revision}),
        elsewhere.post(f"/moderation/fiches/{theirs}/reunir", data={"duplicate": kept, "confirmed": "yes"}),
        elsewhere.post(f"/moderation/fiches/{theirs}/retablir", data={"revision": revision}),
    ]
    assert [each.status_code for each in answers] == [404] * len(answers)
    assert print_of(values_of_now(own_app, kept)) == before
    assert service(own_app, duplicate)
    assert events(own_app, "refused") == len(answers)


def values_of_now(app: Flask, number: int):
    with app.extensions["readers"]() as session:
        return values_of(session.get_one(Service, number))


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/moderation/fiches/{}/cacher", {"policy": "confidential", "confirmed": "yes", "street": "ici"}),
        ("/moderation/fiches/{}/retablir", {"revision": "1", "organization_id": "2"}),
        ("/moderation/reponse", {"item": "report-1-phone", "word": "check", "is_valid": "yes"}),
        ("/moderation/ensemble", {"items": "call-1", "word": "accept", "role": "administrator"}),
        ("/moderation/equipe/invitation", {"email": "a@b.fr", "role": "officer", "id": "3"}),
    ],
)
def test_z_03_a_field_that_no_form_has_is_refused_by_name(own_app: Flask, path: str, form: dict):
    number, _ = two_in_lozere(own_app)
    answer = desk_client(own_app).post(path.format(number), data=form)
    assert answer.status_code == 422
    unknown = next(name for name in ("street", "organization_id", "is_valid", "role", "id") if name in form)
    assert unknown in answer.text or "role" in form
    assert service(own_app, number).address_policy == "public"


def test_the_journal_tells_what_happened_here_and_nothing_of_elsewhere(own_app: Flask):
    number, _ = two_in_lozere(own_app)
    amended(own_app, number, description="Une permanence zwanze.")
    page = desk_client(own_app).get("/moderation/journal").text
    assert "a modifié la fiche" in page
    assert "Une permanence zwanze." in page
    assert "zwanze" not in desk_client(own_app, LOIRE).get("/moderation/journal").text
    assert "a modifié" not in desk_client(own_app).get("/moderation/journal/comptes").text
    assert "a modifié la fiche" in desk_client(own_app).post("/moderation/journal", data={"q": "ada"}).text
    assert (
        "a modifié la fiche" not in desk_client(own_app).post("/moderation/journal", data={"q": "nul"}).text
    )


def test_the_journal_is_read_fifty_at_a_time(own_app: Flask):
    number, _ = two_in_lozere(own_app)
    for rank in range(60):
        amended(own_app, number, description=f"Version {rank}.")
    client = desk_client(own_app)
    first = client.get("/moderation/journal/fiches").text
    further = next(a["href"] for a in HtmlPage(first).found("a") if "/journal/fiches/" in a.get("href", ""))
    second = client.get(further).text
    assert "Version 59." in first
    assert "Version 0." not in first
    assert "Version 0." in second


def test_the_events_of_a_listing_are_its_own(own_app: Flask):
    number, other = two_in_lozere(own_app)
    amended(own_app, number, description="Une permanence.")
    with own_app.extensions["readers"]() as session:
        assert [line.what for line in events_of(session, number)] == ["a modifié la fiche"]
        assert not events_of(session, other)


def test_a_listing_that_takes_the_number_of_one_that_is_gone_is_told_nothing_of_it(own_app: Flask):
    number, other = two_in_lozere(own_app)
    amended(own_app, number, description="Une permanence.")
    with own_app.extensions["sessions"].begin() as session:
        merge(session, ADA, other, number, utc_now())
    with own_app.extensions["sessions"].begin() as session:
        kept = session.get_one(Service, other)
        columns = {each.name: getattr(kept, each.name) for each in Service.__table__.columns}
        session.add(Service(**{**columns, "id": number, "source_key": "zwanze-new"}))
    with own_app.extensions["readers"]() as session:
        assert not events_of(session, number)
        assert "a réuni un doublon" in [line.what for line in events_of(session, other)]


def test_every_sort_of_event_has_its_words(own_app: Flask):
    for topic in TOPICS.values():
        assert topic.kinds.keys() <= WORDS.keys()
    assert desk_client(own_app).get("/moderation/journal/rien").status_code == 404
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Event)).all() is not None
