"""One plausible listing after another: who runs it, what it says, where it stands, when it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import numpy as np

from bench.field_words import RECEIVED, RUNS, SENTENCES, TERMS, tail
from bench.ground import Ground, Home
from directory.words import Category

Row = dict[str, Any]

MOST_SENTENCES = 16
AREA_SHARES = {"commune": 0.25, "epci": 0.25, "department": 0.40, "region": 0.05, "national": 0.05}
FICTION = ("19900", "26191", "35301", "46571", "53649", "63998")
"""Numbers that ARCEP keeps for fiction: the first five digits of the national number."""

_DAYS = (
    "Mo-Fr", "Mo-Sa", "Mo-Th", "Tu-Fr", "Tu-Sa", "Mo,We,Fr", "Tu,Th", "Mo,Th", "We", "Th", "Fr", "We,Sa",
    "Tu", "Mo,Tu,Th,Fr", "Tu[1,3]", "We[2]", "Th[1]", "Sa", "Fr[1,3]", "Mo-Su",
)  # fmt: skip
_TIMES = (
    "09:00-12:00,14:00-17:00", "09:00-12:00,13:30-17:30", "08:30-12:30,13:30-17:00", "09:00-17:00",
    "09:00-12:30", "14:00-17:00", "14:00-18:00", "08:00-18:00", "10:00-19:00", "18:00-22:00", "09:00-12:00",
    "13:30-16:30", "10:00-12:00,14:00-16:00", "08:30-12:00", "17:00-20:00", "20:00-08:00",
    "08:45-12:15,13:45-16:45", "09:30-12:00,14:00-18:30", "12:00-20:00", "19:00-23:00",
)  # fmt: skip
HOURS = (*(f"{days} {times}; PH off" for days, times in product(_DAYS, _TIMES)), "24/7", "Mo-Su 08:00-20:00")
"""Distinct hours in OpenStreetMap notation."""

_AUDIENCES = (
    "everyone",
    "families",
    "minors",
    "young-adults",
    "older",
    "disabled",
    "exiled",
    "homeless",
    "victims",
)
_LANGUAGES = (("fr", "en"), ("fr",), ("fr", "en", "es"), ("fr", "ar"), ("fr", "pt"), ("fr", "en", "ru", "uk"))
_MODES = (("on-site",), ("on-site", "phone"), ("phone",), ("on-site", "home"), ("online", "phone"))
_FEES = ("free", "free", "free", "conditional", "paid")
_AGES = ((0, 17), (16, 25), (18, None), (60, None), (0, 6))
_STREETS = (
    "rue de la Mairie",
    "place du Marché",
    "avenue Jean-Jaurès",
    "rue des Écoles",
    "boulevard de la Gare",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A listing before it is written down: where it stands, what it is, numbers to choose the rest with."""

    number: int
    commune: Home
    category: Category
    level: str
    draws: Sequence[int]


def organization_name(number: int, commune: Home) -> str:
    """Give a name that no other organisation bears."""
    word = tail()[number % len(tail())].capitalize()
    turn = number // len(tail())
    kind = RUNS[turn % len(RUNS)] + (f" {turn // len(RUNS) + 1}" if turn >= len(RUNS) else "")
    return f"{kind.format(word)}, {commune.name} (essai)"[:160]


def draw_listings(
    ground: Ground, homes: Sequence[int], first: int, at: datetime
) -> Iterator[tuple[Drawn, Row]]:
    """Yield the listings that stand in the communes numbered `homes`, each with its row of `service`."""
    rng = np.random.default_rng([ground.seed, 2, first])
    categories, shares = ground.categories
    count = len(homes)
    chosen = rng.choice(len(categories), size=count, p=shares).tolist()
    levels = rng.choice(len(AREA_SHARES), size=count, p=list(AREA_SHARES.values())).tolist()
    draws = rng.integers(0, 1 << 31, size=(count, 32)).tolist()
    lengths = np.clip(np.rint(rng.lognormal(np.log(4), 0.55, count)), 1, MOST_SENTENCES).astype(int).tolist()
    said = _draw_sentences(ground, rng, sum(lengths))
    names = tuple(AREA_SHARES)
    for rank in range(count):
        drawn = Drawn(
            first + rank,
            ground.communes[homes[rank]],
            categories[chosen[rank]],
            names[levels[rank]],
            draws[rank],
        )
        sentences = [_sentence(drawn.category.group, *next(said)) for _ in range(lengths[rank])]
        yield drawn, _service(drawn, " ".join(sentences), at)


def _draw_sentences(
    ground: Ground, rng: np.random.Generator, count: int
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield, for each sentence, the numbers that choose its words, and the ranks of its rarer words."""
    numbers = rng.integers(0, 1 << 31, size=(count, 8)).tolist()
    ranks = np.searchsorted(ground.rarity, rng.random((count, 4))).tolist()
    return zip(numbers, ranks, strict=True)


def _sentence(group: str, numbers: Sequence[int], ranks: Sequence[int]) -> str:
    """Write a sentence; one in five speaks of another group's matter, as real listings do."""
    if numbers[0] % 5 == 0:
        group = tuple(TERMS)[numbers[1] % len(TERMS)]
    terms = TERMS[group]
    # The smaller of two draws: the first terms of a group come more often than the last.
    rank = min(numbers[2] % len(terms), numbers[3] % len(terms))
    picked = [terms[(rank + step) % len(terms)] for step in (0, 1 + numbers[4] % 5, 6 + numbers[5] % 5)]
    received, words = RECEIVED[numbers[6] % len(RECEIVED)], tail()
    said = SENTENCES[numbers[7] % len(SENTENCES)].format(*picked, received, *(words[each] for each in ranks))
    return said[0].upper() + said[1:]


def _service(drawn: Drawn, description: str, at: datetime) -> Row:
    """Write a listing down; about a third of what could be said is left unsaid."""
    d, category = drawn.draws, drawn.category
    youngest, oldest = _AGES[d[0] % len(_AGES)] if d[1] % 4 == 0 else (None, None)
    women, men = ((True, False) if d[2] % 2 else (True, True)) if d[3] % 4 == 0 else (None, None)
    return {
        "source_key": str(drawn.number),
        "source_digest": "",
        "category": category.slug,
        "name": _name(drawn),
        "alternate_names": list(category.aliases[:1]) if d[4] % 3 == 0 else [],
        "description": description,
        "access": category.access,
        "hours": None if d[5] % 10 == 0 else HOURS[d[6] % len(HOURS)],
        "receives": _receives(category, d[7]),
        "accepts_women": women,
        "accepts_men": men,
        "age_min": youngest,
        "age_max": oldest,
        "audiences": [] if d[8] % 5 < 2 else sorted({_AUDIENCES[d[k] % len(_AUDIENCES)] for k in (9, 10)}),
        "languages": [] if d[11] % 5 < 3 else list(_LANGUAGES[d[12] % len(_LANGUAGES)]),
        "modes": [] if d[13] % 5 < 2 else list(_MODES[d[14] % len(_MODES)]),
        "features": ["wheelchair"] if d[15] % 3 == 0 else [],
        "fee": None if d[16] % 3 == 0 else _FEES[d[17] % len(_FEES)],
        "verified_on": None if d[18] % 3 == 0 else (at - timedelta(days=d[19] % 900)).date(),
        "updated_at": at,
        **_place(drawn),
    }


def _name(drawn: Drawn) -> str:
    """Name a listing; what is confidential does not bear the name of its commune."""
    short, d = drawn.category.label_short, drawn.draws
    if drawn.category.address_policy == "confidential" or d[20] % 2:
        return f"{short} {tail()[d[21] % 2000].capitalize()}"
    return f"{short}, {drawn.commune.name}"


def _receives(category: Category, number: int) -> str | None:
    if category.group == "perpetrators":
        return "perpetrators"
    if category.group == "victim-support":
        return "victims"
    return "everyone" if number % 2 else None


def _place(drawn: Drawn) -> Row:
    """Say where a listing stands, as far as its category lets it be said."""
    commune, policy, d = drawn.commune, drawn.category.address_policy, drawn.draws
    place = dict.fromkeys(
        ("commune_code", "zone_kind", "zone_code", "street", "postcode", "latitude", "longitude")
    )
    if policy == "confidential":
        return place | {
            "address_policy": policy,
            "zone_kind": "department",
            "zone_code": commune.department,
        }
    place |= {"address_policy": policy, "commune_code": commune.code}
    if policy == "public" and d[22] % 10:
        place |= {
            "street": f"{d[23] % 90 + 1} {_STREETS[d[24] % len(_STREETS)]}",
            "postcode": commune.postcodes.split()[0] if commune.postcodes else None,
            "latitude": commune.latitude + (d[25] % 2001 - 1000) * 2e-5,
            "longitude": commune.longitude + (d[26] % 2001 - 1000) * 3e-5,
        }
    return place


def areas_of(drawn: Drawn, ground: Ground) -> Iterator[Row]:
    """Yield the rows of `service_area` of a listing, without its id: served, seldom excluded."""
    commune, d = drawn.commune, drawn.draws
    level = "department" if drawn.category.address_policy == "confidential" else drawn.level
    if level == "epci" and not commune.epci:
        level = "department"
    code = {
        "commune": commune.code,
        "epci": commune.epci,
        "department": commune.department,
        "region": commune.region,
        "national": "",
    }[level]
    yield {"kind": level, "code": code, "is_excluded": False}
    if level == "department" and d[27] % 50 == 0:
        others = ground.by_department[commune.department]
        yield {"kind": "commune", "code": others[d[28] % len(others)].code, "is_excluded": True}


def phones_of(drawn: Drawn) -> Iterator[Row]:
    """Yield the row of `phone` of most listings: a number that rings nowhere."""
    d = drawn.draws
    if d[29] % 4:
        number = f"+33{FICTION[d[29] % len(FICTION)]}{d[30] % 10_000:04d}"
        yield {"number": number, "audience": "public", "channel": "voice"}


def closures_of(drawn: Drawn, at: datetime) -> Iterator[Row]:
    """Yield the row of `closure` of a few listings."""
    d = drawn.draws
    if d[31] % 33 == 0:
        starts = (at + timedelta(days=d[30] % 90 - 30)).date()
        yield {"starts_on": starts, "ends_on": starts + timedelta(days=d[28] % 14), "reason": "Congés"}
