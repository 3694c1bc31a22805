"""Other people's servers: which address is which, and how to ask politely and safely."""
