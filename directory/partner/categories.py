"""The categories that a partner may choose from, by group."""

from directory.vocabulary import vocabulary
from directory.words import Term


def category_groups() -> list[tuple[str, list[Term]]]:
    """Give each group of categories with its terms; national lines are the project's."""
    words = vocabulary()
    groups = [
        (
            group.label,
            [Term(each.slug, each.label) for each in words.categories.values() if each.group == group.slug],
        )
        for group in words.category_groups.values()
    ]
    return [(label, terms) for label, terms in groups if terms]
