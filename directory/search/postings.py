"""From the words of listings to postings: for each stem, who holds it and how much it says of each."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import count
from typing import Any

import numpy as np

from directory.search.analysis import stem
from directory.search.snapshot import Array
from directory.search.synonyms import synonym_forms

K1, B = 1.2, 0.5
"""Okapi BM25: how fast a repeated word stops counting, how much a long listing pays for its length."""

DOC_BITS, WEIGHT_BITS = 24, 16
"""Room for sixteen million services, and in the rest of 64 bits for eight million stems."""

NONE: Array = np.zeros(0, np.int32)

Lists = dict[str, list[Any]]
Arrays = dict[str, Array]


class Reader:
    """Reads the words of listings, and remembers each batch: after an edit, one batch is read again.

    A batch is known by the digest of all that it says, so that no change can be missed, whoever made it.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self._batches: dict[bytes, tuple[Array, Array]] = {}

    @property
    def has_read(self) -> bool:
        """Say whether there is anything to remember."""
        return bool(self._batches)

    def read(self, batches: Iterable[Sequence[str]]) -> tuple[list[str], Array, Array]:
        """Give the tokens in use, the ranks of those of each listing, end to end, and how many each has."""
        before, self._batches = self._batches, {}
        read = [(NONE, NONE)]
        for texts in batches:
            digest = sha256("\n".join(texts).encode()).digest()
            self._batches[digest] = before.get(digest) or self._split(texts)
            read.append(self._batches[digest])
        said, lengths = map(np.concatenate, zip(*read, strict=True))
        # A word that no listing holds any more is numbered for ever, and is told to nobody.
        is_used = np.bincount(said, minlength=len(self._numbers)) > 0
        tokens = [token for token, is_kept in zip(self._numbers, is_used.tolist(), strict=True) if is_kept]
        return tokens, (np.cumsum(is_used, dtype=np.int32) - 1)[said], lengths

    def _split(self, texts: Iterable[str]) -> tuple[Array, Array]:
        """Give the numbers of the tokens of « |abri:4|nuit:1| », and how many each text has."""
        said, lengths = array("i"), array("i")
        for text in texts:
            own = text.split("|")[1:-1]
            said.extend(map(self._numbers.__getitem__, own))
            lengths.append(len(own))
        return np.array(said, np.int32), np.array(lengths, np.int32)


def compile_words(batches: Iterable[Sequence[str]], reader: Reader, lists: Lists, arrays: Arrays) -> None:
    """Compile the words of every listing, given in the order of positions."""
    tokens, token_of, lengths = reader.read(batches)
    forms, weights = _parts(tokens)
    stems = _stem_numbers(forms, lists)
    packed = (stems << DOC_BITS + WEIGHT_BITS | weights)[token_of]
    packed |= np.repeat(np.arange(len(lengths), dtype=np.int64) << WEIGHT_BITS, lengths)
    _put_postings(packed, len(lists["stems"]), len(lengths), arrays)
    arrays["form_services"] = _counts(forms, token_of, lists["forms"])


def _parts(tokens: Iterable[str]) -> tuple[list[str], Array]:
    """Split « abri:4 » into its form and its weight, which stops counting long before there is no room."""
    pairs = [token.rpartition(":") for token in tokens]
    weights = np.array([int(weight) for _, _, weight in pairs], np.int64)
    return [form for form, _, _ in pairs], np.minimum(weights, (1 << WEIGHT_BITS) - 1)


def _stem_numbers(forms: Sequence[str], lists: Lists) -> Array:
    """Number the stems; also keep every form, so that what is typed can be completed or corrected."""
    stemmed = [stem(form) for form in forms]
    stems = sorted(set(stemmed))
    number = {each: rank for rank, each in enumerate(stems)}
    lists["stems"] = stems
    lists["forms"] = sorted({*forms, *synonym_forms()})
    return np.array([number[each] for each in stemmed], np.int64)


def _put_postings(packed: Array, stem_count: int, doc_count: int, arrays: Arrays) -> None:
    """Add up the forms of one stem in one listing, and weigh each stem by Okapi BM25.

    Each of `packed` is a stem, a position and a weight, end to end in 64 bits: numpy sorts such numbers in
    place three times faster than it sorts the ranks of what stands in several arrays.
    """
    packed.sort()
    pairs = packed >> WEIGHT_BITS
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    weights = (packed & ((1 << WEIGHT_BITS) - 1)).astype(np.float32)
    tf = np.add.reduceat(weights, firsts) if len(firsts) else weights
    docs = (pairs[firsts] & ((1 << DOC_BITS) - 1)).astype(np.int32)
    frequency = np.bincount(pairs[firsts] >> DOC_BITS, minlength=stem_count)
    length = np.bincount(docs, weights=tf, minlength=doc_count)
    rarity = np.log1p((doc_count - frequency + 0.5) / (frequency + 0.5))
    penalty = K1 * (1 - B + B * length / max(length.mean() if doc_count else 1, 1))
    most = np.repeat((rarity * (K1 + 1)).astype(np.float32), frequency)
    arrays["stem_impacts"] = most * tf / (tf + penalty.astype(np.float32)[docs])
    arrays["stem_docs"] = docs
    arrays["stem_starts"] = np.concatenate(([0], np.cumsum(frequency))).astype(np.int64)


def _counts(forms: Sequence[str], token_of: Array, listed: Sequence[str]) -> Array:
    """Give, for each listed form, how many listings hold it: the likeliest corrections come first."""
    held: defaultdict[str, int] = defaultdict(int)
    for form, times in zip(forms, np.bincount(token_of, minlength=len(forms)), strict=True):
        held[form] += int(times)
    return np.array([held.get(form, 0) for form in listed], np.int32)
