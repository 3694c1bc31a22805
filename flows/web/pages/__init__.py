"""The pages: one module each, a function that gives the page's one record."""
