"""Where it comes from: each source is turned into records, and records fill the directory."""
