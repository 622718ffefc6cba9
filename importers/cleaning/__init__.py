"""What a source wrote, put into the shape that the directory keeps: pure functions, a module for each kind.

Nothing here knows the database. What cannot be understood is left out and said; nothing is ever invented.
"""
