"""Look-alike texts with other names, figures or days are stories of their own."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import re

import pytest
from casework import DATA

KINDS = ("brief", "weather", "horo", "lotto", "match", "mkt")
QUAKE = (
    "A magnitude {m} earthquake struck {km} km north of {town} on {day}, the geological survey said. "
    "The quake was at a depth of {depth} km. There were no immediate reports of damage."
)
QUAKES = [("4.1", 12, "Esk", "Monday", 10), ("4.6", 31, "Tarn", "Tuesday", 22),
          ("5.0", 9, "Dorn", "Thursday", 35), ("4.3", 54, "Halden", "Saturday", 8)]  # fmt: skip
WETTER = (
    "In der Nacht sinken die Werte auf {a} Grad. Am {day} wird es {sky} bei Höchstwerten um {b} Grad. "
    "Der Wind weht mit {c} Kilometern pro Stunde aus West, teilte der Wetterdienst mit."
)
WETTERS = [
    (2, "Montag", "trüb", 9, 20),
    (4, "Dienstag", "heiter", 12, 31),
    (-1, "Mittwoch", "windig", 5, 55),
]
RESULT = (
    "{name} reported third-quarter profit of {a} million crowns, against {b} million a year earlier. "
    "Revenue rose {c} per cent. The shares gained {d} per cent in early trade."
)
RESULTS = [
    ("Aldine", 41, 36, 8, 2.1),
    ("Petrel Foods", 112, 97, 5, 1.4),
    ("Skylark Air", 67, 70, 3, 0.6),
]


def rows():
    """Yield (kind, title, text, hours ago) of other templates."""
    for i, (m, km, town, day, depth) in enumerate(QUAKES):
        text = QUAKE.format(m=m, km=km, town=town, day=day, depth=depth)
        yield "quake", f"Magnitude {m} earthquake strikes near {town}", text, 100 - 20 * i
    for i, (a, day, sky, b, c) in enumerate(WETTERS):
        text = WETTER.format(a=a, day=day, sky=sky, b=b, c=c)
        yield "wetter", f"Das Wetter am {day}", text, 90 - 24 * i
    for i, (name, a, b, c, d) in enumerate(RESULTS):
        text = RESULT.format(name=name, a=a, b=b, c=c, d=d)
        yield "result", f"{name} posts third-quarter profit of {a} million", text, 60 - i
    match = "Tarn met Esk in the premier league on Saturday and the match ended 0 to 1. "
    more = "The first goal came after 12 minutes with a header from a corner by captain Joost Lindqvist."
    yield "same", "Tarn 0 - 1 Esk: Lindqvist header decides", match + more, 141


@pytest.fixture(scope="module")
def stories(new_house):
    """Kind -> the stories of its articles."""
    house = new_house()
    ours = [
        {"id": f"{kind}{i}", "title": title, "text": text, "published": f"{{{{iso:{at}}}}}",
         "outlet": f"{kind}.example", "url": f"https://{kind}.example/{kind}{i}",
         "lang": "de" if kind == "wetter" else "en"}
        for i, (kind, title, text, at) in enumerate(rows())
    ]  # fmt: skip
    theirs = (DATA / "templates" / "t.jsonl").read_text().splitlines()
    done = house.bring("templates.jsonl", [*theirs, *ours])
    assert done.code == 0, done.err[-500:]
    found = {}
    for row in house.sql("SELECT url, story_id FROM articles"):
        name = row["url"].rpartition("/")[2]
        found.setdefault(re.sub(r"\d+$", "", name), []).append((name, row["story_id"]))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_six_days_of_a_template_are_six_stories(stories, kind):
    assert len(stories[kind]) == 6
    assert len({story for _, story in stories[kind]}) == 6


@pytest.mark.parametrize(("kind", "count"), [("quake", 4), ("wetter", 3), ("result", 3)])
def test_other_templates_are_apart_too(stories, kind, count):
    assert len({story for _, story in stories[kind]}) == count


def test_templates_of_different_kinds_never_meet(stories):
    kinds_of = {}
    for kind, members in stories.items():
        for _, story in members:
            kinds_of.setdefault(story, set()).add("match" if kind == "same" else kind)
    assert [kinds for kinds in kinds_of.values() if len(kinds) > 1] == []


def test_two_reports_of_the_same_match_are_one_story(stories):
    ((_, ours),) = stories["same"]
    assert ours == dict(stories["match"])["match0"]
