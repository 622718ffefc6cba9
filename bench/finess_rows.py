"""A FINESS file of N invented establishments, seeded; its numbers are those kept for fiction."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.ground import Home

FIRST_LINE = "finess;etalab;111;2026-05-12\n"
KINDS = (
    ("223", "Protection Maternelle et Infantile (P.M.I.)"),
    ("156", "Centre Médico-Psychologique (C.M.P.)"),
    ("197", "Centre soins accompagnement prévention addictologie (CSAPA)"),
    ("124", "Centre de Santé"),
    ("228", "Centre Planification ou Education Familiale"),
    ("443", "Centre Accueil Demandeurs Asile (C.A.D.A.)"),
    ("463", "Centre Local Information Coordination P.A .(C.L.I.C.)"),
    ("214", "Centre Hébergement & Réinsertion Sociale (C.H.R.S.)"),
    ("620", "Pharmacie d'Officine"),
)
STREETS = ("DE LA REPUBLIQUE", "VICTOR HUGO", "DES LILAS", "DU MOULIN", "JEAN JAURES", "PASTEUR", "DU STADE")
TYPES = ("R", "AV", "BD", "PL")
FICTION = ("019900", "026191", "035301", "046571", "053649")


def write_rows(path: Path, homes: Sequence[Home], size: int, seed: int = 1) -> None:
    """Write `size` rows in the raw format, 32 fields, without header."""
    rng = np.random.default_rng(seed)
    places = [home for home in homes if len(home.department) == 2 and home.postcodes]
    draws = rng.integers(0, 1 << 30, size=(size, 5)).tolist()
    with path.open("w", encoding="utf-8") as file:
        file.write(FIRST_LINE)
        for rank, draw in enumerate(draws):
            file.write(_row(rank, places[draw[0] % len(places)], draw))


def _row(rank: int, home: Home, draw: Sequence[int]) -> str:
    code, label = KINDS[draw[1] % len(KINDS)]
    town = home.name.upper()
    fields = [""] * 32
    fields[0:6] = [
        "structureet",
        f"{rank + 1:09d}",
        f"{rank // 5 + 1:09d}",
        f"{label[:20].upper()} {town}"[:38],
        "",
        "",
    ]
    fields[4] = f"{label.upper()} DE {town} {rank % 97}"
    fields[7:10] = [str(draw[2] % 200 + 1), TYPES[draw[2] % len(TYPES)], STREETS[draw[3] % len(STREETS)]]
    fields[12:14] = [home.code[2:], home.department]
    fields[15:17] = [f"{home.postcodes.split()[0]} {town}", f"{FICTION[draw[4] % 5]}{draw[4] % 10_000:04d}"]
    fields[18:20] = [code, label]
    fields[28:31] = ["2001-01-01", "2001-01-01", "2026-01-15"]
    return ";".join(fields) + "\n"
