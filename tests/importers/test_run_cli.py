"""The commands of imports: what they print, what they refuse in a sentence, what they leave."""

import gzip
import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from importers.catalogue import SOURCES
from importers.models import ColumnMapping
from importers.progress import Progress
from importers.telling import BAR, bar
from tests.importers.importing import CHRS, UNKNOWN, Importer, Place, finess, identity, places, written
from wsgi import create_app

ROOT = Path(__file__).parents[2]
MENDE = Place("480000101", "PMI DE MENDE")
NOWHERE = Place("480009999", "RIEN", commune="999", town="MARS")
PROMISED = "source read added changed unchanged removed to_decide withheld refused seconds"


def said(app: Flask, *arguments: object) -> Result:
    """Run a command, standard output and error apart."""
    return app.test_cli_runner().invoke(args=["import", *map(str, arguments)])


def refused(result: Result) -> str:
    """Give the sentence of a command that refuses, and see that it is only one."""
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


def test_every_source_is_named_with_its_licence(own_app: Flask):
    result = said(own_app, "sources")
    assert result.exit_code == 0
    for slug, module in SOURCES.items():
        assert re.search(rf"^{slug} .*{re.escape(module.ORIGIN.licence)}", result.output, re.MULTILINE)
    names = "dila finess data-inclusion points-justice units competence town-halls soliguide hsds spreadsheet"
    assert set(SOURCES) == set(names.split())


def test_a_run_says_what_it_does_and_how_to_undo_it(own_app: Flask, tmp_path: Path):
    result = said(own_app, "run", "finess", finess(tmp_path, [*places(3), Place("480000990", "FOYER", CHRS)]))
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.output.splitlines()
    assert lines[0].startswith("Lignes lues : 4 en ")
    assert {"3 ajoutées", "0 modifiées", "1 tenues cachées", "0 refusées"} <= {line.strip() for line in lines}
    assert lines[-1] == "Import n° 1 appliqué. Pour l’annuler, pendant 30 jours : flask import undo 1"


def test_the_report_in_json_has_the_keys_that_were_promised(own_app: Flask, tmp_path: Path):
    given = [*places(3), Place("480000990", "FOYER", CHRS), Place("480000991", "LIEU", UNKNOWN), NOWHERE]
    result = said(own_app, "run", "finess", finess(tmp_path, given), "--json", "--partial")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report.keys() >= set(PROMISED.split())
    assert report["state"] == "applied"
    assert identity(report) == report["read"] == 6
    assert [report[key] for key in ("added", "to_decide", "withheld", "removed")] == [3, 1, 1, 0]
    [refusal] = report["refused"]
    assert refusal.keys() == {"line", "column", "value", "reason"}
    assert (refusal["line"], refusal["column"]) == (7, "commune")
    assert isinstance(report["seconds"], float)


def test_a_dry_run_lists_nothing_and_keeps_nothing(own_app: Flask, tmp_path: Path):
    importer = Importer(own_app)
    before = importer.dump()
    result = said(own_app, "run", "finess", finess(tmp_path, places(3)), "--dry-run", "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert (report["added"], report["state"]) == (3, "abandoned")
    assert importer.dump() == before
    assert not (importer.tools.folder / "1").exists()


def test_refused_rows_stop_everything_without_partial(own_app: Flask, tmp_path: Path):
    result = said(own_app, "run", "finess", finess(tmp_path, [*places(3), NOWHERE]))
    assert "Lignes refusées : 1" in refused(result)
    assert "Ligne 5, colonne « commune » : « " in result.stdout
    assert Importer(own_app).imported() == []
    result = said(own_app, "run", "finess", finess(tmp_path, [*places(3), NOWHERE]), "--partial")
    assert result.exit_code == 0
    assert len(Importer(own_app).imported()) == 3


def test_what_changes_much_waits_for_a_second_yes(own_app: Flask, tmp_path: Path):
    importer = Importer(own_app)
    importer.finess(tmp_path, *places(20))
    result = said(own_app, "run", "finess", finess(tmp_path, places(10)), "--json")
    assert "Il faut un second oui" in refused(result)
    assert json.loads(result.stdout)["stops"] == ["10 fiches sur 20 seraient retirées : c’est plus de 10 %."]
    assert len(importer.imported()) == 20
    assert said(own_app, "run", "finess", finess(tmp_path, places(10)), "--yes").exit_code == 0
    assert len(importer.imported()) == 10


def test_runs_are_listed_and_one_is_undone(own_app: Flask, tmp_path: Path):
    importer = Importer(own_app)
    before = importer.dump()
    said(own_app, "run", "finess", finess(tmp_path, places(3)))
    said(own_app, "run", "finess", finess(tmp_path, [*places(3), MENDE]), "--dry-run")
    listed = said(own_app, "runs").output.splitlines()
    assert re.fullmatch(r" +2 \d\d/\d\d/\d{4} \d\d:\d\d finess +abandonné .*", listed[0])
    assert re.fullmatch(r" +1 \d\d/\d\d/\d{4} \d\d:\d\d finess +appliqué 3 ajoutées", listed[1])
    result = said(own_app, "undo", "1")
    assert result.output == "Import n° 1 annulé : 3\N{NO-BREAK SPACE}fiches comme avant.\n"
    assert importer.dump() == before
    assert "rien à annuler" in refused(said(own_app, "undo", "1"))
    assert "annulé" in said(own_app, "runs").output


def test_what_was_touched_since_is_told_when_a_run_is_undone(own_app: Flask, tmp_path: Path):
    importer = Importer(own_app)
    run = importer.finess(tmp_path, *places(2))
    with importer.writing() as session:
        service = session.merge(importer.service(places(1)[0].number))
        service.updated_at = importer.now
    result = said(own_app, "undo", run.id)
    assert "Laissées, car modifiées depuis : 1\N{NO-BREAK SPACE}fiche." in result.output


def test_what_is_not_there_is_refused_in_one_sentence(own_app: Flask, tmp_path: Path):
    file = finess(tmp_path, places(1))
    assert "« nulle-part » n’est pas une source" in refused(said(own_app, "run", "nulle-part", file))
    assert "absent.csv" in refused(said(own_app, "run", "finess", tmp_path / "absent.csv"))
    assert "n’est pas un fichier" in refused(said(own_app, "run", "finess", tmp_path))
    assert "Il n’y a pas d’import n° 12" in refused(said(own_app, "undo", "12"))
    assert "aucune colonne ne donne le numéro FINESS" in refused(
        said(own_app, "run", "finess", written(tmp_path, "x.csv", "a;b\n1;2\n"))
    )
    assert said(own_app, "run", "finess").exit_code == 2


def test_without_a_database_one_sentence_says_what_to_do(tmp_path: Path):
    app = create_app({"RELAIS_DATA_DIR": str(tmp_path / "empty")})
    for arguments in (("run", "finess", finess(tmp_path, places(1))), ("runs",), ("undo", "1")):
        assert "flask init" in refused(said(app, *arguments))
    assert said(app, "sources").exit_code == 0
    app.extensions["engine"].dispose()


def test_a_compressed_file_is_read_as_it_is(own_app: Flask, tmp_path: Path):
    path = tmp_path / "finess.csv.gz"
    path.write_bytes(gzip.compress(finess(tmp_path, places(3)).read_bytes()))
    assert "3 ajoutées" in said(own_app, "run", "finess", path).output


def test_a_list_of_ones_own_has_a_name_of_its_own(own_app: Flask, tmp_path: Path):
    rows = "nom;catégorie;commune\nPMI Zwanze;PMI;Mende\n"
    assert said(own_app, "run", "spreadsheet", written(tmp_path, "mes partenaires.csv", rows)).exit_code == 0
    named = written(tmp_path, "b.csv", rows.replace("Mende", "Langogne"))
    assert said(own_app, "run", "spreadsheet", named, "--name", "Réseau 48").exit_code == 0
    slugs = {service.source_slug for service in Importer(own_app).imported()}
    assert slugs == {"spreadsheet-mes-partenaires", "spreadsheet-reseau-48"}
    assert {*Importer(own_app).all(select(ColumnMapping.name))} == {"mes-partenaires", "reseau-48"}


def test_the_command_that_gave_a_key_says_what_to_do_now(own_app: Flask):
    assert "flask accounts invite" in refused(said(own_app, "key"))


def test_a_bar_is_drawn_on_a_terminal_only(own_app: Flask, tmp_path: Path):
    folder = Importer(own_app).tools.folder.parent
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import", "run", "finess"]
    environment = {**os.environ, "RELAIS_DATA_DIR": str(folder)}
    outer, inner = pty.openpty()
    done = subprocess.run(
        [*command, str(finess(tmp_path, places(1500))), "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=inner,
        check=True,
    )
    os.close(inner)
    shown = os.read(outer, 65_536).decode()
    os.close(outer)
    assert json.loads(done.stdout)["added"] == 1500
    assert "Ouverture du fichier" in shown
    assert "Rapprochement [" in shown
    assert "\r" in shown
    again = subprocess.run(
        [*command, str(finess(tmp_path, places(2))), "--dry-run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert again.stderr == b""


def test_a_bar_says_how_far_it_is():
    assert bar(Progress("Lecture", 0)) == "Lecture"
    assert bar(Progress("Lecture", 12)) == "Lecture : 12"
    half = bar(Progress("Écriture", 5, 10))
    assert half == f"Écriture [{'#' * (BAR // 2)}{'-' * (BAR // 2)}]  50%"
    assert "100%" in bar(replace(Progress("Écriture", 11, 10)))
