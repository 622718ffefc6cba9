"""How a file is read: by what it holds, whatever its name, in a limited process, or refused in words.

`read_rows` (`parent.py`) is what the rest of the application calls. A source's `read` calls `read_table`
(`tables.py`) and `read_document` (`documents.py`), in the child.
"""
