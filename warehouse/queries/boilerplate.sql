-- Vectors file: what outlets were found to say every time, up to an ordinal of the stream.
SELECT outlet, sentence, upto FROM store.boilerplate WHERE upto <= $placed
