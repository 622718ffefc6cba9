"""The files of the demonstration are read as written, or refused with a sentence that names the line."""

import re
from pathlib import Path

import pytest

from importers.records import AreaRecord
from importers.sources.demonstration import DemonstrationError, records

SERVICE = """territory: Essai
organizations: {essai: Essai (démonstration)}
services:
- key: un
  organization: essai
  category: caf
  name: Un
  areas: [{department: "42"}]
"""


def refusal(folder: Path, text: str) -> str:
    (folder / "essai.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DemonstrationError) as refused:
        list(records(folder))
    return str(refused.value)


def test_what_nobody_said_stays_unknown(tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(SERVICE, encoding="utf-8")
    (record,) = records(tmp_path)
    assert record.hours is None and record.women is None and record.verified_on is None
    assert record.receives == "" and record.commune == "" and record.phones == ()


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("  coments: rien", "coments"),
        ("  receives: anybody", "anybody"),
        ("  point: [1, 2]", "point"),
        ("  age_min: dix", "age_min"),
        ("  women: certaines", "true, false ou null"),
        ("  audiences: [minor]", "minors"),
        ("  modes: [on-site, fax]", "fax"),
        ("  features: [lift]", "lift"),
        ("  fee: gratuit", "gratuit"),
        ('  zone: {kind: department, code: "42"}\n  transport: Bus 3', "confidentiel"),
        ("  verified_on: 14/09/2026", "verified_on"),
        ('  zone: {kind: department, code: "42"}\n  commune: "42218"', "confidentiel"),
        ("  closures: [{starts: 2026-12-24, ends: 2026-12-01}]", "avant de commencer"),
        ('  phones: [{number: "04 65 71 00 01", audience: amis}]', "amis"),
    ],
)
def test_a_mistake_is_named_with_its_file_line_and_service(tmp_path: Path, added: str, said: str) -> None:
    sentence = refusal(tmp_path, f"{SERVICE}{added}\n")
    assert re.match(r"essai\.yaml, ligne (9|10), service un", sentence)
    assert said in sentence


def test_a_file_that_is_not_yaml_is_refused_at_its_line(tmp_path: Path) -> None:
    assert "essai.yaml, ligne 3" in refusal(tmp_path, SERVICE.replace("services:", "services: ]"))


def test_the_whole_country_is_a_territory(tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(
        SERVICE.replace('{department: "42"}', '{national: true, exclude: {department: "42"}}')
    )
    (record,) = records(tmp_path)
    assert record.areas == (AreaRecord("national"), AreaRecord("department", "42", excluded=True))


def test_an_unknown_organization_or_territory_is_refused(tmp_path: Path) -> None:
    assert "«\u00a0esai\u00a0»" in refusal(
        tmp_path, SERVICE.replace("organization: essai", "organization: esai")
    )
    assert "departement" in refusal(tmp_path, SERVICE.replace("department", "departement"))


def test_the_same_key_twice_is_refused_even_in_two_files(tmp_path: Path) -> None:
    (tmp_path / "autre.yaml").write_text(SERVICE, encoding="utf-8")
    assert "existe déjà" in refusal(tmp_path, SERVICE)
