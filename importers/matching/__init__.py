"""Whether a row of a source is a place that the directory already knows."""
