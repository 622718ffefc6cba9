"""The search of the directory: the database is the index, a compiled snapshot answers (`docs/search.md`)."""
