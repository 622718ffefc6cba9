"""One module per source: NAME, TITLE, LICENCE, and `records()`, which gives its `Record`s."""
