"""From a page's bytes to an article's parts: parts of the extract stage."""
