"""One queue: everything that waits in a territory, the oldest first, each answered once."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from directory.desk.items import KINDS, UNPROMISED, waited, working_days
from directory.models import ChangeRequest, Contact, Entry, FieldCheck, Letter, Report, Service
from tests.accounts.signing import signed_in_client
from tests.desk.waiting import LOIRE, LOZERE, Territory, desk_client, events, fill_territory, listed_in
from tests.web.every_page import HtmlPage


@pytest.fixture
def territory(own_app: Flask) -> Territory:
    return fill_territory(own_app)


def keys_on(client, path: str = "/moderation") -> list[str]:
    """Give the keys of the items of a page, in order."""
    page = HtmlPage(client.get(path).text)
    return [each["id"] for each in page.found("article") if "data-item" in each]


def give(client, key: str, word: str, sentence: str = ""):
    return client.post("/moderation/reponse", data={"item": key, "word": word, "sentence": sentence})


def test_everything_that_waits_is_in_one_queue(own_app: Flask, territory: Territory):
    found = keys_on(desk_client(own_app))
    expected = {territory.report_key, f"bounced-{territory.bounced}", f"import-{territory.entry}"}
    assert expected | set(territory.request_keys) <= set(found)
    assert any(key.startswith("call-") for key in found)


def test_what_somebody_waits_for_comes_first(own_app: Flask, territory: Territory):
    kinds = [key.partition("-")[0] for key in keys_on(desk_client(own_app))]
    promised = [kind in ("request", "report") for kind in kinds]
    assert promised == sorted(promised, reverse=True)
    assert set(UNPROMISED) <= set(KINDS)


def test_the_desk_elsewhere_sees_none_of_it(own_app: Flask, territory: Territory):
    page = desk_client(own_app, ("department", "2A")).get("/moderation").text
    assert "Tout est à jour" in page
    assert "data-item" not in page


def test_before_and_after_stand_side_by_side(own_app: Flask, territory: Territory):
    page = desk_client(own_app).get("/moderation/file/changements").text
    assert "Protection maternelle et infantile" in page
    assert "Service social départemental" in page


def test_a_change_is_accepted_and_its_author_is_written_to(own_app: Flask, territory: Territory):
    [change, *_] = territory.request_keys
    with give(desk_client(own_app), change, "accept") as answer:
        assert answer.status_code == 200
        assert "Accepté" in answer.text
    assert change not in keys_on(desk_client(own_app))
    with own_app.extensions["readers"]() as session:
        request = session.get_one(ChangeRequest, int(change.partition("-")[2]))
        assert request.state == "accepted"
        assert session.get_one(Service, request.service_id).category == "social-department"
        assert session.scalars(select(Letter).where(Letter.kind == "answer")).one().sent_at


def test_a_refusal_needs_a_sentence_that_is_kept(own_app: Flask, territory: Territory):
    [change, *_] = territory.request_keys
    client = desk_client(own_app)
    refused = give(client, change, "refuse")
    assert refused.status_code == 409
    assert "Écrivez une phrase" in refused.text
    assert give(client, change, "refuse", "La catégorie était la bonne.").status_code == 200
    with own_app.extensions["readers"]() as session:
        request = session.get_one(ChangeRequest, int(change.partition("-")[2]))
        assert (request.state, request.answer) == ("refused", "La catégorie était la bonne.")


def test_a_question_moves_the_request_apart(own_app: Flask, territory: Territory):
    client, key = desk_client(own_app), territory.request_keys[2]
    assert give(client, key, "ask", "Depuis quel âge ?").status_code == 200
    assert key not in keys_on(client)
    assert keys_on(client, "/moderation/file/questions") == [key]


@pytest.mark.parametrize("which", ["request", "report", "bounced", "import"])
def test_the_second_of_two_moderators_is_told_that_it_is_done(
    own_app: Flask, territory: Territory, which: str
):
    key, word = {
        "request": (territory.request_keys[1], "accept"),
        "report": (territory.report_key, "check"),
        "bounced": (f"bounced-{territory.bounced}", "accept"),
        "import": (f"import-{territory.entry}", "pmi"),
    }[which]
    first, second = desk_client(own_app, name="Ada Une"), desk_client(own_app, name="Bea Deux")
    assert give(first, key, word).status_code == 200
    late = give(second, key, word)
    assert late.status_code == 409
    assert "Déjà traité" in late.text
    assert which == "bounced" or "Ada Une" in late.text


def test_a_report_that_was_checked_is_lifted_and_the_phone_dated(own_app: Flask, territory: Territory):
    assert give(desk_client(own_app), territory.report_key, "check").status_code == 200
    with own_app.extensions["readers"]() as session:
        assert not session.scalars(select(Report)).all()
        assert session.get(FieldCheck, (territory.reported, "phone"))
    assert events(own_app, "report-checked") == 1


def test_a_report_is_passed_on_once_with_a_link(own_app: Flask, territory: Territory):
    client = desk_client(own_app)
    without = give(client, territory.report_key, "ask")
    assert without.status_code == 409
    assert "ajoutez un contact" in without.text
    with own_app.extensions["sessions"].begin() as session:
        service = session.get_one(Service, territory.reported)
        session.add(Contact(organization_id=service.organization_id, email="ici@zwanze.example"))
    assert give(client, territory.report_key, "ask").status_code == 200
    assert keys_on(client, "/moderation/file/questions") == [territory.report_key]
    assert give(client, territory.report_key, "ask").status_code == 409
    with own_app.extensions["readers"]() as session:
        assert len(session.scalars(select(Letter).where(Letter.kind == "report")).all()) == 1
        assert session.scalars(select(Report)).one().passed_on


def test_a_contact_that_is_taken_away_gets_no_more_mail(own_app: Flask, territory: Territory):
    assert give(desk_client(own_app), f"bounced-{territory.bounced}", "refuse").status_code == 200
    with own_app.extensions["readers"]() as session:
        assert session.get(Contact, territory.bounced) is None


def test_a_listing_called_about_is_verified_today(own_app: Flask, territory: Territory):
    client = desk_client(own_app)
    key = next(each for each in keys_on(client) if each.startswith("call-"))
    assert give(client, key, "accept").status_code == 200
    assert key not in keys_on(client)
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Service, int(key.partition("-")[2])).verified_on


def test_a_number_that_does_not_answer_is_reported_at_once(own_app: Flask, territory: Territory):
    client = desk_client(own_app)
    key = next(each for each in keys_on(client) if each.startswith("call-"))
    assert give(client, key, "refuse").status_code == 200
    assert f"report-{key.partition('-')[2]}-phone" in keys_on(client)


def test_a_row_of_an_import_is_decided_from_the_desk(own_app: Flask, territory: Territory):
    assert give(desk_client(own_app), f"import-{territory.entry}", "pmi").status_code == 200
    with own_app.extensions["readers"]() as session:
        entry = session.get_one(Entry, territory.entry)
        assert entry.state == "linked"
        assert session.get_one(Service, entry.service_id).category == "pmi"


def test_whoever_moderates_everywhere_is_led_to_the_pages_of_imports(own_app: Flask, territory: Territory):
    page = signed_in_client(own_app, "administrator").get("/moderation/file/imports").text
    assert "/imports/a-decider/fiches" in page


@pytest.mark.parametrize("word", ["", "publish", "hide", "-same-1"])
def test_an_answer_that_no_button_gives_changes_nothing(own_app: Flask, territory: Territory, word: str):
    answer = give(desk_client(own_app), f"import-{territory.entry}", word)
    assert answer.status_code in (409, 422)
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Entry, territory.entry).state == "unclassed"


def test_a_search_narrows_what_waits(own_app: Flask, territory: Territory):
    page = desk_client(own_app).post("/moderation", data={"q": "zwanze permanence"}).text
    assert f'id="import-{territory.entry}"' in page
    assert page.count("data-item") == 1


def test_several_are_answered_together_once_confirmed(own_app: Flask, territory: Territory):
    client = desk_client(own_app)
    calls = [each for each in keys_on(client) if each.startswith("call-")][:2]
    asked = {"items": [*calls, territory.report_key, territory.request_keys[0]], "word": "accept"}
    page = client.post("/moderation/ensemble", data=asked).text
    assert "Accepter 2 éléments" in page or "Accepter 3 éléments" in page
    assert events(own_app, "confirmed") == 0, "nothing is done before it is confirmed"
    done = client.post("/moderation/ensemble", data={**asked, "confirmed": "yes"})
    assert done.status_code == 200
    assert events(own_app, "confirmed") == 2
    assert territory.request_keys[0] in keys_on(client), "a sensitive change is never answered in bulk"


def test_of_several_each_is_done_wholly_or_not_at_all(own_app: Flask, territory: Territory):
    client, claim = desk_client(own_app), territory.request_keys[1]
    asked = {"items": [claim, territory.report_key], "word": "refuse", "confirmed": "yes"}
    page = client.post("/moderation/ensemble", data=asked).text
    assert "1 sur 2" in page
    assert "Écrivez une phrase" in page
    assert claim in keys_on(client)
    assert territory.report_key not in keys_on(client)


def test_nothing_ticked_is_said(own_app: Flask, territory: Territory):
    answer = desk_client(own_app).post("/moderation/ensemble", data={"word": "accept"})
    assert answer.status_code == 422
    assert "Cochez d’abord" in answer.text


def test_five_working_days_leave_out_weekends_and_holidays():
    friday = date(2026, 11, 20)
    assert working_days(friday, date(2026, 11, 23)) == 1
    assert working_days(date(2026, 11, 10), date(2026, 11, 12)) == 1, "11 November is a holiday"
    since = datetime(2026, 11, 16, 9, tzinfo=UTC).replace(tzinfo=None)
    at = datetime(2026, 11, 23, 9, tzinfo=UTC).replace(tzinfo=None)
    assert waited(since, at) == ("depuis 7\u00a0jours", False)
    assert waited(since, datetime(2026, 11, 24, 9, tzinfo=UTC).replace(tzinfo=None))[1]


def test_z_02_the_desk_elsewhere_gets_404_and_changes_nothing(own_app: Flask, territory: Territory):
    elsewhere = desk_client(own_app, LOIRE)
    keys = [
        (territory.report_key, "check"),
        (territory.request_keys[0], "accept"),
        (territory.request_keys[1], "accept"),
        (f"bounced-{territory.bounced}", "refuse"),
        (f"call-{territory.reported}", "accept"),
        (f"import-{territory.entry}", "pmi"),
        ("nothing-1", "accept"),
        ("request-x", "accept"),
        ("report-999999-phone", "check"),
    ]
    before = keys_on(desk_client(own_app, LOZERE))
    for key, word in keys:
        assert give(elsewhere, key, word, "Une phrase.").status_code == 404, key
    assert keys_on(desk_client(own_app, LOZERE)) == before
    assert events(own_app, "refused") == len(keys)


def test_z_04_whoever_asked_does_not_answer_even_with_the_right(own_app: Flask, territory: Territory):
    client, key = desk_client(own_app), territory.request_keys[0]
    with own_app.extensions["sessions"].begin() as session:
        request = session.get_one(ChangeRequest, int(key.partition("-")[2]))
        request.account_id = client.signed.account_id
    assert "une autre personne du bureau" in client.get("/moderation/file/changements").text
    answer = give(client, key, "accept")
    assert answer.status_code == 409
    assert "Une autre personne" in answer.text
    with own_app.extensions["readers"]() as session:
        assert session.get_one(ChangeRequest, request.id).state == "waiting"


def test_to_show_what_hides_takes_the_password_again(own_app: Flask, territory: Territory):
    with own_app.extensions["sessions"].begin() as session:
        listing = listed_in(session, "48")[0]
        request = ChangeRequest(
            kind="change",
            state="waiting",
            service_id=listing.id,
            organization_id=listing.organization_id,
            before={"address_policy": "on-request"},
            after={"address_policy": "public"},
            author="Zoé Zwanze",
            door="site",
            asked_at=datetime.now(UTC).replace(tzinfo=None),
        )
        session.add(request)
        session.flush()
        number = request.id
    client = desk_client(own_app)
    with own_app.extensions["sessions"].begin() as session:
        session.connection().exec_driver_sql("UPDATE login SET proved_at = '2026-01-01 00:00:00.000000'")
    assert give(client, territory.request_keys[0], "accept").status_code == 200
    answer = give(client, f"request-{number}", "accept")
    assert answer.status_code == 401 and "mot de passe" in answer.text
    with own_app.extensions["readers"]() as session:
        assert session.get_one(ChangeRequest, number).state == "waiting"
