"""Who signs in, with what proof, for how long; and who may invite whom."""
