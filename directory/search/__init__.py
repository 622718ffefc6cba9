"""The search of the directory: the index is in the database, a compiled snapshot answers. See `docs/search.md`."""
