"""What a form may say: closed answers, a place, a moment, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from directory.vocabulary import Facet, vocabulary
from routing.facts import Situation

NOT_ASKED = frozenset({"time_context", "known_to_social_services"})
"""Facets that a form never asks: the first is read from the clock, the second routes nobody."""

PLACE_LENGTH = 120
MOMENT_FIELDS = ("date", "time")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent. `at` is None for « now »; `errors` gives a sentence for each field refused."""

    situation: Situation
    place: str = ""
    commune: str = ""
    date: str = ""
    time: str = ""
    at: datetime | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> list[tuple[str, str]]:
        """Give everything the form said, as names and values: what a page carries to the next one."""
        said = [("place", self.place), ("commune", self.commune), ("date", self.date), ("time", self.time)]
        answers = [
            (facet, answer)
            for facet, given in self.situation.answers.items()
            if facet not in NOT_ASKED
            for answer in sorted(given)
        ]
        return [(name, value) for name, value in said if value] + answers


def asked_facets() -> list[Facet]:
    """Give the facets that a form asks, in the order of the vocabulary."""
    return [
        facet for facet in vocabulary().facets.values() if facet.kind != "text" and facet.key not in NOT_ASKED
    ]


@cache
def _schema() -> Schema:
    """Make the schema of the form from the vocabulary: a word outside the closed lists is refused by name."""
    answers: dict[str, fields.Field[Any]] = {facet.key: _field(facet) for facet in asked_facets()}
    moment: dict[str, fields.Field[Any]] = {
        "place": fields.String(validate=validate.Length(max=PLACE_LENGTH, error="Ce nom est trop long.")),
        "commune": fields.String(validate=validate.Length(max=5, error="Ce code de commune n’existe pas.")),
        "date": fields.Date(error_messages={"invalid": "Cette date n’existe pas. Exemple : 24/11/2026."}),
        "time": fields.Time(error_messages={"invalid": "Cette heure n’existe pas. Exemple : 22:30."}),
    }
    return Schema.from_dict({**moment, **answers})(unknown=RAISE)


def _field(facet: Facet) -> fields.Field[Any]:
    known = validate.OneOf(
        [term.slug for term in facet.values],
        error=f"« {{input}} » n’est pas une réponse à : {facet.question}",
    )
    answer = fields.String(validate=known)
    return fields.List(answer) if facet.kind == "multi" else answer


def read_form(form: MultiDict[str, str]) -> Form:
    """Read what was sent; what cannot be read is said in `errors`, and nothing else is lost."""
    sent = _plain(form)
    try:
        read, errors = _schema().load(sent), {}
    except ValidationError as error:
        read, errors = error.valid_data, _sentences(error)
    facets = {facet.key for facet in asked_facets()}
    return Form(
        situation=Situation.of({key: value for key, value in read.items() if key in facets}),
        place=str(sent.get("place", ""))[:PLACE_LENGTH],
        commune=str(read.get("commune", "")),
        date=str(sent.get("date", "")),
        time=str(sent.get("time", "")),
        at=_moment(read.get("date"), read.get("time")),
        errors=errors,
    )


def _plain(form: MultiDict[str, str]) -> dict[str, str | list[str]]:
    """Give the fields that say something: a list for what takes several answers, a string for the rest."""
    several = {facet.key for facet in asked_facets() if facet.kind == "multi"}
    sent: dict[str, str | list[str]] = {}
    for name, values in form.lists():
        said = [value.strip() for value in values if value.strip()]
        if said:
            sent[name] = said if name in several else said[-1]
    return sent


def _moment(day: date | None, hour: time | None) -> datetime | None:
    """Give the moment chosen, local and without a zone; noon when only a day was given; None for now."""
    return datetime.combine(day, hour or time(12)) if day else None


def _sentences(error: ValidationError) -> dict[str, str]:
    facets = vocabulary().facets
    sentences = {}
    for name, said in error.messages_dict.items():
        words = said[0] if isinstance(said, list) else next(iter(said.values()))[0]
        known = name in facets or name in ("place", "commune", *MOMENT_FIELDS)
        sentences[name] = words if known else f"« {name} » n’est pas un champ de ce formulaire."
    return sentences
