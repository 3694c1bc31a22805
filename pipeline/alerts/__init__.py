"""Who is told what, and in which words: parts of the alert stage."""
