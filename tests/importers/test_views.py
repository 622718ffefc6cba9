"""The pages of imports without a browser: who comes in, what is sent, followed, applied, undone, decided."""

import csv
import io
import json
import re
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from directory.models import Entry, Service, Source, Verification
from directory.typography import typeset
from importers.catalogue import SOURCES
from importers.ground import Ground
from importers.hiding import hidden
from importers.locking import holding
from importers.models import Decision, Run, RunRow, Withheld
from importers.progress import Reporter
from importers.undoing import KEPT_FOR
from tests.accounts.signing import signed_in_client
from tests.importers.waiting import (
    FLORAC,
    LANGOGNE,
    NOWHERE,
    REPORT,
    TOWN_HALLS,
    Administrator,
    one_service,
    plant_entry,
    plant_run,
    said,
    town_halls,
    utc_now,
)
from tests.web.every_page import HtmlPage

MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def admin(own_app: Flask) -> Administrator:
    """Someone who visits the pages of imports."""
    return Administrator(own_app)


def text_of(response: TestResponse) -> str:
    """Give what a page reads, its spaces made plain."""
    return re.sub(r"\s+", " ", HtmlPage(response.text).text)


def count(app: Flask, table: type) -> int:
    with app.extensions["readers"]() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def planted(app: Flask, state: str, slug: str = "finess", **columns: object) -> int:
    with app.extensions["sessions"].begin() as session:
        return plant_run(session, slug, state, **columns)


def entered(app: Flask, slug: str, state: str, statement, **columns: object) -> int:
    with app.extensions["sessions"].begin() as session:
        return plant_entry(session, slug, state, statement, **columns)


def entry(app: Flask, number: int) -> Entry:
    with app.extensions["readers"]() as session:
        return session.get_one(Entry, number)


# Who comes in.


def test_whoever_is_not_signed_in_is_asked_to_be(own_app: Flask):
    run = planted(own_app, "ready", report=REPORT)
    client = own_app.test_client()
    for path in ("/imports", f"/imports/{run}", "/imports/999999", "/imports/a-decider/doublons"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, f"/compte/connexion?suite={path}")
    answer = client.post(f"/imports/{run}/action", data={"action": "undo"})
    assert answer.status_code == 401
    assert "Se connecter" in answer.text


def test_who_is_no_administrator_is_told_of_no_page(own_app: Flask):
    run = planted(own_app, "ready", report=REPORT)
    client = signed_in_client(own_app, "desk", territory=("department", "48"))
    nothing = client.get("/imports/nothing-like-it")
    assert nothing.status_code == 404
    for path in ("/imports", f"/imports/{run}", "/imports/a-decider/doublons"):
        assert (client.get(path).status_code, main(client.get(path))) == (404, main(nothing))
    assert client.post(f"/imports/{run}/action", data={"action": "abandon"}).status_code == 404
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Run, run).state == "ready"


def main(answer: TestResponse) -> str:
    return answer.text.partition("<main")[2]


def test_a_form_that_no_page_of_the_session_gave_is_refused_and_does_nothing(admin: Administrator):
    run = planted(admin.app, "ready", report=REPORT)
    other = Administrator(admin.app)
    for proof in ("", "zwanze", other.signed.proof):
        data = {"action": "abandon", "proof": proof}
        answer = admin.client.post(f"/imports/{run}/action", data=data)
        assert answer.status_code == 400
        assert "Rien n’a été fait" in answer.text
    assert "Prêt à appliquer" in admin.opens(f"/imports/{run}").text


def test_every_form_of_these_pages_carries_its_proof(admin: Administrator):
    run = planted(admin.app, "stopped", report={**REPORT, "stops": ["40 fiches sur 100 : plus de 10 %."]})
    entered(admin.app, "finess", "unclassed", said(1, fit="unknown", category="", code="219"))
    for path in ("/imports", f"/imports/{run}", "/imports/a-decider/sortes", "/imports/a-decider/fiches"):
        page = HtmlPage(admin.opens(path).text)
        proofs = [each["value"] for each in page.found("input") if each.get("name") == "proof"]
        assert proofs == [admin.signed.proof] * len(page.found("form"))


# Files.


def upload(admin: Administrator, path: Path, **fields: str) -> TestResponse:
    with path.open("rb") as file:
        data = {"source": "town-halls", "files": [(file, path.name)], **fields}
        return admin.sends("/imports/envoi", data, content_type="multipart/form-data")


def settled(admin: Administrator, path: str) -> TestResponse:
    """Look at a run again until nobody works on it any more."""
    for _ in range(300):
        page = admin.opens(path)
        if "data-follow" not in page.text:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{path} never settles: {text_of(page)}")


def test_sending_nothing_says_what_is_missing_and_keeps_the_rest(admin: Administrator):
    answer = admin.sends("/imports/envoi", {"is_partial": "yes"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choisissez la source dans la liste." in answer.text
    assert "Choisissez au moins un fichier." in answer.text
    kept = {each.get("name") for each in HtmlPage(answer.text).found("input") if "checked" in each}
    assert kept == {"is_partial"}
    assert count(admin.app, Run) == 0


def says_of_data(admin: Administrator, slug: str, words: str) -> bool:
    """Say whether the home page has these words under the title of a source."""
    title = re.sub(r"\s+", " ", typeset(SOURCES[slug].ORIGIN.title))
    return f" {title} {words} " in text_of(admin.opens("/imports"))


def known(app: Flask, slug: str, data_on: date | None) -> None:
    """Leave a source as an import leaves it, with the day of its data where it gives one."""
    with app.extensions["sessions"].begin() as session:
        session.add(Source(slug=slug, name="Zwanze", licence="-", data_on=data_on))


def test_a_source_says_the_day_of_its_data_or_that_it_gives_none_or_that_it_never_came(admin: Administrator):
    assert says_of_data(admin, "finess", "Jamais importée")
    known(admin.app, "finess", None)
    assert says_of_data(admin, "finess", "Importée, date des données inconnue")
    known(admin.app, "dila", date(2026, 3, 2))
    assert says_of_data(admin, "dila", "Données du 2 mars 2026")


def test_lists_of_one_s_own_say_the_newest_day_that_one_of_them_gives(admin: Administrator):
    known(admin.app, "spreadsheet-a", None)
    assert says_of_data(admin, "spreadsheet", "Importée, date des données inconnue")
    for slug, day in (("b", date(2026, 3, 2)), ("c", date(2026, 2, 3)), ("d", None)):
        known(admin.app, f"spreadsheet-{slug}", day)
    assert says_of_data(admin, "spreadsheet", "Données du 2 mars 2026")


def test_a_source_or_a_field_that_no_page_offers_is_refused(admin: Administrator, tmp_path: Path):
    path = town_halls(tmp_path, *TOWN_HALLS)
    for fields in ({"source": "demonstration"}, {"source": "../finess"}, {"state": "applied"}):
        assert upload(admin, path, **fields).status_code == 422
    assert count(admin.app, Run) == 0


def test_only_the_form_of_files_takes_files(admin: Administrator):
    attached = {"action": "apply", "files": (io.BytesIO(b"x"), "x.csv")}
    run = planted(admin.app, "ready", report=REPORT)
    answer = admin.sends(f"/imports/{run}/action", attached, content_type="multipart/form-data")
    assert answer.status_code == 415


def test_files_that_are_too_heavy_are_refused_and_leave_nothing(admin: Administrator, tmp_path: Path):
    admin.app.config["LARGEST_UPLOAD"] = 300_000
    heavy = tmp_path / "heavy.csv"
    heavy.write_bytes(b"x" * 400_000)
    assert upload(admin, heavy).status_code == 413
    light = tmp_path / "light.csv"
    light.write_bytes(b"x" * 290_000)
    sent = upload(admin, light)
    assert sent.status_code == 303, "more than any other form may weigh"
    assert count(admin.app, Run) == 1
    settled(admin, sent.location)


def test_a_file_that_is_refused_is_a_run_that_says_why(admin: Administrator, tmp_path: Path):
    path = tmp_path / "mairies.csv"
    path.write_bytes(b"\x00\x01\x02" * 100)
    page = settled(admin, upload(admin, path).location)
    assert "Échec" in page.text
    assert "Rien n’a été changé dans l’annuaire." in page.text
    assert "Envoyer un autre fichier" in page.text


def test_a_file_is_read_then_applied_then_undone(admin: Administrator, tmp_path: Path):
    before = count(admin.app, Service)
    sent = upload(admin, town_halls(tmp_path, *TOWN_HALLS))
    assert sent.status_code == 303
    page = settled(admin, sent.location)
    said_of_it = text_of(page)
    assert "4 lignes lues" in said_of_it
    assert "mairies.csv" in said_of_it
    assert count(admin.app, Service) == before, "nothing changes before it is applied"
    admin.sends(f"{sent.location}/action", {"action": "apply"})
    page = settled(admin, sent.location)
    assert "Ce que cet import a fait" in page.text
    assert "Annuler cet import" in page.text
    after = count(admin.app, Service)
    with admin.app.extensions["readers"]() as session:
        entries = session.scalars(select(Entry).where(Entry.source_slug == "town-halls")).all()
    assert len(entries) == 4
    assert after >= before
    assert "Données" in admin.opens("/imports").text
    admin.sends(f"{sent.location}/action", {"action": "undo"})
    page = settled(admin, sent.location)
    assert "Annulé" in page.text
    assert count(admin.app, Service) == before
    assert count(admin.app, Entry) == 0


def test_a_refused_row_stops_the_run_until_it_is_put_right_or_left(admin: Administrator, tmp_path: Path):
    run = upload(admin, town_halls(tmp_path, LANGOGNE, NOWHERE, FLORAC)).location
    page = settled(admin, run)
    assert "Arrêté : lignes refusées" in text_of(page)
    assert admin.sends(f"{run}/action", {"action": "apply"}).status_code == 409
    assert "99999" in page.text
    rows = csv.reader(io.StringIO(admin.opens(f"{run}/refus.csv").text.removeprefix("\ufeff")), delimiter=";")
    assert "99999" in list(rows)[1]
    admin.sends(f"{run}/action", {"action": "take-the-rest"})
    page = settled(admin, run)
    assert "Prêt à appliquer" in page.text
    assert "Fichier partiel" in page.text


# Runs in every state.


def test_a_run_that_is_worked_on_shows_how_far_it_is_and_looks_again_by_itself(admin: Administrator):
    run = planted(admin.app, "working")
    folder = admin.app.extensions["imports"].folder_of(run)
    with holding(folder):
        Reporter(folder).say("Rapprochement", 1200, 34875)
        page = admin.opens(f"/imports/{run}")
    read = HtmlPage(page.text)
    assert [(each["value"], each["max"]) for each in read.found("progress")] == [("1200", "34875")]
    assert "Rapprochement : 1 200 sur 34 875 lignes" in text_of(page)
    assert [each["content"] for each in read.found("meta") if "http-equiv" in each] == ["3"]


def test_a_run_that_nobody_works_on_any_more_can_be_taken_up_again(admin: Administrator):
    for state in ("working", "applying", "waiting"):
        page = admin.opens(f"/imports/{planted(admin.app, state)}")
        assert "L’import s’est arrêté avant la fin" in page.text, state
        assert "Reprendre" in page.text
        assert "http-equiv" not in page.text


def test_what_was_just_asked_is_followed_until_it_shows(admin: Administrator, tmp_path: Path):
    run = upload(admin, town_halls(tmp_path, LANGOGNE)).location
    page = admin.opens(run)
    assert "data-follow" in page.text
    assert "Reprendre" not in page.text
    settled(admin, run)


def test_a_run_that_changes_a_lot_asks_for_a_second_yes(admin: Administrator):
    stops = ["412 fiches sur 1203 seraient retirées : c’est plus de 10 %."]
    run = planted(admin.app, "stopped", report={**REPORT, "stops": stops})
    assert "412 fiches sur 1203" in admin.opens(f"/imports/{run}").text
    answer = admin.sends(f"/imports/{run}/action", {"action": "apply"})
    assert answer.status_code == 409
    assert "Cochez la case" in answer.text
    assert "412 fiches sur 1203" in answer.text, "the page is there still"


NOT_READY_FOR = {
    "ready": ("undo", "take-the-rest", "prepare"),
    "applied": ("apply", "abandon", "prepare"),
    "undone": ("apply", "undo", "abandon", "prepare", "take-the-rest"),
    "abandoned": ("apply", "undo", "abandon", "prepare", "take-the-rest"),
    "failed": ("apply", "undo", "take-the-rest"),
}


def test_what_a_run_is_not_ready_for_is_refused_in_words(admin: Administrator):
    for state, actions in NOT_READY_FOR.items():
        run = planted(admin.app, state, report=REPORT, applied_at=utc_now())
        for action in actions:
            answer = admin.sends(f"/imports/{run}/action", {"action": action})
            assert answer.status_code == 409, (state, action)
            assert "Cet import n’en est pas là." in answer.text


def test_an_import_is_not_undone_after_thirty_days(admin: Administrator):
    late = planted(
        admin.app, "applied", report=REPORT, applied_at=utc_now() - KEPT_FOR - timedelta(minutes=1)
    )
    answer = admin.sends(f"/imports/{late}/action", {"action": "undo"})
    assert answer.status_code == 409
    assert "plus de 30 jours" in text_of(answer)
    assert "Annuler" not in admin.opens("/imports").text
    planted(admin.app, "applied", report=REPORT, applied_at=utc_now() - KEPT_FOR + timedelta(minutes=1))
    assert "Annuler" in admin.opens("/imports").text


def test_a_run_is_abandoned_at_once(admin: Administrator):
    run = planted(admin.app, "ready", report=REPORT)
    assert admin.sends(f"/imports/{run}/action", {"action": "abandon"}).status_code == 303
    assert "Cet import a été abandonné." in admin.opens(f"/imports/{run}").text


def test_what_no_page_asks_of_a_run_is_refused(admin: Administrator):
    run = planted(admin.app, "ready", report=REPORT)
    for data in ({}, {"action": "explode"}, {"action": "apply", "state": "x"}, {"action": ["apply", "undo"]}):
        assert admin.sends(f"/imports/{run}/action", data).status_code == 400
    for path in ("/imports/999999", "/imports/99999999999999999999", "/imports/999999/refus.csv"):
        assert admin.opens(path).status_code == 404
    assert admin.sends("/imports/999999/action", {"action": "apply"}).status_code == 404


def test_a_report_counts_every_row_once_and_tells_fields_in_words(admin: Administrator):
    page = admin.opens(f"/imports/{planted(admin.app, 'ready', report=REPORT)}")
    numbers = [int(each) for each in re.findall(r'class="tally-number">(\d+)<', page.text)]
    assert sum(numbers) == REPORT["read"] + REPORT["removed"]
    read = text_of(page)
    assert "CMP Zwanze, Langogne" in read
    assert "Horaires avant : non dit après : lundi à vendredi : 9 h à 12 h" in read


def test_what_is_alone_is_counted_in_the_singular(admin: Administrator):
    one = planted(admin.app, "ready", report={**REPORT, "withheld": 5, "outside": 4})
    two = planted(admin.app, "ready", report={**REPORT, "withheld": 6, "outside": 4})
    assert "tenue cachée 1 Peut-être" in text_of(admin.opens(f"/imports/{one}"))
    assert "tenues cachées 2 Peut-être" in text_of(admin.opens(f"/imports/{two}"))


def test_the_history_says_what_each_run_did(admin: Administrator):
    planted(admin.app, "applied", report=REPORT, applied_at=utc_now())
    planted(admin.app, "failed", problem="Fichier refusé.")
    read = text_of(admin.opens("/imports"))
    assert "Appliqué 1 ajoutée, 1 modifiée" in read
    assert "Échec" in read


def test_refused_rows_come_back_as_a_file_that_no_spreadsheet_runs(admin: Administrator):
    run = planted(admin.app, "stopped", report={**REPORT, "refused_count": 1, "is_blocked": True})
    cells = {"nom": "=cmd|' /C calc'!A0", "tel": "+33 1", "note": 'é;\n"', "vide": None, "nombre": -3}
    why = {"column": "nom", "value": "@x", "reason": "Refusé."}
    with admin.app.extensions["sessions"].begin() as session:
        row = RunRow(run_id=run, line=42, key="-", digest="-", outcome="refused")
        row.said, row.reason = json.dumps(cells), json.dumps(why)
        session.add(row)
    answer = admin.opens(f"/imports/{run}/refus.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=refus-import-{run}.csv"
    assert answer.text.startswith("\ufeff")
    header, line = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert header == [*cells, "Ligne d’origine", "Colonne en cause", "Valeur", "Motif du refus"]
    assert line == ["'=cmd|' /C calc'!A0", "'+33 1", 'é;\n"', "", "'-3", "42", "nom", "'@x", "Refusé."]


def test_markup_in_what_was_imported_is_shown_as_text(admin: Administrator):
    examples = {**REPORT["examples"], "added": [{"key": "1", "name": MARKUP, "commune": "", "category": ""}]}
    refused = [{"line": 1, "column": MARKUP, "value": MARKUP, "reason": MARKUP}]
    report = {**REPORT, "examples": examples, "refused": refused, "refused_count": 1, "stops": [MARKUP]}
    files = [{"name": MARKUP, "sha256": "-", "size": 1}]
    run = planted(admin.app, "stopped", report=report, files=files, problem=MARKUP)
    entered(admin.app, "dila", "unclassed", said(1, fit="unknown", name=MARKUP, category="", code=MARKUP))
    entered(admin.app, "dila", "undecided", said(2, name=MARKUP), reason=json.dumps({"why": MARKUP}))
    for path in (
        f"/imports/{run}",
        *(f"/imports/a-decider/{each}" for each in ("doublons", "sortes", "fiches")),
    ):
        page = HtmlPage(admin.opens(path).text)
        assert MARKUP in page.text
        assert all("src" in each for each in page.found("script")), path


# Questions.


def candidate(service: Service) -> str:
    found = {"service_id": service.id, "score": 80.0, "reasons": ["même commune"]}
    return json.dumps({"why": "Ressemble à une fiche qui existe.", "candidates": [found]})


def doubt(app: Flask, number: int = 1) -> tuple[int, int]:
    """Leave a row that may be a listing that exists; give both their numbers."""
    with app.extensions["sessions"].begin() as session:
        service = one_service(session)
        waiting = plant_entry(session, "dila", "undecided", said(number), reason=candidate(service))
        return waiting, service.id


def decided(admin: Administrator, topic: str, **data: object) -> TestResponse:
    return admin.sends(f"/imports/a-decider/{topic}", data)


def test_the_page_of_questions_leads_to_the_first_that_wait(admin: Administrator):
    assert admin.opens("/imports/a-decider").location == "/imports/a-decider/doublons"
    entered(admin.app, "finess", "withheld", said(1))
    assert admin.opens("/imports/a-decider").location == "/imports/a-decider/retenues"
    assert admin.opens("/imports/a-decider/nothing-like-it").status_code == 404


def test_both_listings_are_side_by_side_and_what_differs_is_said_in_words(admin: Administrator):
    doubt(admin.app)
    read = text_of(admin.opens("/imports/a-decider/doublons"))
    assert "Permanence Zwanze 1" in read
    assert "Nom diffère" in read
    assert "Ce que dit la source Fiche de l’annuaire" in read
    assert "Ce qu’on y fait non dit" in read


def test_the_same_place_is_joined_and_the_question_goes(admin: Administrator):
    waiting, service = doubt(admin.app)
    answer = decided(admin, "doublons", entry=waiting, service=service, answer="same")
    assert (answer.status_code, answer.location) == (303, "/imports/a-decider/doublons#suivant")
    assert (entry(admin.app, waiting).state, entry(admin.app, waiting).service_id) == ("linked", service)
    assert "Aucun doublon à trancher." in admin.opens("/imports/a-decider/doublons").text


def test_two_places_stay_two(admin: Administrator):
    before = count(admin.app, Service)
    waiting, service = doubt(admin.app)
    decided(admin, "doublons", entry=waiting, service=service, answer="different")
    assert count(admin.app, Service) == before + 1
    assert entry(admin.app, waiting).service_id not in (None, service)


def test_an_answer_that_comes_twice_is_said_to_have_been_given(admin: Administrator):
    waiting, service = doubt(admin.app)
    decided(admin, "doublons", entry=waiting, service=service, answer="different")
    before = count(admin.app, Service)
    answer = decided(admin, "doublons", entry=waiting, service=service, answer="different")
    assert answer.status_code == 409
    assert "déjà été traitée" in answer.text
    assert count(admin.app, Service) == before


def test_a_kind_is_classed_in_one_press(admin: Administrator):
    proposed = ("social-department", "day-centre-homeless")
    for number in range(1, 4):
        statement = said(number, fit="broader", category="", code="219", proposed=proposed)
        entered(admin.app, "finess", "unclassed", statement)
    read = text_of(admin.opens("/imports/a-decider/sortes"))
    assert "3 fiches" in read
    assert "Tout classer : Accueil de jour" in read
    decided(admin, "sortes", source="finess", code="219", answer="day-centre-homeless")
    with admin.app.extensions["readers"]() as session:
        listed = select(Service.category).where(Service.source_slug == "finess")
        assert session.scalars(listed).all() == ["day-centre-homeless"] * 3
        assert session.scalars(select(Decision.subject)).all() == ["code:219"]


def test_a_category_that_was_not_proposed_is_chosen_in_the_whole_list(admin: Administrator):
    waiting = entered(admin.app, "dila", "unclassed", said(1, fit="unknown", category="", code="zz"))
    answer = decided(admin, "fiches", entry=waiting, answer="class")
    assert answer.status_code == 409
    assert "Choisissez une catégorie dans la liste" in answer.text
    decided(admin, "fiches", entry=waiting, answer="class", category="pmi")
    assert entry(admin.app, waiting).state == "linked"


def test_what_is_outside_is_asked_no_more(admin: Administrator):
    waiting = entered(admin.app, "dila", "unclassed", said(1, fit="unknown", category="", code="zz"))
    decided(admin, "sortes", source="dila", code="zz", answer="outside")
    assert entry(admin.app, waiting).state == "outside"


def withheld(app: Flask) -> int:
    statement = said(1, fit="broader", category="", code="214", proposed=("chrs",), finess="480000000")
    return entered(app, "finess", "withheld", statement, finess="480000000")


def test_what_hides_is_never_published_by_any_of_its_names(admin: Administrator):
    before = count(admin.app, Service)
    waiting = withheld(admin.app)
    decided(admin, "retenues", entry=waiting, answer="hide")
    assert count(admin.app, Service) == before
    with admin.app.extensions["readers"]() as session:
        assert set(session.scalars(select(Withheld.kind))) >= {"key", "finess", "name"}
    assert "Aucune fiche retenue." in admin.opens("/imports/a-decider/retenues").text


def test_what_does_not_hide_is_published_in_a_category_that_somebody_chose(admin: Administrator):
    waiting = withheld(admin.app)
    assert decided(admin, "retenues", entry=waiting, answer="class").status_code == 409
    assert decided(admin, "retenues", entry=waiting, answer="class", category="pmi").status_code == 303
    assert entry(admin.app, waiting).state == "linked"


def test_nothing_of_a_place_that_may_hide_is_on_the_page(admin: Administrator):
    statement = said(
        1, street="17 impasse Zorglubine", description="Derrière la gare", website="https://z.fr"
    )
    bare = hidden(statement.__class__(statement.record, is_perhaps_hidden=True), Ground({}, {}, {}, {}))
    entered(admin.app, "finess", "withheld", bare)
    page = admin.opens("/imports/a-decider/retenues").text
    assert "Permanence Zwanze 1" in page
    for word in ("Zorglubine", "gare", "z.fr", "48000", "Mende"):
        assert word not in page


def test_a_confidential_listing_shows_no_place_beside_what_resembles_it(admin: Administrator):
    with admin.app.extensions["sessions"].begin() as session:
        shelter = one_service(session, "dv-shelter")
        plant_entry(session, "dila", "undecided", said(1), reason=candidate(shelter))
        name = shelter.name
    read = text_of(admin.opens("/imports/a-decider/doublons"))
    assert name in read
    assert "Secteur : " in read


def proposal(app: Flask) -> tuple[int, int]:
    with app.extensions["sessions"].begin() as session:
        service = one_service(session)
        today = utc_now().date()
        session.add(Verification(service_id=service.id, verified_on=today, source_slug=service.source_slug))
        why = json.dumps({"why": "Diffère de ce qu’une personne a vérifié."})
        number = plant_entry(session, "dila", "proposal", said(1), service_id=service.id, reason=why)
        return number, service.id


def test_what_was_verified_stays_where_the_proposal_is_refused(admin: Administrator):
    waiting, service = proposal(admin.app)
    assert "Fiche vérifiée" in admin.opens("/imports/a-decider/propositions").text
    decided(admin, "propositions", entry=waiting, answer="refuse")
    with admin.app.extensions["readers"]() as session:
        assert session.get_one(Service, service).name != "Permanence Zwanze 1"
    assert entry(admin.app, waiting).state == "linked"


def test_a_proposal_that_is_accepted_is_what_the_listing_says(admin: Administrator):
    waiting, service = proposal(admin.app)
    decided(admin, "propositions", entry=waiting, answer="accept")
    with admin.app.extensions["readers"]() as session:
        assert session.get_one(Service, service).name == "Permanence Zwanze 1"


NO_ANSWERS: tuple[dict, ...] = (
    {},
    {"answer": "same"},
    {"answer": "explode", "entry": "1"},
    {"answer": "same", "entry": "first"},
    {"answer": "same", "entry": "99999999999999999999"},
    {"answer": "nothing", "entry": "1"},
    {"answer": "class", "entry": "1", "category": "nothing"},
    {"answer": ["same", "different"], "entry": "1"},
    {"answer": "same", "entry": "1", "state": "linked"},
)


def test_an_answer_that_no_page_offers_decides_nothing(admin: Administrator):
    waiting, _ = doubt(admin.app)
    for data in NO_ANSWERS:
        answer = decided(admin, "doublons", **data)
        assert answer.status_code == 409, data
        assert "Rien n’a été décidé" in answer.text
    assert entry(admin.app, waiting).state == "undecided"


def test_an_answer_to_another_question_decides_nothing(admin: Administrator):
    waiting, service = doubt(admin.app)
    for said_so in ("hide", "accept", "outside", "pmi"):
        answer = decided(admin, "doublons", entry=waiting, service=service, answer=said_so)
        assert answer.status_code == 409, said_so
    assert entry(admin.app, waiting).state == "undecided"
    assert count(admin.app, Decision) == 0


def test_questions_come_twenty_at_a_time_and_an_answer_keeps_the_place(admin: Administrator):
    numbers = [doubt(admin.app, number)[0] for number in range(1, 24)]
    first = admin.opens("/imports/a-decider/doublons")
    assert first.text.count('class="question') == 20
    following = f"/imports/a-decider/doublons/{numbers[19]}"
    assert following in HtmlPage(first.text).doors()
    assert admin.opens(following).text.count('class="question') == 3
    answer = admin.sends(following, {"entry": numbers[20], "answer": "different"})
    assert answer.location == f"{following}#suivant"
