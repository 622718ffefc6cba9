"""A run reads its files: each row becomes a statement, hidden where it must be, and waits in `import_row`."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session, sessionmaker

from directory.secrecy import most_secret
from importers.fill import policy_of
from importers.ground import Ground
from importers.hiding import hidden
from importers.keeping import kept, statement_digest
from importers.models import RunRow
from importers.outcomes import as_decided, bared, listing_problem
from importers.sources.lodging import may_lodge
from importers.statements import Note, OutsideError, RefusalError, Row, SourceModule, Statement

BATCH = 1000
"""Rows written in one transaction: short enough that nobody waits for it."""

LONGEST_KEY = 120
EXAMPLES = 5
NOT_SHOWN = "La ligne ne peut pas être prise, et rien n’en est gardé : ce lieu se cache peut-être."

Say = Callable[[str, int], None]


@dataclass(slots=True)
class Notes:
    """What was left out of rows, by column and reason: how often, and some examples."""

    held: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    def add(self, line: int, note: Note) -> None:
        """Count one more, and keep it if there are few."""
        counted = self.held.setdefault((note.column, _kind_of(note.reason)), [0, []])
        counted[0] += 1
        if len(counted[1]) < EXAMPLES:
            counted[1].append({"line": line, "value": note.value, "reason": note.reason})

    def told(self) -> list[dict[str, Any]]:
        """Give them as the report shows them, the most frequent first."""
        listed = sorted(self.held.items(), key=lambda each: -each[1][0])
        return [
            {"column": column, "reason": reason, "count": count, "examples": examples}
            for (column, reason), (count, examples) in listed
        ]


def _kind_of(reason: str) -> str:
    """Give what reasons have in common: neither their figures nor the names in them."""
    first, *others = reason.split(" ")
    return " ".join([first, *("…" if _tells_apart(word) else word for word in others)])


def _tells_apart(word: str) -> bool:
    return any(character.isdigit() or character.isupper() for character in word)


class Stage:
    """The rows of one run, as they are written down."""

    def __init__(self, run_id: int, module: SourceModule, ground: Ground, answers: Mapping[str, str]) -> None:
        """Take the run, what reads its source, where communes are, and what was decided (subject: answer)."""
        self.run_id, self.module, self.ground, self.answers = run_id, module, ground, answers
        self.read = self.refused = 0
        self.notes = Notes()
        self._lines: dict[str, int] = {}

    def fill(self, sessions: sessionmaker[Session], rows: Iterable[Row], say: Say) -> None:
        """Write every row down, a batch at a time, over what an interrupted run may have left."""
        with sessions.begin() as session:
            session.execute(delete(RunRow).where(RunRow.run_id == self.run_id))
        for some in _batches(map(self._stated, rows)):
            with sessions.begin() as session:
                session.connection().execute(insert(RunRow), some)
            say("Lecture", self.read)

    def _stated(self, row: Row) -> dict[str, Any]:
        self.read += 1
        try:
            return self._taken(row, self.module.state(row, self.ground))
        except OutsideError as outside:
            self.notes.add(row.line, Note(outside.column, outside.value, outside.reason))
            return self._row(row, self._unnamed(), "outside", said="{}")
        except RefusalError as refusal:
            return self._refused(row, refusal)

    def _taken(self, row: Row, said: Statement) -> dict[str, Any]:
        statement = hidden(said, self.ground)
        key = statement.record.key
        self._check_key(key)
        _check_listing(statement)
        self._lines[key] = row.line
        for note in statement.notes:
            self.notes.add(row.line, note)
        text = kept(statement)
        digest = statement_digest(statement, text)
        return self._row(row, key, "added", said=self._kept(statement, text), digest=digest)

    def _kept(self, statement: Statement, text: str) -> str:
        """Give what is kept of a row, without the place that a person has already decided to hide.

        Nothing else of it changes here: what the row will do is worked out once it is compared.
        """
        if not self.answers:
            return text
        policy = "public"
        for subject in (f"code:{statement.code}", f"key:{statement.record.key}"):
            answer = self.answers.get(subject, "")
            decided = "confidential" if answer == "hide" else policy_of(as_decided(statement, answer).record)
            policy = most_secret(policy, decided)
        return text if policy == "public" else kept(bared(statement, policy, self.ground))

    def _check_key(self, key: str) -> None:
        if not key.isprintable() or key != key.strip() or not 0 < len(key) <= LONGEST_KEY:
            raise RefusalError("identifiant", key, "La ligne n’a pas d’identifiant utilisable.")
        if key in self._lines:
            raise RefusalError("identifiant", key, f"Le même identifiant est déjà ligne {self._lines[key]}.")

    def _refused(self, row: Row, refusal: RefusalError) -> dict[str, Any]:
        self.refused += 1
        why = {"column": refusal.column, "value": refusal.value, "reason": refusal.reason}
        # Where a person can put the row right, it is kept as it was; open data may name what hides.
        cells = dict(row.cells) if getattr(self.module, "IS_ONES_OWN", False) else {}
        if any(may_lodge(str(cell)) for cell in row.cells.values()):
            why, cells = {"column": refusal.column, "value": "", "reason": NOT_SHOWN}, {}
        said, reason = (json.dumps(each, ensure_ascii=False) for each in (cells, why))
        return self._row(row, self._unnamed(), "refused", said=said, reason=reason)

    def _unnamed(self) -> str:
        """Give a key to a row that has none; those of sources never begin with a space."""
        return f" {self.read}"

    def _row(
        self, row: Row, key: str, outcome: str, *, said: str, digest: str = "", reason: str | None = None
    ) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "line": row.line,
            "key": key,
            "digest": digest,
            "said": said,
            "outcome": outcome,
            "reason": reason,
        }


def _check_listing(statement: Statement) -> None:
    """Refuse now what the directory would refuse later; what is held back is checked when it is let in."""
    if not statement.record.category or statement.is_perhaps_hidden:
        return
    if problem := listing_problem(statement):
        raise RefusalError("fiche", statement.record.name, problem)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut rows that come one by one into lists of `BATCH`."""
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some
