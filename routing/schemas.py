"""What a form may say: closed answers, a place, a moment, and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from directory.schemas import PLACE_LENGTH, Fields, moment_fields, sentences
from directory.search_form import Chosen, moment_of
from directory.vocabulary import vocabulary
from directory.words import Facet
from routing.facts import Situation

NOT_ASKED = frozenset({"time_context", "known_to_social_services"})
"""Facets that a form never asks: the first is read from the clock, the second routes nobody."""

LONGEST_VALUE = 200
"""Characters read of a value, enough to refuse it by name: what is longer is in no closed list."""

MOST_UNKNOWN = 5
"""Unknown fields named on the page: a person has none, a robot may send thousands."""

LARGEST_NUMBER = 2**31 - 1
"""The largest identifier that every database can hold."""

Sent = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent, `date` and `time` as text too; `errors` gives a sentence for each field refused.

    `chosen` is the day and the hour, None where nobody said.
    """

    situation: Situation
    place: str = ""
    commune: str = ""
    date: str = ""
    time: str = ""
    chosen: Chosen = (None, None)
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

    def moment(self, now: datetime) -> datetime:
        """Give the moment chosen, on the clocks of `now` (aware): at noon where only the day was given."""
        return moment_of(self.chosen, now)


def asked_facets() -> list[Facet]:
    """Give the facets that a form asks, in the order of the vocabulary."""
    return [
        facet for facet in vocabulary().facets.values() if facet.kind != "text" and facet.key not in NOT_ASKED
    ]


@cache
def _schema() -> Schema:
    """Make the schema of the form from the vocabulary: a word outside the closed lists is refused by name."""
    answers: dict[str, fields.Field[Any]] = {facet.key: _field(facet) for facet in asked_facets()}
    one: dict[str, Any] = {"invalid": "Une seule réponse est attendue ici."}
    place = validate.Length(max=PLACE_LENGTH, error="Ce nom est trop long.")
    code = validate.Length(max=5, error="Ce code de commune n’existe pas.")
    about: dict[str, fields.Field[Any]] = {
        "place": fields.String(validate=place, error_messages=one),
        "commune": fields.String(validate=code, error_messages=one),
        **moment_fields(),
    }
    return Schema.from_dict({**about, **answers})(unknown=RAISE)


def _field(facet: Facet) -> fields.Field[Any]:
    known = validate.OneOf(
        [term.slug for term in facet.values],
        error=f"« {{input}} » n’est pas une réponse à : {facet.question}",
    )
    one: dict[str, Any] = {"invalid": f"Une seule réponse est attendue à : {facet.question}"}
    answer = fields.String(validate=known, error_messages=one)
    return fields.List(answer) if facet.kind == "multi" else answer


def read_form(form: Fields) -> Form:
    """Read what was sent; what cannot be read is said in `errors`, and nothing else is lost."""
    sent = _plain(form)
    try:
        read, errors = _schema().load(sent), {}
    except ValidationError as error:
        read, errors = error.valid_data, sentences(error, _schema().fields)
    facets = {facet.key for facet in asked_facets()}
    return Form(
        situation=Situation.of({key: value for key, value in read.items() if key in facets}),
        place=_last(sent, "place")[:PLACE_LENGTH],
        commune=str(read.get("commune", "")),
        date=_last(sent, "date"),
        time=_last(sent, "time"),
        chosen=(read.get("date"), read.get("time")),
        errors=errors,
    )


def _plain(form: Fields) -> dict[str, str | list[str]]:
    """Give the fields that say something: a list for what takes several answers, a string for the rest.

    A field that takes one answer and was given several different ones stays a list, for the schema to refuse.
    """
    several = {facet.key for facet in asked_facets() if facet.kind == "multi"}
    known = _schema().fields.keys()
    unknown = [name for name in form if name not in known][:MOST_UNKNOWN]
    sent: dict[str, str | list[str]] = {}
    for name in [*(name for name in known if name in form), *unknown]:
        said = list(dict.fromkeys(_cut(value) for value in form[name] if _cut(value)))
        if said:
            sent[name[:LONGEST_VALUE]] = said if name in several or len(said) > 1 else said[0]
    return sent


def _cut(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", value).strip()[:LONGEST_VALUE]


def _last(sent: Sent, name: str) -> str:
    """Give what was said last in a field that takes one answer, to show it again."""
    said = sent.get(name, "")
    return said if isinstance(said, str) else said[-1]


_CARD = Schema.from_dict(
    {
        "service": fields.Integer(required=True, validate=validate.Range(1, LARGEST_NUMBER)),
        "words": fields.String(load_default="neutral", validate=validate.OneOf(["neutral", "plain"])),
    }
)(unknown=RAISE)


def read_card(form: Fields) -> tuple[int, bool] | None:
    """Read of which service a card is asked, and whether in neutral words; None where no page asks that."""
    try:
        read = _CARD.load({name: said[0] if len(said) == 1 else said for name, said in form.items()})
    except ValidationError:
        return None
    return read["service"], read["words"] == "neutral"
