"""What the forms of imports may say: closed answers, numbers of what is on the page, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from directory.accounts.proofs import PROOF
from directory.schemas import Fields, sentences
from directory.vocabulary import vocabulary

LARGEST_NUMBER = 2**31 - 1
"""The largest identifier that every database can hold."""

LONGEST_CODE = 80
LONGEST_TITLE = 60
ACTIONS = ("prepare", "apply", "take-the-rest", "abandon", "undo")
PLAIN_ANSWERS = ("same", "different", "hide", "outside", "accept", "refuse")
IN_LIST = "class"
"""The answer that is the category chosen in a list."""

NO_SOURCE = "Choisissez la source dans la liste."
LONG_TITLE = f"Un nom de {LONGEST_TITLE} caractères au plus."
NO_CATEGORY = "Choisissez une catégorie dans la liste, puis validez."
NO_ANSWER = "Cette réponse n’est pas une de celles de la page."


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What is asked with the files: their source, whether they are only a part of it, the name of a list."""

    source: str = ""
    is_partial: bool = False
    title: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about a row (`entry`), or about all those of a kind (`source`, `code`).

    `answer` is as `importers.deciding` takes it; `problem` a sentence where nothing can be decided.
    """

    answer: str = ""
    entry: int = 0
    service: int | None = None
    source: str = ""
    code: str = ""
    problem: str = ""


def read_upload(form: Fields, sources: Collection[str]) -> UploadForm:
    """Read what came with files; `sources` are those that may be chosen."""
    known = validate.OneOf(list(sources), error=NO_SOURCE)
    missing: dict[str, Any] = {"required": NO_SOURCE}
    schema = Schema.from_dict(
        {
            "source": fields.String(required=True, validate=known, error_messages=missing),
            "is_partial": fields.String(validate=validate.OneOf(["yes"])),
            "title": fields.String(validate=validate.Length(max=LONGEST_TITLE, error=LONG_TITLE)),
        }
    )(unknown=RAISE)
    try:
        read, errors = schema.load(_plain(form)), {}
    except ValidationError as error:
        read, errors = error.valid_data, sentences(error, schema.fields)
    return UploadForm(read.get("source", ""), "is_partial" in read, read.get("title", "").strip(), errors)


@cache
def _action_schema() -> Schema:
    return Schema.from_dict(
        {
            "action": fields.String(required=True, validate=validate.OneOf(ACTIONS)),
            "confirmed": fields.String(validate=validate.OneOf(["yes"])),
        }
    )(unknown=RAISE)


def read_action(form: Fields) -> tuple[str, bool] | None:
    """Read what is asked of a run, and whether it was confirmed; None where no page asks that."""
    try:
        read = _action_schema().load(_plain(form))
    except ValidationError:
        return None
    return read["action"], "confirmed" in read


@cache
def _answer_schema() -> Schema:
    categories = vocabulary().categories
    number = validate.Range(1, LARGEST_NUMBER)
    answers = [*PLAIN_ANSWERS, IN_LIST, *categories]
    return Schema.from_dict(
        {
            "answer": fields.String(required=True, validate=validate.OneOf(answers)),
            "category": fields.String(validate=validate.OneOf(list(categories))),
            "entry": fields.Integer(validate=number),
            "service": fields.Integer(validate=number),
            "source": fields.String(validate=validate.Length(max=LONGEST_CODE)),
            "code": fields.String(validate=validate.Length(max=LONGEST_CODE)),
        }
    )(unknown=RAISE)


def read_answer(form: Fields) -> Answer:
    """Read a decision."""
    try:
        read = _answer_schema().load(_plain(form))
    except ValidationError:
        return Answer(problem=NO_ANSWER)
    answer = read.get("category", "") if read["answer"] == IN_LIST else read["answer"]
    if not answer:
        return Answer(problem=NO_CATEGORY)
    about = {name: read[name] for name in ("entry", "service", "source", "code") if name in read}
    return Answer(answer, **about) if about else Answer(problem=NO_ANSWER)


def _plain(form: Fields) -> dict[str, Any]:
    """Give each field that says something with its value; several stay a list, to be refused."""
    said = {name: list(dict.fromkeys(filter(None, form[name]))) for name in form if name != PROOF}
    return {name: values[0] if len(values) == 1 else values for name, values in said.items() if values}
