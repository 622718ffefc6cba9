"""What Relais writes to people: a letter is kept with what it tells of, and sent after."""
