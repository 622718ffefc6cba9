"""The rows of the reference files that labelled pairs name, each as the statement that it would become.

Small readers of their own, so that what is measured here is matching alone. Nothing of the files is copied.
"""

import csv
import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import StringIO
from pathlib import Path

from directory.folding import fold
from importers.records import PhoneRecord, Record
from importers.statements import Statement

DILA = {
    "gendarmerie": "law-enforcement-unit",
    "commissariat_police": "law-enforcement-unit",
    "msap": "france-services",
    "mission_locale": "mission-locale",
    "clic": "elder-coordination",
    "pmi": "pmi",
    "cidf": "cidff",
    "permanence_juridique": "point-justice",
    "mjd": "mjd",
    "maison_handicapees": "mdph",
    "adil": "housing-info",
    "tgi": "tribunal-judiciaire",
    "bav": "bav",
    "caf": "caf",
}
FINESS = {"223": "pmi", "189": "cmp-child"}
OVERSEAS = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9F": "976"}
_NOTES = re.compile(r"Adresse : (.*),\s*(\d{4,5})\s*,([^|,]*)\| T[ée]l : ([^|]*)")
_SPLIT = re.compile(r"^(.*?) ?(\d{5}) (.+)$")
Row = Mapping[str, str]


class Rows:
    """Every row of the reference folder, by file and key."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.communes = {row["code_insee"]: row for row in self._table("communes/communes_2026.csv.gz")}
        self._named = {
            (row["code_departement"], fold(row["nom"])): code for code, row in self.communes.items()
        }
        self.read = cache(self._read)

    def folded_communes(self) -> dict[str, str]:
        """Give the folded name of each commune, then of its département, by its code."""
        listed = json.loads((self._data / "communes/departements_2026.json").read_text("utf-8"))
        departments = {each["code"]: each["nom"] for each in listed}
        return {
            code: fold(f"{row['nom']} {departments[row['code_departement']]}")
            for code, row in self.communes.items()
        }

    def department(self, commune: str, key: str) -> str:
        """Give the département of a commune, or the one that a key begins with."""
        return self.communes[commune]["code_departement"] if commune in self.communes else key[:2]

    def _read(self, file: str) -> dict[str, Statement]:
        return {statement.record.key: statement for statement in READERS[file](self)}

    def _table(self, name: str, delimiter: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
        path = self._data / name
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding)
        with StringIO(text, newline="") as file:
            return list(csv.DictReader(file, delimiter=delimiter))

    def commune(self, department: str, town: str) -> str:
        """Give the code of a commune named in an address, "" where none bears that name."""
        bare = re.sub(r"\s+cedex.*$", "", town.strip(), flags=re.IGNORECASE)
        return self._named.get((department, fold(bare)), "")

    def dila(self) -> Iterator[Statement]:
        """Read the local administrations of 2019."""
        for row in self._table("dila/annuaire_local_2019_alaveteli.csv.gz"):
            kind, code, _ = row["#id"].rsplit("-", 2)
            found = _NOTES.search(row["notes"])
            street, postcode, _, phone = found.groups() if found else ("", "", "", "")
            yield _statement(
                row["#id"],
                re.sub(r" \d[\dAB]\d{3}-\d\d$", "", row["name"]),
                DILA.get(kind, ""),
                code,
                street,
                postcode.zfill(5) if postcode else "",
                _phones(phone),
                email=row["request_email"],
            )

    def sae(self) -> Iterator[Statement]:
        """Read hospitals and clinics of 2023."""
        for row in self._table("finess/sae_ID_2023_hopitaux_latin1.csv.gz", ";", "latin-1"):
            street = " ".join(filter(None, (row["NUMVOI"], row["TYPVOI"], row["NOMVOI"], row["COMPD"])))
            yield _statement(
                row["fi"],
                " ".join((row["rs"], row["rscom"])).strip(),
                "",
                row["COMINSEE"],
                street,
                row["CPO"],
                siret=row["sir"],
                finess=row["fi"],
            )

    def sampling(self) -> Iterator[Statement]:
        """Read health sites of 2020: what they call a FINESS number is kept aside, it would tell too much."""
        for row in self._table("sante/sites-prelevements-acces-restreint-2020.csv"):
            street, postcode, town = (
                _SPLIT.search(row["adresse"]) or re.match("()()(.*)", row["adresse"])
            ).groups()
            point = (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else None
            yield _statement(
                row["ID"],
                row["rs"],
                "",
                self.commune(postcode[:2], town),
                street,
                postcode,
                _phones(row["tel_rdv"]),
                point=point,
                department=postcode[:2],
            )

    def partners(self) -> Iterator[Statement]:
        """Read a list that somebody made by hand: unclassed, its rows known by their rank."""
        for rank, row in enumerate(self._table("partenaires/prescripteurs_habilites_62_67_2019.csv"), 2):
            street = " ".join(
                filter(None, (row["RUE"], row["COMPLEMENT"], row["COMPLEMENT 2"], row["BP/CS"]))
            )
            yield _statement(
                f"{row['DEPARTEMENT']}-{rank}",
                row["NOM"],
                "",
                self.commune(row["CODE POSTAL"][:2], row["COMMUNE"]),
                street,
                row["CODE POSTAL"],
                _phones(row["TELEPHONE"]),
                email=row["MAIL"],
                website=row["SITE WEB"],
            )

    def competence(self) -> Iterator[Statement]:
        """Read the units that communes depend on: a name, and the commune that bears it, if any."""
        seen: set[str] = set()
        for name in ("lozere_48_2026", "ain_01_debut_2026"):
            for row in self._table(f"competence/competence_territoriale_{name}.csv", ";"):
                number, department = row["id_service"], row["code_commune"][:2]
                key = f"gn-{number}" if number else f"{department}-{fold(row['service'])}"
                if key not in seen:
                    seen.add(key)
                    town = re.sub(r"^.*?(?:Brigade|police) (?:de |d'|du )", "", row["service"]).replace(
                        "Malzieu", "Le Malzieu"
                    )
                    yield _statement(
                        key,
                        row["service"],
                        "law-enforcement-unit",
                        self.commune(department, town),
                        "",
                        "",
                        department=department,
                    )

    def units(self) -> Iterator[Statement]:
        """Read gendarmerie units that receive the public."""
        for row in self._table("gendarmerie/export-gn2-extrait-ain.csv", ";"):
            yield _statement(
                f"gn-{row['identifiant_public_unite']}",
                row["service"],
                "law-enforcement-unit",
                row["code_commune_insee"],
                row["voie"],
                row["code_postal"],
                _phones(row["telephone"]),
                point=(float(row["geocodage_y_GPS"]), float(row["geocodage_x_GPS"])),
            )

    def halls(self) -> Iterator[Statement]:
        """Read the town halls of three départements."""
        for row in self._table("dila/mairies_2026_dep32_42_48.csv"):
            *lines, last = row["adresse"].splitlines() or [""]
            yield _statement(
                row["code_insee"],
                f"Mairie - {row['nom_commune']}",
                "town-hall",
                row["code_insee"],
                " ".join(lines),
                last[:5],
                _phones(row["telephone"]),
                email=row["courriel"].split(";")[0],
                website=row["site"],
                point=(float(row["lat"]), float(row["lon"])) if row["lat"] else None,
            )

    def social(self) -> Iterator[Statement]:
        """Read the social services that somebody wrote as YAML: only the lines that are needed."""
        for path in sorted((self._data / "dila/services_sociaux_yaml").glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            found = {key: value.strip(" '") for key, value in re.findall(r"(?m)^ *(\w+): *(.+)$", text)}
            lines = re.search(r"lignes:\n((?: +- .+\n)+)", text)
            street = " ".join(re.findall(r"- (.+)", lines[1])) if lines else ""
            postcode = found.get("codePostal", "").zfill(5)
            category = {"ccas": "ccas-cias", "cdas": "social-department"}.get(found.get("pivotLocal", ""), "")
            yield _statement(
                path.stem,
                found["nom"],
                category,
                self.commune(postcode[:2], found.get("commune", "")),
                street,
                postcode,
                _phones(found.get("telephone", "")),
                department=postcode[:2],
            )

    def finess(self) -> Iterator[Statement]:
        """Read the raw establishments of FINESS."""
        with (self._data / "finess/etalab-cs1100502-extrait-20260512.csv").open(encoding="utf-8") as file:
            for cells in list(csv.reader(file, delimiter=";"))[1:]:
                department = OVERSEAS.get(cells[13], cells[13])
                yield _statement(
                    cells[1],
                    cells[4] or cells[3],
                    FINESS.get(cells[18], ""),
                    f"{department[:2]}{cells[12]}",
                    " ".join(filter(None, cells[7:12])),
                    cells[15][:5],
                    _phones(cells[16]),
                    siret=cells[22],
                    finess=cells[1],
                    others=(cells[3], cells[5]),
                )

    def inclusion(self) -> Iterator[Statement]:
        """Read the structures of data·inclusion."""
        found = json.loads((self._data / "data_inclusion/structures_v0_extrait_2025.json").read_text("utf-8"))
        for item in found["items"]:
            yield _statement(
                f"{item['source']}--{item['id']}",
                item["nom"],
                "",
                item["code_insee"] or "",
                item["adresse"] or "",
                item["code_postal"] or "",
                _phones(item["telephone"] or ""),
                email=item["courriel"] or "",
                siret=item["siret"] or "",
                point=(item["latitude"], item["longitude"]) if item["latitude"] else None,
            )


READERS: Mapping[str, Callable[[Rows], Iterator[Statement]]] = {
    name: getattr(Rows, name)
    for name in (
        *(
            "dila",
            "sae",
            "sampling",
            "partners",
            "competence",
            "units",
            "halls",
            "social",
            "finess",
            "inclusion",
        ),
    )
}


def _phones(text: str) -> tuple[PhoneRecord, ...]:
    found = re.match(r"\+?[\d .]{8,}", text.strip())
    return (PhoneRecord(found[0]),) if found else ()


def _statement(
    key: str,
    name: str,
    category: str,
    commune: str,
    street: str,
    postcode: str,
    phones: tuple[PhoneRecord, ...] = (),
    *,
    email: str = "",
    website: str = "",
    siret: str = "",
    finess: str = "",
    point: tuple[float, float] | None = None,
    department: str = "",
    others: tuple[str, ...] = (),
) -> Statement:
    record = Record(
        key=key,
        organization="",
        category=category,
        name=name,
        commune=commune,
        street=street,
        postcode=postcode,
        phones=phones,
        email=email,
        website=website,
        point=point,
        alternate_names=tuple(filter(None, others)),
        zone=("department", department) if department and not commune else None,
    )
    return Statement(record, siret=siret, finess=finess)
