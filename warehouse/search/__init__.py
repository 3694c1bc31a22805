"""The search index: a folder `search/` beside the warehouse, derived from it and never the truth.

    analysis.py   how a text and a question become terms, by language; where terms stand in a text
    words.py      the words of all articles, in tantivy
    meaning.py    the vectors of all articles, as rows of files that are appended to
    index.py      both together: brought up to date, rebuilt, asked

Whatever is missing, stale or broken in the folder is made anew from the warehouse.
"""
