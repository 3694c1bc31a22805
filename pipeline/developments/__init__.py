"""What is new, who says so, and whom to tell: parts of the detect stage."""
