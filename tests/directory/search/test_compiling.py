"""What is compiled is what the words of the directory say, weighed as Okapi BM25 has it."""

from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
from sqlalchemy import select, update

from directory.models import SearchText
from directory.search.analysis import stem
from directory.search.compiling import compile_directory
from directory.search.postings import K1, WEIGHT_BITS, Arrays, B, Lists, Reader, compile_words
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


# What is remembered between two editions.


def compiled(texts: list[str], reader: Reader) -> tuple[Lists, Arrays]:
    lists: Lists = {}
    arrays: Arrays = {}
    compile_words([texts[start : start + 5] for start in range(0, len(texts), 5)], reader, lists, arrays)
    return lists, arrays


def test_a_reader_that_remembers_compiles_what_one_that_knows_nothing_compiles():
    chance, reader = Random(3), Reader()
    texts = [listing(chance) for _ in range(57)]
    for _ in range(60):
        change = chance.choice((insert, change_one, remove, repeat))
        change(texts, chance)
        lists, arrays = compiled(texts, reader)
        due, right = compiled(texts, Reader())
        assert lists == due
        assert arrays.keys() == right.keys()
        assert all(np.array_equal(arrays[name], right[name]) for name in right)


def test_a_word_that_nobody_holds_any_more_is_forgotten():
    reader = Reader()
    assert "zibeline" in compiled(["|abri:1|zibeline:4|"], reader)[0]["forms"]
    lists, _ = compiled(["|abri:1|"], reader)
    assert "zibeline" not in lists["forms"]
    assert lists["stems"] == [stem("abri")]


def listing(chance: Random) -> str:
    words = sorted({"".join(chance.choices("aeilrst", k=3)) for _ in range(chance.randrange(12))})
    return "|" + "".join(f"{word}:{chance.randrange(1, 9)}|" for word in words)


def insert(texts: list[str], chance: Random) -> None:
    texts.insert(chance.randrange(len(texts) + 1), listing(chance))


def change_one(texts: list[str], chance: Random) -> None:
    texts[chance.randrange(len(texts))] = listing(chance)


def remove(texts: list[str], chance: Random) -> None:
    del texts[chance.randrange(len(texts))]


def repeat(texts: list[str], chance: Random) -> None:
    """Make two batches that say the same."""
    start = chance.randrange(0, len(texts) - 10, 5)
    texts[start + 5 : start + 10] = texts[start : start + 5]
