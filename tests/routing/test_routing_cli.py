"""The commands that others rely on, as they are typed."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.report import COLUMNS
from wsgi import create_app

SITUATION = """\
person_role: victim
violence_types: [intimate-partner]
urgency: within-days
pregnant: confirmed
commune: Saint-Chamond
"""
TUESDAY = "2026-11-24T10:00"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A situation written by hand."""
    path = tmp_path / "situation.yaml"
    path.write_text(SITUATION)
    return path


def run(app: Flask, *arguments: object) -> Result:
    """Run `flask routing …`; nothing may ever end in a traceback."""
    result = app.test_cli_runner().invoke(args=["routing", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def said(result: Result) -> str:
    """Give what a command wrote, with ordinary spaces."""
    return result.output.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def answer(app: Flask, *arguments: object) -> dict:
    result = run(app, "suggest", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


# suggest


def test_the_json_has_every_key_that_others_read(app: Flask, file: Path):
    read = answer(app, file, "--at", TUESDAY)
    assert {"suggestions", "flags", "actions", "helplines", "excluded", "open_questions"} <= read.keys()
    assert read["suggestions"]
    for suggestion in read["suggestions"]:
        assert {"category", "priority", "reasons", "services"} <= suggestion.keys()
        assert all({"rule", "text", "source"} <= reason.keys() for reason in suggestion["reasons"])
        for service in suggestion["services"]:
            assert {"name", "phone", "open", "next_opening", "distance_km", "verified"} <= service.keys()
            assert service["open"] in (True, False, None)
    assert all({"category", "because"} <= item.keys() for item in read["excluded"])
    assert all({"fact", "could_add"} <= question.keys() for question in read["open_questions"])


def test_the_json_says_who_answers_at_that_time(app: Flask, file: Path):
    by_category = {item["category"]: item for item in answer(app, file, "--at", TUESDAY)["suggestions"]}
    (midwife, *_) = by_category["pmi"]["services"]
    assert (midwife["open"], midwife["next_opening"]) == (True, None)
    assert midwife["distance_km"] < 2
    night = {item["category"]: item for item in answer(app, file, "--at", "2026-11-27T22:00")["suggestions"]}
    (midwife, *_) = night["pmi"]["services"]
    assert midwife["open"] is False
    assert midwife["next_opening"] > "2026-11-28"


def test_what_nobody_knows_is_null_and_never_closed(app: Flask, file: Path):
    file.write_text("person_role: perpetrator\nviolence_types: [intimate-partner]\n")
    services = [
        service
        for at in (TUESDAY, "2026-11-27T22:00")
        for suggestion in answer(app, file, "--commune", "48095", "--at", at)["suggestions"]
        for service in suggestion["services"]
    ]
    assert any(service["open"] is None for service in services)
    assert all(service["next_opening"] is None for service in services if service["open"] is not False)


def test_the_answer_to_read_says_the_same_in_lines(app: Flask, file: Path):
    text = said(run(app, "suggest", file, "--at", TUESDAY))
    assert text.startswith("Saint-Chamond (42), 24/11/2026 10:00\n")
    assert "PMI, sage-femme" in text
    assert "Répond maintenant : " in text


def test_the_commune_asked_for_replaces_the_one_written(app: Flask, file: Path):
    assert answer(app, file, "--commune", "48095")["commune"] == "48095"
    assert answer(app, file, "--commune", "2b033")["commune"] == "2B033"


@pytest.mark.parametrize(
    ("commune", "sentence"),
    [
        ("99999", "« 99999 » n’est pas le code INSEE d’une commune.\n"),
        ("42400", "Choisissez son code INSEE (Saint-Chamond (42) : 42207)."),
        ("Saint-Chamond", "Choisissez son code INSEE (Saint-Chamond (42) : 42207)."),
        ("Saint-Denis", "Saint-Denis (93) : 93066"),
        ("", "« » n’est pas le code INSEE"),
        ("'; DROP TABLE commune", "n’est pas le code INSEE d’une commune"),
        ("é" * 5000, "n’est pas le code INSEE d’une commune"),
    ],
)
def test_anything_else_than_a_code_is_refused_with_the_codes_it_may_mean(
    app: Flask, file: Path, commune: str, sentence: str
):
    result = run(app, "suggest", file, "--commune", commune)
    assert result.exit_code == 1
    assert "--commune : " in said(result)
    assert sentence in said(result).replace("«  »", "« »")


@pytest.mark.parametrize(
    "at", ["hier", "22:00", "2026-02-30T10:00", "24/11/2026", "", "2026-11-24T25:00", "1"]
)
def test_a_moment_that_does_not_exist_is_refused_with_an_example(app: Flask, file: Path, at: str):
    result = run(app, "suggest", file, "--at", at)
    assert result.exit_code == 1
    assert "n’est pas un moment. Écrivez par exemple 2026-11-27T22:00." in said(result)


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1999-12-31", "2100-01-01", "9999-12-31T23:59+02:00"])
def test_a_year_that_no_calendar_holds_is_refused(app: Flask, file: Path, at: str):
    result = run(app, "suggest", file, "--at", at)
    assert result.exit_code == 1
    assert "--at : l’année doit être entre 2000 et 2099." in said(result)


@pytest.mark.parametrize(
    "at", ["2000-01-01", "2099-12-31T23:59", "2026-03-29T02:30", "2026-10-25T02:30", "20261124T10"]
)
def test_the_edges_of_the_calendar_and_of_summer_time_get_an_answer(app: Flask, file: Path, at: str):
    assert answer(app, file, "--at", at)["suggestions"]


def test_a_moment_with_a_zone_is_told_on_the_clocks_of_the_place(app: Flask, file: Path):
    assert answer(app, file, "--at", "2026-11-24T09:00Z")["at"] == "2026-11-24T10:00:00+01:00"
    at_saint_denis = answer(app, file, "--commune", "97411", "--at", "2026-11-24T09:00Z")
    assert at_saint_denis["at"] == "2026-11-24T13:00:00+04:00"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("person_role: victime\n", "ligne 1 : « victime » n’est pas une réponse"),
        (
            "person_role: victim\ncommune: Saint-Denis\n",
            "ligne 2 : la commune « Saint-Denis » n’est pas sûre. Cho",
        ),
        ("person_role: victim\ncommune: Zzyzx\n", "ligne 2 : la commune « Zzyzx » n’est pas sûre.\n"),
        ("person_role: victim\ninsee: 99999\n", "ligne 2 : « 99999 » n’est pas le code INSEE d’une commune."),
        (
            "commune: Condom\ninsee: 42207\n",
            "ligne 2 : le code « 42207 » est celui de Saint-Chamond (42), pas de",
        ),
        ("", "aucune situation."),
        ("- person_role: victim\n- person_role: witness\n", "2 situations dans ce fichier"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(app: Flask, file: Path, content: str, sentence: str):
    file.write_text(content)
    result = run(app, "suggest", file)
    assert result.exit_code == 1
    assert said(result).startswith("Error: situation.yaml")
    assert sentence in said(result)


def test_a_name_with_its_departement_is_enough(app: Flask, file: Path):
    file.write_text("person_role: victim\ncommune: Saint-Denis\ndepartment: '93'\n")
    assert answer(app, file)["commune"] == "93066"


def test_without_a_commune_the_national_lines_answer(app: Flask, file: Path):
    file.write_text("person_role: victim\nviolence_types: [intimate-partner]\n")
    read = answer(app, file)
    assert read["commune"] is None
    assert any(line["phone"] == "3919" for line in read["answering_now"])


def test_every_golden_case_gets_an_answer_where_it_happens(app: Flask, shared: Path, tmp_path: Path):
    for path in sorted(shared.glob("golden/*.yaml")):
        _, *cases = path.read_text("utf-8").split("\n- id:")
        for case in cases:
            one = tmp_path / "case.yaml"
            one.write_text(f"cases:\n- id:{case}\n", "utf-8")
            assert answer(app, one, "--at", TUESDAY)["suggestions"], case[:10]


def test_a_missing_file_or_a_folder_is_said_in_french(app: Flask, tmp_path: Path):
    for command in ("suggest", "check"):
        assert "ce fichier n’existe pas" in said(run(app, command, tmp_path / "nothing.yaml"))
        assert "ce fichier ne peut pas être ouvert" in said(run(app, command, tmp_path))


def test_before_flask_init_suggest_says_what_to_do_and_check_needs_nothing(tmp_path: Path, file: Path):
    app = create_app({"RELAIS_DATA_DIR": str(tmp_path / "new")})
    result = run(app, "suggest", file)
    assert result.exit_code == 1
    assert "La base n’est pas prête ou ne répond pas : lancez « flask init »." in said(result)
    assert run(app, "check", file).exit_code == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(SITUATION)),
    cut=st.integers(0, 12),
    put=st.sampled_from(
        ["", " ", "\n", "\t", ":", "- ", "'", "[", "{", "é", "oui", "12", "&a ", "*a", "\r", "#"]
    ),
)
def test_one_slip_in_a_file_gets_an_answer_or_a_sentence(app: Flask, file: Path, at: int, cut: int, put: str):
    file.write_text(SITUATION[:at] + put + SITUATION[at + cut :])
    result = run(app, "suggest", file, "--at", TUESDAY)
    assert result.exit_code == 0 or said(result).startswith("Error: situation.yaml")


# check


def test_check_counts_what_passes_and_what_fails_and_says_why(app: Flask, tmp_path: Path):
    path = tmp_path / "cases.yaml"
    path.write_text(
        "cases:\n"
        "- {id: A, title: Bien, situation: {urgency: immediate-danger}, "
        "expect_first: [emergency-call]}\n"
        "- {id: B, title: Mal, situation: {urgency: immediate-danger}, expect_first: [crip],"
        " expect_includes: [family-mediation], expect_excludes: [emergency-call],"
        " expect_flags: [emergency-first],"
        " expect_helplines: ['3018']}\n"
    )
    result = run(app, "check", path)
    assert result.exit_code == 1
    *wrong, last = said(result).splitlines()
    assert last == "1 passed, 1 failed"
    assert all(line.startswith("cases.yaml B « Mal » : ") for line in wrong)
    assert [line.split(" : ")[1] for line in wrong] == [
        "vient en premier", "manque", "de trop", "manque (helplines)",
    ]  # fmt: skip


def test_check_refuses_an_expectation_by_name_and_still_counts_the_other_files(app: Flask, tmp_path: Path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("- {id: A, situation: {urgency: immediate-danger}, expect_first: [emergency-call]}\n")
    bad.write_text("- id: B\n  situation: {urgency: immediate-danger}\n  expect_first: [siao-15]\n")
    result = run(app, "check", bad, good)
    assert result.exit_code == 1
    refused, last = said(result).splitlines()
    assert refused.startswith(
        "bad.yaml, ligne 3, B : « siao-15 » n’est pas un mot connu pour « expect_first »."
    )
    assert refused.endswith("Le mot le plus proche est « siao-115 ».")
    assert last == "1 passed, 1 failed"


def test_all_golden_cases_pass(app: Flask, shared: Path):
    result = run(app, "check", *sorted(shared.glob("golden/*.yaml")))
    assert result.exit_code == 0, result.output
    assert said(result).splitlines()[-1].endswith(" passed, 0 failed")


# table


def test_the_table_has_a_row_for_every_rule_with_what_it_says(app: Flask, rules):
    rows = said(run(app, "table")).splitlines()
    for rule in (*rules.rules, *rules.last):
        assert len([row for row in rows if row.startswith(f"| {rule.id} ")]) == 1
    assert {row.count("|") for row in rows if row.startswith("|")} == {len(COLUMNS) + 1}
    assert [row for row in rows if row.startswith("## ")] == [
        f"## {title}" for title in map(str, rules.themes.values())
    ]
