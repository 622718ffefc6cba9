"""What the forms of a partner may say: the fields of a listing, a few acts, and nothing else.

A field that is unknown, or that a listing which hides its place must not hold, is refused by its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from directory.accounts.proofs import PROOF
from directory.partner.fields import FormField
from directory.partner.form import SEVERAL, one
from directory.schemas import Day, Fields, sentences
from directory.typography import typeset
from directory.vocabulary import vocabulary

STEPS = ("save", "look", "resume", "forget")
ACTS = ("confirm", "close", "reopen", "full", "delay", "open", "hide")
UNITS: Mapping[str, int] = {"days": 1, "weeks": 7, "months": 30}
"""Unit of a delay -> how many days it is."""

ANSWERS = ("yes", "no", "")
KEPT = ("mine", "theirs")
LONGEST: Mapping[str, int] = {
    "name": 160,
    "neutral_name": 80,
    "email": 160,
    "website": 200,
    "street": 160,
    "cost": 160,
    "place": 120,
    "commune": 5,
    "postal": 5,
    "number": 60,
    "label": 80,
    "reason": 160,
    "served": 20_000,
    "excluded": 20_000,
    "hours": 2_000,
}
LONG = 4_000
"""Characters of any other text."""

LONGEST_CONTROL = 4_000
OLDEST = 120
SENTENCES: Mapping[str, str] = {
    "name": "Écrivez le nom du service.",
    "email": "Cette adresse électronique n'est pas complète. Exemple : contact@association.fr.",
    "website": "Écrivez l'adresse entière du site, qui commence par https://.",
    "postal": "Un code postal a cinq chiffres.",
    "age_min": f"L'âge est un nombre d'années, de 0 à {OLDEST}.",
    "age_max": f"L'âge est un nombre d'années, de 0 à {OLDEST}.",
}
CHOICE = "Choisissez une des réponses de la page."
NO_DAY = "Ce jour n'existe pas. Exemple : 24/11/2026."


@dataclass(frozen=True, slots=True)
class ListingForm:
    """A form of a listing as it was sent: its texts, what it was shown (`shown`, `seen`), what is asked.

    `keep` says, after a conflict, whose version of a value is kept. `problems` has a sentence for each field
    that cannot be what was sent; `unknown` the names that no field of this form has; `names` all that came.
    """

    typed: Mapping[str, Sequence[str]]
    step: str = "save"
    seen: str = ""
    shown: str = ""
    keep: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    def holds(self, own: FormField) -> bool:
        """Say whether this field was sent; one that was not stays as it is."""
        return not self.names.isdisjoint(own.inputs)


@dataclass(frozen=True, slots=True)
class Act:
    """What is said of a listing in one press; `problems` where it cannot be read."""

    kind: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    until: date | None = None
    days: int = 0
    reason: str = ""
    is_for_all: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)


def read_form(form: Fields, own: Sequence[FormField]) -> ListingForm:
    """Read what was sent for the fields `own` of a listing."""
    sent = {name: values for name, values in _said(form).items() if name != PROOF}
    schema = _schema(own)
    try:
        schema.load(_settled(sent))
        errors: dict[str, str] = {}
    except ValidationError as error:
        errors = sentences(error, schema.fields)
    unknown = tuple(name for name in errors if name not in schema.fields)
    inputs = {name for each in own for name in each.inputs}
    return ListingForm(
        typed={name: values for name, values in sent.items() if name in inputs},
        step=one(sent, "step") if one(sent, "step") in STEPS else "save",
        seen=one(sent, "seen"),
        shown=one(sent, "shown"),
        keep={
            name.removeprefix("keep-"): values[-1]
            for name, values in sent.items()
            if name.startswith("keep-")
        },
        problems=_by_field(own, errors),
        unknown=unknown,
        names=frozenset(form),
    )


def _by_field(own: Sequence[FormField], errors: Mapping[str, str]) -> dict[str, str]:
    """Give the sentences by field: a row of numbers has many inputs."""
    found: dict[str, str] = {}
    for each in own:
        said = [errors[name] for name in each.inputs if name in errors]
        if said:
            found[each.name] = typeset(said[0])
    return found


def _schema(own: Sequence[FormField]) -> Schema:
    made: dict[str, Any] = {
        "step": fields.String(validate=validate.OneOf(STEPS, error=CHOICE)),
        "seen": fields.String(validate=validate.Length(max=64)),
        "shown": fields.String(validate=validate.Length(max=LONGEST_CONTROL)),
    }
    for each in own:
        made |= {name: _input(each.name, name) for name in each.inputs}
        made |= {f"keep-{value}": fields.String(validate=validate.OneOf(KEPT)) for value in each.values}
    return Schema.from_dict(made)(unknown=RAISE)


def _input(name: str, part: str) -> fields.Field[Any]:
    choices = _choices(name, part.rpartition("-")[2])
    if choices is not None:
        choice = fields.String(validate=validate.OneOf(choices, error=CHOICE))
        return fields.List(choice) if name in SEVERAL else choice
    if name in ("age_min", "age_max"):
        said: dict[str, Any] = {"invalid": SENTENCES[name]}
        return fields.Integer(validate=validate.Range(0, OLDEST, error=said["invalid"]), error_messages=said)
    if part.endswith("_on"):
        return Day(error_messages={"invalid": NO_DAY})
    return fields.String(validate=_rules(name, part.rpartition("-")[2]))


def _rules(name: str, part: str) -> list[validate.Validator]:
    most = LONGEST.get(part, LONGEST.get(name, LONG))
    rules: list[validate.Validator] = [
        validate.Length(max=most, error=f"Ce texte est trop long : {most} signes au plus.")
    ]
    if name == "website":
        rules.append(validate.Regexp(r"https?://[^\s<>\"']+\.[^\s<>\"']+$", error=SENTENCES[name]))
    if name == "email":
        rules.append(
            validate.Regexp(r"[^@\s,;:<>\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", error=SENTENCES[name])
        )
    if name == "postal":
        rules.append(validate.Regexp(r"\d{5}$", error=SENTENCES[name]))
    return rules


def _choices(name: str, part: str) -> list[str] | None:
    words = vocabulary()
    scales = {"audiences": "audience", "modes": "mode", "features": "feature"}
    scale = scales.get(name, name)
    if scale in words.scales:
        return [*words.scales[scale], *(() if name in SEVERAL else ("",))]
    closed: Mapping[str, Sequence[str]] = {
        "category": list(words.categories),
        "receives": ("victims", "perpetrators", "everyone", ""),
        "accepts_women": ANSWERS,
        "accepts_men": ANSWERS,
        "is_on_bill": ANSWERS,
        "audience": ("public", "professional"),
        "channel": ("voice", "text"),
    }
    found = closed.get(part if name == "phones" else name)
    return None if found is None else list(found)


def read_act(form: Fields) -> Act:
    """Read what is said of a listing, or of all those of an organisation."""
    sent = {name: values for name, values in _said(form).items() if name != PROOF}
    schema = _act_schema()
    try:
        read = schema.load({name: values[-1] for name, values in sent.items()})
    except ValidationError as error:
        return Act(one(sent, "act"), problems=sentences(error, schema.fields))
    missing = {name: "Choisissez un jour." for name in NEEDED.get(read["act"], ()) if read.get(name) is None}
    return Act(
        read["act"],
        read.get("starts_on"),
        read.get("ends_on") or read.get("starts_on"),
        read.get("until"),
        read.get("count", 0) * UNITS[read.get("unit", "days")],
        read.get("reason", ""),
        "all" in read,
        missing,
    )


NEEDED: Mapping[str, tuple[str, ...]] = {
    "close": ("starts_on",),
    "reopen": ("starts_on",),
    "full": ("until",),
    "delay": ("until", "count"),
}
"""Act -> what it cannot do without."""


def _act_schema() -> Schema:
    day: dict[str, Any] = {"invalid": NO_DAY}
    count: dict[str, Any] = {"invalid": "Écrivez un nombre : 3 pour trois semaines."}
    return Schema.from_dict(
        {
            "act": fields.String(required=True, validate=validate.OneOf(ACTS, error=CHOICE)),
            "starts_on": Day(error_messages=day),
            "ends_on": Day(error_messages=day),
            "until": Day(error_messages=day),
            "count": fields.Integer(
                validate=validate.Range(1, 400, error=count["invalid"]), error_messages=count
            ),
            "unit": fields.String(validate=validate.OneOf(list(UNITS), error=CHOICE)),
            "reason": fields.String(validate=validate.Length(max=160, error="Ce motif est trop long.")),
            "all": fields.String(validate=validate.OneOf(["yes"])),
        }
    )(unknown=RAISE)


def read_plain(form: Fields, known: Mapping[str, int]) -> tuple[dict[str, str], dict[str, str]]:
    """Read a form of short texts, `known` with the characters that each may have: texts, then problems."""
    sent = {name: values for name, values in _said(form).items() if name != PROOF}
    schema = Schema.from_dict(
        {
            name: fields.String(validate=validate.Length(max=most, error=f"{most} signes au plus."))
            for name, most in known.items()
        }
    )(unknown=RAISE)
    texts = {name: one(sent, name) for name in known}
    try:
        schema.load({name: values[-1] for name, values in sent.items()})
    except ValidationError as error:
        return texts, sentences(error, schema.fields)
    return texts, {}


def _said(form: Fields) -> dict[str, list[str]]:
    """Give the fields that say something; lines end as they do here."""
    lines = {name: [value.replace("\r\n", "\n").strip() for value in form[name]] for name in form}
    return {name: [value for value in values if value] for name, values in lines.items() if any(values)}


def _settled(sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {name: list(values) if name in SEVERAL else values[-1] for name, values in sent.items()}
