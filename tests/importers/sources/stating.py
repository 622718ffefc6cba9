"""What a source says of files: read as an import does, in the child process, each row stated or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from importers.ground import Ground
from importers.reading.parent import read_rows
from importers.statements import Given, RefusalError, SourceModule, Statement


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, by key, and why the other rows were refused."""

    read: int
    said: dict[str, Statement]
    refused: list[RefusalError]

    def reasons(self) -> list[str]:
        """Give why rows were refused."""
        return [refusal.reason for refusal in self.refused]


def told(name: str, ground: Ground, *paths: Path) -> Told:
    """Say all that the source of module `name` finds in files; a key that is there twice is refused."""
    module: SourceModule = import_module(f"importers.sources.{name}")
    said: dict[str, Statement] = {}
    refused: list[RefusalError] = []
    rows = list(read_rows(module.__name__, givens(paths)))
    for row in rows:
        try:
            statement = module.state(row, ground)
            if statement.record.key in said:
                raise RefusalError("identifiant", statement.record.key, "Le même identifiant est déjà lu.")
            said[statement.record.key] = statement
        except RefusalError as refusal:
            refused.append(refusal)
    return Told(len(rows), said, refused)


def givens(paths: Sequence[Path]) -> list[Given]:
    """Give files as they would be handed over."""
    return [Given(path.name, path) for path in paths]
