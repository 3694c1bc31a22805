"""What is new, and who says so: parts of the detect stage."""
