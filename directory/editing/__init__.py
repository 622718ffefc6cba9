"""What people change in listings: with history, a second person where it matters, and never in silence."""
