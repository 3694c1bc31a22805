"""Feed documents and when to ask for them: parts of the poll stage."""
