"""The screen of columns: what each column of a list of one's own was taken for, corrected by a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.accounts.proofs import PROOF
from directory.schemas import Fields
from directory.typography import typeset
from importers.column_names import PERSON, Field, fields, is_locked
from importers.columns import Columns, Described, corrected, describe, missing
from importers.models import Run
from importers.own_lists import is_own, own_list, read_sample
from importers.running import Tools, condition

CHANGEABLE = ("ready", "stopped", "failed", "interrupted")
"""Conditions of a run whose files can be read again."""

PREFIX = "column-"
NOT_THAT = "Cette réponse n’est pas une de celles de la page."
AND_THEN = "Choisissez la colonne qui le dit."


@dataclass(frozen=True, slots=True)
class ColumnItem:
    """A column on the screen. `name` is its field in the form; nobody can import one that is `is_locked`."""

    name: str
    column: str
    field: str
    examples: tuple[str, ...]
    is_locked: bool


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The columns of the list of a run, with all that a column may say."""

    run_id: int
    title: str
    items: tuple[ColumnItem, ...]
    choices: tuple[Field, ...]
    columns: Columns

    def with_columns(self, columns: Columns) -> "ColumnsPage":
        """Give the same page with other answers."""
        said = dict(columns.fields)
        items = tuple(
            ColumnItem(each.name, each.column, said[each.column], each.examples, each.is_locked)
            for each in self.items
        )
        return ColumnsPage(self.run_id, self.title, items, self.choices, columns)


def columns_page(session: Session, tools: Tools, run_id: int) -> ColumnsPage | None:
    """Give the columns of a run; None where it is no list of one's own, or cannot be read again."""
    run = session.get(Run, run_id)
    if run is None or not has_columns(tools, run):
        return None
    sample = read_sample(tools.folder_of(run_id) / "files")
    if sample is None:
        return None
    described = describe(sample.columns, sample.rows)
    return ColumnsPage(
        run_id=run_id,
        title=typeset(own_list(session, run.source_slug).ORIGIN.title),
        items=tuple(_item(rank, each) for rank, each in enumerate(described)),
        choices=tuple(fields().values()),
        columns=sample.columns,
    )


def has_columns(tools: Tools, run: Run) -> bool:
    """Say whether the columns of a run can be shown and corrected now."""
    if not is_own(run.source_slug) or condition(tools, run) not in CHANGEABLE:
        return False
    return read_sample(tools.folder_of(run.id) / "files") is not None


def _item(rank: int, described: Described) -> ColumnItem:
    return ColumnItem(
        name=f"{PREFIX}{rank}",
        column=described.column,
        field=described.field,
        examples=described.examples,
        is_locked=described.field == PERSON and is_locked(described.column),
    )


def chosen(page: ColumnsPage, form: Fields) -> tuple[Columns, str]:
    """Give the columns as a form says them, and in a sentence what is in the way, if anything."""
    answers = _answers(page, form)
    if answers is None:
        return page.columns, NOT_THAT
    columns = corrected(page.columns, answers)
    lacking = missing(columns)
    return columns, typeset(f"{lacking} {AND_THEN}") if lacking else ""


def _answers(page: ColumnsPage, form: Fields) -> Mapping[str, str] | None:
    """Give the field said of each column; None where the form says what the page does not ask."""
    names = {item.name: item.column for item in page.items}
    said = {name: values for name, values in form.items() if name != PROOF}
    if any(
        name not in names or len(values) != 1 or values[0] not in fields() for name, values in said.items()
    ):
        return None
    return {names[name]: values[0] for name, values in said.items()}
