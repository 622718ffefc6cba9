"""What the forms of the desk may say: numbers of what is on the page, closed words, short sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from directory.accounts.proofs import PROOF
from directory.desk.items import KINDS, LARGEST_NUMBER
from directory.desk.queue import MOST_TOGETHER, TOO_MANY, Asked
from directory.models import ADDRESS_POLICIES, ROLES
from directory.schemas import Fields, sentences

LONGEST_SENTENCE = 500
LONGEST_SEARCH = 120
LONGEST_KEY = 40
NO_CHOICE = "Choisissez dans la liste proposée."
NO_MAIL = "Cette adresse n’est pas une adresse de courriel."
SEVERAL = ("items",)


def _text(most: int) -> fields.String:
    return fields.String(validate=validate.Length(max=most, error=f"{most} signes au plus."))


def _choice(*words: str, required: bool = False) -> fields.String:
    said: dict[str, Any] = {"required": NO_CHOICE}
    return fields.String(
        required=required, validate=validate.OneOf(words, error=NO_CHOICE), error_messages=said
    )


def _number(*, required: bool = False) -> fields.Integer:
    said: dict[str, Any] = {"required": NO_CHOICE, "invalid": NO_CHOICE}
    within = validate.Range(1, LARGEST_NUMBER, error=NO_CHOICE)
    return fields.Integer(required=required, validate=within, error_messages=said)


def _mail() -> fields.Email:
    said: dict[str, Any] = {"required": "Écrivez une adresse de courriel.", "invalid": NO_MAIL}
    return fields.Email(required=True, validate=validate.Length(max=254, error=NO_MAIL), error_messages=said)


def _schema(**own: fields.Field[Any]) -> Schema:
    return Schema.from_dict(dict(own))(unknown=RAISE)


def _asked() -> dict[str, fields.Field[Any]]:
    start = fields.Integer(validate=validate.Range(0, LARGEST_NUMBER, error=NO_CHOICE))
    return {"kind": _choice(*KINDS), "q": _text(LONGEST_SEARCH), "start": start}


FIND = _schema(**_asked())
ANSWER = _schema(
    item=fields.String(required=True, validate=validate.Length(max=LONGEST_KEY)),
    word=fields.String(required=True, validate=validate.Length(max=LONGEST_KEY)),
    sentence=_text(LONGEST_SENTENCE),
    **_asked(),
)
TOGETHER = _schema(
    items=fields.List(
        fields.String(validate=validate.Length(max=LONGEST_KEY)),
        required=True,
        validate=validate.Length(1, MOST_TOGETHER, error=TOO_MANY),
        error_messages={"required": "Cochez d’abord les éléments auxquels répondre."},
    ),
    word=_choice("accept", "refuse", required=True),
    sentence=_text(LONGEST_SENTENCE),
    confirmed=_choice("yes"),
    **_asked(),
)
SEARCH = _schema(q=_text(LONGEST_SEARCH), start=_asked()["start"])
RESTORE = _schema(revision=_number(required=True))
HIDE = _schema(policy=_choice(*ADDRESS_POLICIES, required=True), confirmed=_choice("yes"))
MERGE = _schema(duplicate=_number(required=True), confirmed=_choice("yes"))
UNMERGE = RESTORE
INVITE = _schema(
    email=_mail(),
    role=_choice(*ROLES, required=True),
    place=_text(LONGEST_SEARCH),
    organization=_number(),
    is_manager=_choice("yes"),
)
ACCOUNT = _schema(action=_choice("disable", "enable", "revoke", required=True), grant=_number())
RESEND = _schema(
    invitation=fields.String(required=True, validate=validate.Length(equal=64)), cancel=_choice("yes")
)
CONTACT = _schema(action=_choice("add", required=True), email=_mail(), contact=_number())
CONTACT_ACT = _schema(
    action=_choice("remove", "link", "revoke", required=True), contact=_number(required=True)
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a form said: its values, and a sentence for each field that cannot be read."""

    values: Mapping[str, Any]
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        """What of the queue the page was showing."""
        said = self.values
        return Asked(said.get("kind", ""), said.get("q", ""), said.get("start", 0))

    @property
    def problem(self) -> str:
        """Everything that cannot be read, as one text."""
        return " ".join(self.problems.values())

    def get(self, name: str, otherwise: Any = "") -> Any:
        """Give the value of a field, or `otherwise` where it was not said."""
        return self.values.get(name, otherwise)


def read(schema: Schema, form: Fields) -> Read:
    """Read a form. What no field of it is named is refused by name."""
    sent = {name: [value.strip() for value in values] for name, values in form.items() if name != PROOF}
    said = {name: [value for value in values if value] for name, values in sent.items()}
    plain = {name: values if name in SEVERAL else values[-1] for name, values in said.items() if values}
    try:
        return Read(schema.load(plain))
    except ValidationError as error:
        valid: Mapping[str, Any] = error.valid_data if isinstance(error.valid_data, Mapping) else {}
        return Read(valid, sentences(error, schema.fields))
