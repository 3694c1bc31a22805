"""Copies and stories: parts of the place stage."""
