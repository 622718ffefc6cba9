"""A reader of words: one position in a sentence, moved forward by what is recognised."""

from collections.abc import Sequence

from directory.spoken_words import Word


class SpokenError(ValueError):
    """Hours that cannot be read for sure; the message says what to write instead."""


class Reader:
    """The words of a sentence, and where reading has come. Moving `position` back is trying again."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.position = 0

    @property
    def at_end(self) -> bool:
        """Whether everything has been read."""
        return self.position >= len(self.words)

    @property
    def at_day(self) -> bool:
        """Whether the next word is a day of the week."""
        return self.kind == "day"

    @property
    def kind(self) -> str:
        """The kind of the next word, empty at the end."""
        return "" if self.at_end else self.words[self.position].kind

    @property
    def text(self) -> str:
        """The whole sentence as it was written."""
        return "".join(word.said for word in self.words).strip()

    @property
    def rest(self) -> str:
        """What is still to be read, as it was written."""
        return "".join(word.said for word in self.words[self.position :]).strip()

    def accept(self, *kinds: str) -> Word | None:
        """Give the word at this place and step over it, if it is of one of these kinds."""
        if self.kind not in kinds:
            return None
        self.position += 1
        return self.words[self.position - 1]

    def skip(self, *kinds: str) -> bool:
        """Step over all words of these kinds, be there any or none; always true."""
        while self.kind in kinds:
            self.position += 1
        return True
