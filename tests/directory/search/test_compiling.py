"""What is compiled is what the words of the directory say, weighed as Okapi BM25 has it."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update

from directory.models import SearchText
from directory.search.analysis import stem
from directory.search.compiling import K1, WEIGHT_BITS, B, compile_directory
from tests.directory.search.edited import small_directory

MOST = (1 << WEIGHT_BITS) - 1
WORDS = (
    "|abri:4|nuit:1|",
    f"|abri:{MOST}|",
    f"|abri:{MOST + 5}|nuit:1|",
    "|abris:1|abri:2|abriter:3|",
    "|",
)
"""What five services say: forms of one word, one form beyond what there is room for, and nothing at all."""


def test_each_stem_is_weighed_as_the_formula_says(tmp_path: Path):
    with small_directory("sqlite", tmp_path) as kept:
        with kept.indexer.sessions.begin() as session:
            ids = list(session.scalars(select(SearchText.service_id).order_by(SearchText.service_id)))
            for rank, each in enumerate(ids):
                said = WORDS[rank % len(WORDS)]
                session.execute(update(SearchText).where(SearchText.service_id == each).values(words=said))
        with kept.indexer.readers() as session:
            lists, arrays = compile_directory(session)
    said_by = [weights_of(WORDS[rank % len(WORDS)]) for rank in range(len(ids))]
    assert lists["stems"] == sorted({each for said in said_by for each in said})
    mean = sum(map(Counter.total, said_by)) / len(said_by)
    for number, each in enumerate(lists["stems"]):
        own = slice(*arrays["stem_starts"][number : number + 2])
        holders = [rank for rank, said in enumerate(said_by) if each in said]
        assert arrays["stem_docs"][own].tolist() == holders
        rarity = np.log1p((len(ids) - len(holders) + 0.5) / (len(holders) + 0.5))
        for rank, impact in zip(holders, arrays["stem_impacts"][own], strict=True):
            times, length = said_by[rank][each], said_by[rank].total()
            due = rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * length / mean))
            assert impact == pytest.approx(due, rel=1e-6)


def weights_of(words: str) -> Counter[str]:
    """Give what each stem weighs in `words`, no more than there is room for a form."""
    weights: Counter[str] = Counter()
    for token in words.split("|")[1:-1]:
        form, weight = token.split(":")
        weights[stem(form)] += min(int(weight), MOST)
    return weights
