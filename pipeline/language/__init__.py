"""What each language writes its own way: words, sentences, numbers, dates, names."""
