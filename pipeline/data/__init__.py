"""Data files that the pipeline reads."""
