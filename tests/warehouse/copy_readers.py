"""Readers of the published copy, each a process of its own, until their input ends.

    python copy_readers.py PUBLIC.DUCKDB QUICK HOLDING [PAUSE_S]

`QUICK` of them open the copy with DuckDB alone, ask, close and pause, again and again; `HOLDING`
keep the one that they opened first and ask it. A line of JSON for each opening: its reader, how
often it asked, the articles it saw, `torn` answers (articles, memberships and articles counted over
stories differ, or an answer changed while the copy was open), the `error` that ended it.
"""

import json
import os
import select
import sys

import duckdb

QUESTION = """
SELECT
    (SELECT count(*) FROM articles),
    (SELECT count(*) FROM memberships),
    (SELECT coalesce(sum(n_articles), 0) FROM stories)
"""


def is_over(pause_s: float = 0.0) -> bool:
    return bool(select.select([sys.stdin], [], [], pause_s)[0])


def opening(path: str, *, holds: bool, pause_s: float) -> dict:
    seen: dict = {"asked": 0, "articles": 0, "torn": [], "error": ""}
    try:
        with duckdb.connect(path, read_only=True, config={"threads": 1}) as con:
            first = con.execute(QUESTION).fetchone()
            while True:
                answer = con.execute(QUESTION).fetchone()
                seen |= {"asked": seen["asked"] + 1, "articles": answer[0]}
                if len(set(answer)) > 1 or answer != first:
                    seen["torn"].append([first, answer])
                if not holds or is_over(pause_s):
                    return seen
    except duckdb.Error as error:
        return seen | {"error": str(error)}


def read_on(number: int, path: str, *, holds: bool, pause_s: float) -> None:
    while True:
        line = json.dumps({"reader": number, **opening(path, holds=holds, pause_s=pause_s)})
        os.write(1, f"{line}\n".encode())  # in one piece: the readers share it
        if is_over(pause_s):
            return


def main() -> None:
    path, quick, holding = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    pause_s = float(sys.argv[4]) if len(sys.argv) > 4 else 2.0
    for number in range(quick + holding):
        if not os.fork():
            read_on(number, path, holds=number >= quick, pause_s=pause_s)
            os._exit(0)
    for _ in range(quick + holding):
        os.wait()


if __name__ == "__main__":
    main()
