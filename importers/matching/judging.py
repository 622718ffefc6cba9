"""Whether two listings are one place: what is known of both, weighed in the order in which it convinces.

Precision before recall: *same* needs either an identifier that nothing contradicts, or a name, a place and a
kind that agree. One switchboard, one building, one association or one SIRET never suffices.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from importers.matching.names import Likeness, Name, likeness, name_of
from importers.matching.places import Nearness, distance, nearness
from importers.matching.subject import Subject
from importers.matching.words import HOSTS, RIVALS

Answer = Literal["same", "different", "undecided"]
Kind = Literal["equal", "open", "partial", "opposed"]
"""*equal*: one category. *open*: one is unclassed, and names say the same kind. *partial*: one says none, or
where it is lodged too. *opposed*: two categories, two kinds, or one within the other (« HAD du CH »)."""

SOLE = frozenset({"town-hall", "ccas-cias", "law-enforcement-unit", "tribunal-judiciaire", "mdph", "mjd"})
"""Categories of which a commune has one, unless a name says which."""

SURE = 100.0
"""The score of an identifier; nothing else reaches it."""

LEVELS = ("identical", "near", "apart", "opposed")
ORDER: dict[Nearness, float] = {
    "spot": 30.0,
    "near": 22.0,
    "commune": 15.0,
    "unknown": 10.0,
    "elsewhere": 5.0,
    "away": 0.0,
}


@dataclass(frozen=True, slots=True)
class Named:
    """A listing and its names, read once."""

    subject: Subject
    names: tuple[Name, ...]


def named(subject: Subject) -> Named:
    """Read the names of a listing."""
    return Named(subject, tuple(map(name_of, dict.fromkeys((subject.name, *subject.alternate_names)))))


@dataclass(frozen=True, slots=True)
class Pair:
    """What two listings have in common. `phone` is None where one of them gives no number."""

    kind: Kind
    name: Likeness
    place: Nearness
    phone: bool | None
    is_written_to: bool
    finess: bool
    siret: bool
    key: bool
    is_sole: bool
    metres: float | None

    @property
    def is_telling(self) -> bool:
        """Say whether the names share a word of their own, beyond their kind and their commune."""
        return self.name.shared > 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer for one pair, how sure it is (0 to 100), and what was found, in French."""

    answer: Answer
    score: float
    reasons: tuple[str, ...]


ELSEWHERE = Judgement("different", 0.0, ())


def judge(ours: Named, theirs: Named, here: frozenset[str]) -> Judgement:
    """Say whether two listings are one place, in a commune whose name has the words `here`."""
    if _is_elsewhere(ours.subject, theirs.subject):
        return ELSEWHERE
    pair = compared(ours, theirs, here)
    is_hidden = ours.subject.is_hidden or theirs.subject.is_hidden
    answer = _hidden(pair) if is_hidden else _answer(pair)
    return Judgement(answer, _score(pair), tuple(_reasons(pair)) if answer != "different" else ())


def share(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Say whether two short collections have something in common."""
    return any(each in theirs for each in ours)


def _is_elsewhere(ours: Subject, theirs: Subject) -> bool:
    """Say whether nothing can make one place of two: most pairs end here, at little cost."""
    if ours.is_hidden or theirs.is_hidden or share(ours.keys, theirs.keys):
        return False
    if ours.category and theirs.category and ours.category != theirs.category:
        return True
    is_away = ours.commune and theirs.commune and ours.commune != theirs.commune
    return bool(is_away) and "" in (ours.finess, theirs.finess) and None in (ours.point, theirs.point)


def compared(ours: Named, theirs: Named, here: frozenset[str]) -> Pair:
    """Put side by side what two listings say."""
    mine, other = ours.subject, theirs.subject
    place = nearness(mine, other, here)
    # A place that hides has no commune, but its name may say one: that of the other tells nothing.
    is_said = place != "unknown" or mine.is_hidden or other.is_hidden
    name, kinds = _names(ours.names, theirs.names, here if is_said else frozenset())
    return Pair(
        kind=_kind(mine.category, other.category, kinds),
        name=name,
        place=place,
        phone=share(mine.phones, other.phones) if mine.phones and other.phones else None,
        is_written_to="" != mine.email == other.email,
        finess="" != mine.finess == other.finess,
        siret="" != mine.siret == other.siret,
        key=share(mine.keys, other.keys),
        is_sole=(mine.category or other.category) in SOLE,
        metres=distance(mine.point, other.point),
    )


def _names(
    ours: tuple[Name, ...], theirs: tuple[Name, ...], here: frozenset[str]
) -> tuple[Likeness, tuple[Name, Name]]:
    """Give the best agreement of the names of both, and the two names that give it."""
    found = ((likeness(mine, other, here), (mine, other)) for mine in ours for other in theirs)
    return min(found, key=lambda each: (LEVELS.index(each[0].level), -each[0].score))


def _kind(ours: str, theirs: str, names: tuple[Name, Name]) -> Kind:
    mine, other = set(names[0].kinds), set(names[1].kinds)
    only_mine, only_other = mine - other, other - mine
    if (ours and theirs and ours != theirs) or (only_mine & RIVALS and only_other & RIVALS):
        return "opposed"
    if ours and theirs:
        return "equal"
    is_lodged = bool(mine and other and (only_mine | only_other) - HOSTS)
    if (only_mine and only_other) or is_lodged:
        return "opposed"
    return "partial" if only_mine or only_other else "open"


def _answer(pair: Pair) -> Answer:
    if pair.key:
        return "same"
    if pair.kind == "opposed":
        return "different"
    for by in (_by_finess, _by_siret):
        answer = by(pair)
        if answer:
            return answer
    return _by_name(pair)


def _by_finess(pair: Pair) -> Answer | None:
    """A FINESS number is that of one place of exercise; people also write that of the legal entity."""
    if not pair.finess:
        return None
    is_agreed = pair.kind == "equal" or pair.name.level in ("identical", "near")
    return "same" if is_agreed and pair.kind != "partial" and pair.place != "away" else "undecided"


def _by_siret(pair: Pair) -> Answer | None:
    """A SIRET is that of a legal establishment: services of several towns may all give that of the seat."""
    if not pair.siret or pair.place in ("away", "elsewhere", "unknown") or pair.kind == "partial":
        return None
    is_named_alike = pair.name.extra == 0 or pair.kind == "equal"
    return "same" if is_named_alike and pair.name.level in ("identical", "near") else None


def _by_name(pair: Pair) -> Answer:
    if pair.place == "away":
        return "different"
    by = {"identical": _identical, "near": _near, "apart": _apart, "opposed": _opposed}
    answer = by[pair.name.level](pair)
    return "undecided" if answer == "same" and pair.kind == "partial" and not _is_sure(pair) else answer


def _is_sure(pair: Pair) -> bool:
    """Say whether a name that tells its kind and one that does not are still one place."""
    return pair.place == "spot" and pair.phone is True and pair.is_telling and pair.name.extra == 0


def _identical(pair: Pair) -> Answer:
    is_called_alike = pair.phone is True or pair.is_written_to
    if pair.place in ("spot", "near"):
        is_denied = pair.phone is False and not pair.is_written_to
        return "undecided" if is_denied and not (pair.is_telling or pair.is_sole) else "same"
    if pair.place == "commune":
        return "same" if is_called_alike or pair.is_sole else "undecided"
    if pair.place == "unknown":
        return "same" if pair.is_telling and (is_called_alike or pair.is_sole) else "undecided"
    if is_called_alike and pair.is_sole:
        return "same"
    return "undecided" if is_called_alike or pair.is_telling or pair.is_sole else "different"


def _near(pair: Pair) -> Answer:
    """Judge names of which one says more: of what a commune has one of, more is another's name."""
    answer = _near_anyhow(pair)
    return "undecided" if answer == "same" and pair.is_sole and pair.name.extra else answer


def _near_anyhow(pair: Pair) -> Answer:
    is_called_alike = pair.phone is True or (pair.is_written_to and pair.is_telling)
    if pair.place == "spot":
        is_agreed = (
            pair.kind == "equal" and pair.phone is not False and (pair.name.extra < 2 or pair.is_telling)
        )
        return "same" if is_agreed or is_called_alike or pair.name.extra == 0 else "undecided"
    if pair.place == "near":
        return "same" if is_called_alike else "undecided"
    if pair.place == "commune" and is_called_alike and (pair.is_telling or pair.is_sole):
        return "same"
    return "undecided" if is_called_alike or (pair.place == "commune" and pair.is_telling) else "different"


def _apart(pair: Pair) -> Answer:
    if pair.place == "spot" and pair.phone:
        return "same" if pair.kind == "equal" else "undecided"
    is_likely = pair.kind == "equal" and (pair.place == "spot" or pair.phone is True)
    return "undecided" if is_likely and pair.place != "unknown" else "different"


def _opposed(pair: Pair) -> Answer:
    return "undecided" if pair.place == "spot" and pair.phone and pair.kind == "equal" else "different"


def _hidden(pair: Pair) -> Answer:
    """Judge a place that hides by its name, its numbers and its identifiers alone.

    What looks like it is never *different*: published beside it, it would give its address away.
    """
    if pair.key or pair.finess:
        return "same"
    is_named_alike = pair.name.level == "identical" and pair.is_telling
    if is_named_alike and (pair.phone or pair.siret) and pair.kind != "opposed":
        return "same"
    is_like = pair.is_telling and (pair.name.level != "apart" or pair.name.shared > 1)
    is_like |= pair.name.level == "identical" and pair.kind != "opposed"
    return "undecided" if is_like or pair.phone or pair.siret or pair.is_written_to else "different"


def _score(pair: Pair) -> float:
    if pair.key or pair.finess:
        return SURE
    called = 20.0 if pair.phone or pair.siret else 10.0 if pair.phone is None else 0.0
    return round(min(pair.name.score * 0.5 + ORDER[pair.place] + called, SURE - 1), 1)


def _reasons(pair: Pair) -> Iterable[str]:
    if pair.key:
        yield "même identifiant"
    if pair.finess:
        yield "même numéro FINESS"
    if pair.siret:
        yield "même SIRET"
    if pair.phone:
        yield "même téléphone"
    if pair.is_written_to:
        yield "même adresse électronique"
    yield "même nom" if pair.name.level == "identical" else f"noms proches à {pair.name.score:.0f} %"
    yield from _of_place(pair)


def _of_place(pair: Pair) -> Iterable[str]:
    words: dict[Nearness, str] = {
        "spot": "même adresse",
        "near": "même rue ou voisin",
        "commune": "même commune",
        "elsewhere": "même commune, autre adresse",
        "away": "autre commune",
        "unknown": "commune inconnue d’un côté",
    }
    yield words[pair.place] if pair.metres is None else f"{words[pair.place]}, à {_length(pair.metres)}"


def _length(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km".replace(".", ",")
