"""One module per source: NAME, LICENCE, and `records()`, which gives its `Record`s."""
