"""The other Whoosh reads French words alike. `scripts/with-whoosh-reloaded` puts it in the place of ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from directory.search.analysis import stem, stop_words
from directory.search.synonyms import synonym_forms

ROOT = Path(__file__).resolve().parent.parent.parent.parent
OTHER = "RELAIS_TEST_WHOOSH"
ASK_OURS = (
    "import sys; from directory.search.analysis import stem, stop_words;"
    "print(*map(stem, sys.stdin.read().split())); print(*sorted(stop_words()))"
)

pytestmark = pytest.mark.skipif(OTHER not in os.environ, reason="only under scripts/with-whoosh-reloaded")


def test_it_is_the_other_whoosh_that_reads_here():
    assert Path(str(sys.modules["whoosh"].__file__)).is_relative_to(os.environ[OTHER])


def test_both_give_every_word_of_the_directory_and_of_the_field_the_same_stem(app: Flask):
    opened = app.extensions["searcher"].newest()
    forms = sorted({*opened.snapshot.lists["forms"], *synonym_forms()})
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = subprocess.run(
        [sys.executable, "-c", ASK_OURS],
        input=" ".join(forms),
        cwd=ROOT,
        env=own,
        text=True,
        capture_output=True,
        check=True,
    )
    stems, empty = (line.split() for line in told.stdout.splitlines())
    assert len(forms) > 2_000
    assert {form: stem(form) for form in forms} == dict(zip(forms, stems, strict=True))
    assert sorted(stop_words()) == empty
