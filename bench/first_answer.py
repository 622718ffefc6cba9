"""Run by itself: what the first search of a new process costs, part by part.

Takes the moment when the process was launched (seconds), the moment asked about (ISO) and a text; says in
JSON the milliseconds of each part.
"""

import json
import sys
import time
from datetime import datetime
from itertools import pairwise

from directory.search.asking import Search
from directory.search.query import find_ids
from directory.search.searcher import plain_lexicon
from directory.search.understanding import understand
from wsgi import create_app


def main(launched: str, at: str, text: str) -> None:
    """Make the application, read a text, and search for it in a snapshot that is not open yet."""
    search = Search(datetime.fromisoformat(at), text)
    app = create_app()
    moments = [float(launched), time.time()]
    understand(text, plain_lexicon(), lambda stem: True)
    moments.append(time.time())
    with app.extensions["readers"]() as session:
        find_ids(session, app.extensions["searcher"], search)
    moments.append(time.time())
    print(json.dumps([(end - began) * 1000 for began, end in pairwise(moments)]))


main(*sys.argv[1:])
