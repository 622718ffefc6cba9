"""The queue of the desk: everything that waits in a territory, from every source, the oldest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.desk.items import ASKED, KINDS, UNPROMISED, DeskSource, Item, Kind, in_order, waited
from directory.editing.errors import EditError, NotYoursError
from directory.folding import fold

PAGE_SIZE = 20
MOST_TOGETHER = 50
TOO_MANY = f"Cinquante à la fois, pas plus : choisissez-en {MOST_TOGETHER} au plus."


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the queue is looked at: one kind (its slug), the words of a search, from which item on."""

    kind: str = ""
    text: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue. `kinds` are (kind, how many wait), all that wait for the desk is `total`.

    `found` is how many items answer what was asked; `next` and `previous` where other pages begin.
    """

    asked: Asked
    kinds: tuple[tuple[Kind, int], ...]
    total: int
    found: int
    items: tuple[Item, ...]
    next: int | None = None
    previous: int | None = None

    @property
    def has_bulk(self) -> bool:
        """Say whether several of the items may be answered together."""
        return sum(bool(item.bulk_answers) for item in self.items) > 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item that was answered with others."""

    title: str
    said: str
    is_done: bool


def everything(session: Session, actor: Actor, sources: Sequence[DeskSource], at: datetime) -> list[Item]:
    """Give all that waits in the territory of `actor`, the oldest first, with how long it has waited."""
    found = [item for source in sources for item in source.items(session, actor, at)]
    return [_with_wait(item, at) for item in in_order(found)]


def _with_wait(item: Item, at: datetime) -> Item:
    wait, is_late = waited(item.since, at)
    return replace(item, wait=wait, is_late=is_late and item.kind.slug not in UNPROMISED)


def queue(
    session: Session, actor: Actor, sources: Sequence[DeskSource], at: datetime, asked: Asked
) -> QueuePage:
    """Give a page of what waits. Without a kind: all but what waits for somebody else than the desk."""
    everything_there = everything(session, actor, sources, at)
    counts = Counter(item.kind.slug for item in everything_there)
    found = [item for item in everything_there if _is_asked(item, asked)]
    start = min(asked.start, max(0, (len(found) - 1) // PAGE_SIZE * PAGE_SIZE))
    end = start + PAGE_SIZE
    return QueuePage(
        asked=replace(asked, start=start),
        kinds=tuple((kind, counts[slug]) for slug, kind in KINDS.items() if counts[slug]),
        total=sum(counts.values()) - counts[ASKED.slug],
        found=len(found),
        items=tuple(found[start:end]),
        next=end if end < len(found) else None,
        previous=start - PAGE_SIZE if start else None,
    )


def _is_asked(item: Item, asked: Asked) -> bool:
    is_of_kind = item.kind.slug == asked.kind if asked.kind else item.kind is not ASKED
    words = fold(item.words)
    return is_of_kind and all(word in words for word in fold(asked.text).split())


def chosen(
    session: Session, actor: Actor, sources: Sequence[DeskSource], at: datetime, keys: Sequence[str]
) -> list[Item]:
    """Give those of `keys` that wait still and may be answered with others."""
    wanted = set(keys)
    return [
        item for item in everything(session, actor, sources, at) if item.key in wanted and item.bulk_answers
    ]


def answer(
    session: Session,
    actor: Actor,
    sources: Sequence[DeskSource],
    key: str,
    word: str,
    sentence: str,
    at: datetime,
) -> str:
    """Obey one answer about the item `key`, and say what was done. The caller commits.

    Raises:
        NotYoursError: nothing of this name is in the territory of `actor`.
        EditError: with a sentence, where it cannot be, or somebody else was first.
    """
    name, _, number = key.partition("-")
    source = next((each for each in sources if each.name == name), None)
    if source is None:
        raise NotYoursError
    return source.answer(session, actor, number, word, sentence, at)


def answer_together(
    session: Session,
    actor: Actor,
    sources: Sequence[DeskSource],
    items: Sequence[Item],
    is_accepted: bool,
    sentence: str,
    at: datetime,
) -> list[Outcome]:
    """Answer several items alike, each wholly or not at all, and say what became of each.

    The caller commits.
    """
    return [_one_of_them(session, actor, sources, item, is_accepted, sentence, at) for item in items]


def _one_of_them(
    session: Session,
    actor: Actor,
    sources: Sequence[DeskSource],
    item: Item,
    is_accepted: bool,
    sentence: str,
    at: datetime,
) -> Outcome:
    key = "a" if is_accepted else "r"
    word = next((each.word for each in item.bulk_answers if each.key == key), "")
    try:
        with session.begin_nested():
            said = answer(session, actor, sources, item.key, word, sentence, at)
    except (EditError, NotYoursError) as error:
        return Outcome(item.title, str(error), is_done=False)
    return Outcome(item.title, said, is_done=True)
