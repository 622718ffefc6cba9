"""What fits: from a situation to the right kinds of partners, in order, with reasons."""
