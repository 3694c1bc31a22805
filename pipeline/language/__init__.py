"""What each language writes its own way: words, sentences, numbers, dates, names, sources.

Lists are data, a folder a language (`data/README.md`), and asked for in one way:
`load.load_language("en")`. The modules here turn them into functions of a text.
"""
