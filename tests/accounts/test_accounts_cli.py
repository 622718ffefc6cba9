"""Accounts from the command line: inviting, listing, disabling, starting again; every mistake in words."""

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import String, cast, func, select

from directory.accounts.holding import UNIT
from directory.accounts.logins import find_login
from directory.models import Account, Letter, Organization, Service, Token
from tests.accounts.signing import client_of, open_session, plant_account, utc_now

MAIL = "zoe@exemple.invalid"


def said(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *arguments])


def refused(result: Result) -> str:
    assert result.exit_code == 1
    return re.sub(r"\s", " ", result.output)


def test_the_first_administrator_comes_in_by_a_link_that_is_shown_and_written(own_app: Flask):
    told, link = said(own_app, "invite", "Zoe@Exemple.invalid", "--role", "administrator").output.splitlines()
    assert told.startswith(f"{MAIL} est invité : administrateur – toute la France.")
    path = re.fullmatch(r"http://127\.0\.0\.1:8000(/compte/invitation/[\w-]{43})", link)[1]
    with own_app.extensions["readers"]() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.address, letter.kind) == (MAIL, "invitation")
        assert path.rpartition("/")[2] not in str(session.scalars(select(Token.digest)).all())
    client = own_app.test_client()
    assert "administrer Relais" in client.get(path).text
    answer = client.post(path, data={"name": "Zoé Zwanze", "password": "quatre mots sans rapport"})
    assert (answer.status_code, answer.location) == (303, "/compte/suite")
    assert MAIL in said(own_app, "list").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((MAIL, "--role", "administrateur"), "Vouliez-vous dire « administrator »"),
        (("zoe", "--role", "administrator"), "« zoe » n’est pas une adresse de courriel"),
        (("a@b.fr,c@d.fr", "--role", "administrator"), "n’est pas une adresse de courriel"),
        ((MAIL, "--role", "desk", "--territory", "4"), "Le plus proche : «"),
        ((MAIL, "--role", "desk", "--territory", "999999999"), "n’est pas un territoire"),
        ((MAIL, "--role", "desk", "--territory", "lozere"), "« 48 »"),
        ((MAIL, "--role", "desk"), "« --territory everywhere » (toute la France)"),
        ((MAIL, "--role", "social-worker"), "Où ce rôle vaut-il (intervenant social)"),
        ((MAIL, "--role", "officer", "--territory", ""), "n’est pas un territoire"),
        ((MAIL, "--role", "officer"), "Où ce rôle vaut-il (gendarme ou policier)"),
        ((MAIL, "--role", "desk", "--territory", "48", "--manager"), "ne vaut que pour un partenaire"),
        ((MAIL, "--role", "partner", "--organization", "1", "--territory", "48"), "pas « --territory »"),
        ((MAIL, "--role", "partner"), "est invité dans une orga"),
        ((MAIL, "--role", "partner", "--organization", "999999"), "n’est pas dans l’annuaire"),
        (
            (MAIL, "--role", "desk", "--territory", "48", "--organization", "1"),
            "est invité dans une organisation",
        ),
    ],
)
def test_a_mistake_is_said_in_a_sentence_and_nothing_is_written(own_app: Flask, arguments, sentence: str):
    assert sentence in refused(said(own_app, "invite", *arguments))
    with own_app.extensions["readers"]() as session:
        assert not session.scalars(select(Token)).all()
        assert not session.scalars(select(Letter)).all()


def test_a_territory_has_a_code_and_a_partner_an_organisation(own_app: Flask):
    with own_app.extensions["readers"]() as session:
        organization = session.scalars(select(Organization.id).limit(1)).one()
    for more in (
        ("--role", "desk", "--territory", "48"),
        ("--role", "officer", "--territory", "244200770"),
        ("--role", "partner", "--organization", str(organization), "--manager"),
    ):
        assert said(own_app, "invite", MAIL, *more).exit_code == 0
    with own_app.extensions["readers"]() as session:
        given = [
            (each.said["role"], each.said["territory"], each.said["is_manager"])
            for each in session.scalars(select(Token).order_by(Token.created_at))
        ]
    assert given == [
        ("desk", ["department", "48"], False),
        ("officer", ["epci", "244200770"], False),
        ("partner", None, True),
    ]


@pytest.mark.parametrize("everywhere", ["everywhere", "Toute la France"])
def test_the_whole_country_is_given_where_it_is_written(own_app: Flask, everywhere: str):
    result = said(own_app, "invite", MAIL, "--role", "desk", "--territory", everywhere)
    assert (result.exit_code, "bureau du territoire – toute la France" in result.output) == (0, True), (
        result.output
    )
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Token)).one().said["territory"] is None


def test_a_number_is_told_as_the_name_of_its_unit_so_that_a_mistake_is_seen(own_app: Flask):
    units = select(Service).where(Service.category == UNIT, func.length(cast(Service.id, String)) > 2)
    with own_app.extensions["readers"]() as session:
        unit = session.scalars(units.limit(1)).one()
    departments = said(own_app, "invite", MAIL, "--role", "officer", "--territory", "48").output
    told = said(own_app, "invite", MAIL, "--role", "officer", "--territory", str(unit.id)).output
    assert f"{MAIL} est invité : gendarme ou policier – Lozère." in departments
    assert f"{MAIL} est invité : gendarme ou policier – {unit.name}." in told


def test_the_list_is_aligned_and_names_each_role_in_french(own_app: Flask):
    plant_account(own_app, "desk", territory=("department", "48"), email=MAIL, name="Zoé")
    plant_account(own_app, "partner", organization_id=1, is_manager=True, email="a@ex.invalid", name="Al")
    plant_account(own_app, None, email="b@exemple.invalid", name="Bo Zwanze")
    head, *lines = said(own_app, "list").output.splitlines()
    for column, starts in (("Nom", "Al Bo Zoé"), ("Rôle", "partenaire, aucun bureau"), ("Où", "")):
        at = head.index(column)
        assert all(line[at - 2 : at].strip() == "" for line in lines), lines
        for line, start in zip(lines, starts.split(), strict=False):
            assert line[at:].startswith(start), line
    assert "partenaire, responsable" in lines[0]
    assert lines[2].endswith("Lozère")


def test_z_07_the_last_administrator_is_not_disabled(own_app: Flask):
    plant_account(own_app, "administrator", email=MAIL)
    assert "dernier compte d’administrateur" in refused(said(own_app, "disable", MAIL))
    plant_account(own_app, "administrator")
    assert said(own_app, "disable", MAIL).exit_code == 0


def test_a_disabled_account_is_out_at_once_and_still_listed(own_app: Flask):
    number = plant_account(own_app, "partner", organization_id=1, email=MAIL)
    client = client_of(own_app, open_session(own_app, number))
    assert client.get("/compte/presence").status_code == 200
    assert said(own_app, "disable", MAIL.upper()).exit_code == 0
    assert client.get("/compte/presence").status_code == 303
    assert "[désactivé]" in said(own_app, "list").output


def test_a_01_a_reset_ends_sessions_takes_the_second_factor_away_and_sends_a_link(own_app: Flask):
    signed = open_session(own_app, plant_account(own_app, "desk", territory=("department", "48"), email=MAIL))
    assert said(own_app, "reset", MAIL).exit_code == 0
    with own_app.extensions["readers"]() as session:
        assert find_login(session, signed.secret, utc_now()) is None
        account = session.get_one(Account, signed.account_id)
        assert (account.password, account.totp_secret) == (None, None)
        assert session.scalars(select(Letter.kind)).all() == ["reset"]


def test_an_account_that_nobody_has_is_said_with_the_nearest(own_app: Flask):
    plant_account(own_app, "administrator", email=MAIL)
    assert f"Le plus proche : {MAIL}" in refused(said(own_app, "disable", "zoe@exemple.invalide"))
