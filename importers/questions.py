"""What imports ask of a person, in plain words: each row that waits, and what may be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from directory.disclosure import Reader, disclose
from directory.serving import with_ids
from directory.typography import typeset
from directory.vocabulary import vocabulary
from directory.words import Term
from importers.comparing import Line, card_words, side_by_side, statement_words
from importers.waiting import Kind, Pending, count_of_kinds, counts, kinds, pending

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of question about entries of a `state`; `by_kind` asks once for all of the same kind."""

    slug: str
    state: str
    title: str
    help: str
    nothing: str
    by_kind: bool = False


TOPICS: Mapping[str, Topic] = {
    topic.slug: replace(topic, help=typeset(topic.help))
    for topic in (
        Topic(
            "doublons",
            "undecided",
            "Doublons possibles",
            "Ces fiches se ressemblent. Réunir à tort fait perdre un numéro : dans le doute, séparez.",
            "Aucun doublon à trancher.",
        ),
        Topic(
            "sortes",
            "unclassed",
            "Sortes à classer",
            "Une réponse vaut pour toutes les fiches de cette sorte, aujourd’hui et aux prochains imports.",
            "Toutes les sortes sont classées.",
            by_kind=True,
        ),
        Topic(
            "fiches",
            "unclassed",
            "Fiches à classer une par une",
            "Quand une même sorte recouvre des lieux différents.",
            "Aucune fiche à classer.",
        ),
        Topic(
            "retenues",
            "withheld",
            "Fiches tenues cachées",
            "Peut-être un lieu qui protège des personnes. Son adresse n’est pas gardée, rien n’est publié. "
            "Sans réponse, il reste caché.",
            "Aucune fiche retenue.",
        ),
        Topic(
            "propositions",
            "proposal",
            "Propositions",
            "Une source dit autre chose que la fiche vérifiée. Elle reste telle quelle sans votre accord.",
            "Aucune proposition.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class TopicItem:
    """A kind of question and how many wait."""

    topic: Topic
    count: int


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """A listing that may be the same place, compared field by field with what the row says."""

    service_id: int
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A row that waits: where it comes from, what it says, what it may be, and why nobody decided for it."""

    entry: int
    name: str
    source_title: str
    kind: str
    reason: str
    words: Mapping[str, str]
    candidates: tuple[CandidateItem, ...]
    proposed: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class KindItem:
    """All the rows that a source calls alike; `proposed` are the categories that they may be."""

    source: str
    source_title: str
    code: str
    label: str
    count: int
    examples: tuple[str, ...]
    proposed: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """Questions of one kind; `next` is where those of the following page begin, None on the last one."""

    topic: Topic
    items: tuple[TopicItem, ...]
    questions: tuple[Question, ...] = ()
    kinds: tuple[KindItem, ...] = ()
    next: int | None = None


def topic_items(session: Session) -> tuple[TopicItem, ...]:
    """Give every kind of question, with how many wait for an answer."""
    waiting = counts(session)
    return tuple(
        TopicItem(topic, count_of_kinds(session) if topic.by_kind else waiting[topic.state])
        for topic in TOPICS.values()
    )


def questions_page(session: Session, slug: str, after: int) -> QuestionsPage | None:
    """Give the questions of a kind; None where there is no such kind."""
    topic = TOPICS.get(slug)
    if topic is None:
        return None
    items = topic_items(session)
    if topic.by_kind:
        some = kinds(session, limit=PAGE_SIZE + 1, after=after)
        further = after + PAGE_SIZE if len(some) > PAGE_SIZE else None
        return QuestionsPage(topic, items, kinds=tuple(map(_kind, some[:PAGE_SIZE])), next=further)
    found = pending(session, topic.state, limit=PAGE_SIZE + 1, after=after)
    following = found[PAGE_SIZE - 1].entry_id if len(found) > PAGE_SIZE else None
    asked = tuple(question_of(session, each) for each in found[:PAGE_SIZE])
    return QuestionsPage(topic, items, asked, next=following)


def _terms(slugs: tuple[str, ...]) -> tuple[Term, ...]:
    categories = vocabulary().categories
    return tuple(Term(slug, categories[slug].label_short) for slug in slugs)


def _kind(kind: Kind) -> KindItem:
    return KindItem(
        source=kind.source,
        source_title=kind.source_title,
        code=kind.code,
        label=kind.label or kind.code,
        count=kind.count,
        examples=tuple(kind.examples),
        proposed=_terms(kind.proposed),
    )


def question_of(session: Session, waiting: Pending) -> Question:
    """Give what is asked of an entry in plain words."""
    said = statement_words(session, waiting.statement)
    likely = [candidate.service_id for candidate in waiting.candidates]
    numbers = [waiting.service_id] if waiting.service_id else likely
    cards = [disclose(each, Reader.PROFESSIONAL, vocabulary()) for each in with_ids(session, numbers)]
    return Question(
        entry=waiting.entry_id,
        name=waiting.statement.record.name,
        source_title=waiting.source_title,
        kind=waiting.statement.code_label or waiting.statement.code,
        reason=typeset(waiting.reason),
        words=said,
        candidates=tuple(
            CandidateItem(card.id, card.name, side_by_side(said, card_words(card))) for card in cards
        ),
        proposed=_terms(waiting.statement.proposed),
    )
