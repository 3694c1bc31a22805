"""What is remembered and shown."""
