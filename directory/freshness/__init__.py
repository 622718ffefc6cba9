"""How old what is said may grow: a rhythm per category, reminders, campaigns, what a person has checked."""
