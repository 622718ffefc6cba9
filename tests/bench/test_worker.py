"""What is weighed is the real server, after real pages."""

import os
from pathlib import Path

import pytest

from bench.worker import weigh_workers


def environment_of(folder: Path) -> dict[str, str]:
    return {**os.environ, "RELAIS_DATA_DIR": str(folder)}


def test_every_worker_is_weighed_once_the_pages_have_come(filled: Path):
    workers = weigh_workers(environment_of(filled), [{"q": "hébergement"}, {"q": "battue"}] * 4)
    assert len(workers) == 2
    for worker in workers:
        # What the workers were all given counts for a part in each.
        assert worker["Private_Dirty"] < worker["Pss"] < worker["Rss"]


def test_an_answer_that_is_not_a_page_is_no_measure(tmp_path: Path):
    with pytest.raises(ValueError, match="got 503"):
        weigh_workers(environment_of(tmp_path), [{"q": "foyer"}])
