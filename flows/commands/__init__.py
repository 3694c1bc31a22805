"""The command line, a group of commands per module; each imports what it needs when it runs."""
