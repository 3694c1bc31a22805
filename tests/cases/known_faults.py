"""Tests that fail today, by name, with what is seen; mending a fault takes its lines out."""

KNOWN: dict[str, str] = {}
