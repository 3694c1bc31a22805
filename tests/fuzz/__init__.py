"""Fuzz of the readers through their real entrances: `python -m tests.fuzz --help`.

Each module of a reader has `check(data)`, which reads the bytes as the program would and raises
what is a finding: an exception that is no documented refusal, or a result out of bounds
(`tests.fuzz.bounds`). It also has `SEEDS`, `KIND` (what `tests.fuzz.mutations` does to it) and
`DEADLINE_S`, the CPU seconds after which a worker would have ended the reading, 0 where the reader
runs without one.
"""
