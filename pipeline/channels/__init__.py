"""How a message becomes what a channel takes: markup, length, and the way there."""
