"""Any situation at all, as somebody might tick it."""

from hypothesis import strategies as st

from directory.vocabulary import vocabulary
from directory.words import Facet
from routing.facts import Situation


def _answers(facet: Facet) -> st.SearchStrategy[frozenset[str]]:
    slugs = st.sampled_from([term.slug for term in facet.values])
    if facet.kind == "multi":
        return st.frozensets(slugs, min_size=1, max_size=4)
    return slugs.map(lambda slug: frozenset({slug}))


def situations() -> st.SearchStrategy[Situation]:
    """Give situations in which any facet may be answered or not."""
    facets = [facet for facet in vocabulary().facets.values() if facet.kind != "text"]
    return st.fixed_dictionaries({}, optional={facet.key: _answers(facet) for facet in facets}).map(
        Situation.of
    )
