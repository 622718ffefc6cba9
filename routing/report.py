"""The answer and the rules outside the screen: as JSON for other programs, as text to read, as a table."""

from collections.abc import Iterable, Iterator
from typing import Any

from directory.vocabulary import vocabulary
from directory.wording import opening
from routing.answers import Answer
from routing.items import reasons_against
from routing.orientation import Reason
from routing.referral import Referral, Referred
from routing.rules import RuleBook
from routing.rules_page import RuleItem, rule_item

COLUMNS = (
    *("Règle", "Si", "Alors", "Jamais", "À faire", "À garder en tête", "Lignes"),
    *("Source", "Confiance"),
)


def as_json(referral: Referral) -> dict[str, Any]:
    """Give the answer as plain values; times are ISO 8601, distances kilometres, null where nobody knows."""
    orientation = referral.orientation
    return {
        "commune": referral.place.code if referral.place else None,
        "at": referral.at.isoformat(),
        "suggestions": [_suggestion(item) for item in referral.referred],
        "flags": list(orientation.flags),
        "actions": list(orientation.actions),
        "helplines": list(orientation.helplines),
        "answering_now": [_service(line) for line in referral.answering],
        "excluded": [
            {
                "category": item.category,
                "because": list(reasons_against(item)),
                "rules": [law.id for law in item.because],
            }
            for item in orientation.excluded
        ],
        "open_questions": [
            {
                "fact": question.facet,
                "could_add": list(question.could_add),
                "could_remove": question.could_remove,
                "could_lift": question.could_lift,
            }
            for question in orientation.open_questions
        ],
    }


def _suggestion(item: Referred) -> dict[str, Any]:
    return {
        "category": item.category.slug,
        "label": item.category.label,
        "priority": item.suggestion.priority,
        "when": item.when,
        "reasons": [_reason(reason) for reason in item.suggestion.reasons],
        "services": [_service(answer) for answer in item.answers],
        "relays": [_service(line) for line in item.lines],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule.id,
        "text": reason.advice.reason,
        "source": [source.title for source in reason.rule.sources],
        "confidence": reason.rule.confidence,
    }


def _service(answer: Answer) -> dict[str, Any]:
    card, state = answer.card, answer.opening
    return {
        "name": card.name,
        "phone": card.phones[0].shown if card.phones else None,
        "open": state.is_open,
        "next_opening": state.next_opening.isoformat() if state.next_opening else None,
        "distance_km": None if answer.distance_km is None else round(answer.distance_km, 1),
        "verified": card.verified_on.isoformat() if card.verified_on else None,
        "demonstration": card.is_demonstration,
    }


def as_text(referral: Referral) -> str:
    """Give the answer as lines to read."""
    words = vocabulary()
    lines = [f"{referral.place.label if referral.place else 'Sans commune'}, {referral.at:%d/%m/%Y %H:%M}"]
    for item in referral.referred:
        reason = item.suggestion.reasons[0].advice.reason
        lines.append(f"{item.suggestion.priority}  {item.category.label_short} : {reason}")
        lines += [f"     {_service_words(answer, referral)}" for answer in (*item.answers, *item.lines)]
    lines += [f"!  {words.flags[flag].label}" for flag in referral.orientation.flags]
    lines += [f"À faire : {words.actions[action].label}" for action in referral.orientation.actions]
    lines += [f"Répond maintenant : {_service_words(line, referral)}" for line in referral.answering]
    return "\n".join(lines)


def _service_words(answer: Answer, referral: Referral) -> str:
    state = opening(answer.opening, referral.at, referral.today)
    return f"{answer.card.name}, {answer.card.reached_by}, {state}"


def table_rows(book: RuleBook) -> Iterator[str]:
    """Give the decision table as Markdown: a table for each theme, a row for each rule."""
    every = (*book.rules, *book.last)
    for slug, title in book.themes.items():
        yield f"\n## {title}\n"
        yield f"| {' | '.join(COLUMNS)} |"
        yield "|---" * len(COLUMNS) + "|"
        yield from (_row(rule_item(rule, book)) for rule in every if rule.theme == slug)


def _row(item: RuleItem) -> str:
    lists = (
        [f"{when} : {label} ({reason})" for label, reason, when in item.advice],
        item.exclude,
        item.actions,
        item.flags,
        item.helplines,
        [title for title, _ in item.sources],
    )
    confidence = vocabulary().scales["confidence"][item.confidence].label
    cells = [f"{item.id} {item.title}", item.condition, *map(_cell, lists), confidence]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _cell(words: Iterable[str]) -> str:
    return "<br>".join(words)
