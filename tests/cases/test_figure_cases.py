"""Figures that change: the new value and what it was; an age is no toll."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import pytest
from casework import DATA

SAID = [
    ("h", "Brome quake: toll stands at 35", "The death toll stood at 35 on Friday, up from 29 a day earlier, officials said."),
    ("i", "Brome quake: fewer in shelters", "The number of people in shelters fell from 4,100 to 2,600 on Saturday, officials said."),
    ("j", "Brome quake: injured", "The number of injured climbed to 212 from 187, the ministry said on Sunday."),
    ("k", "Brome quake: last victim named", "The quake also hit a workshop in Esk, killing Larry Gordon, 44, police said on Monday."),
    ("l", "Brome quake: two named", "Mairi Todd, 61, and Ewan Hale, 19, died in hospital on Tuesday, the ministry said."),
]  # fmt: skip
LEAD = (
    "A strong earthquake shook the Brome valley late on Wednesday. Roofs fell in and the only road "
    "was cut. Rescuers from three towns dug through the night.\n"
)


@pytest.fixture(scope="module")
def ferry(site, new_house):
    """The ferry story, told by seven outlets one after another, followed from the first."""
    house = new_house()
    for name in "abcdefg":
        assert house.bring_file(DATA / "figures" / f"{name}.jsonl").code == 0
        if name == "a":
            (story,) = house.json("stories")
            house.json("track", "--story", story["id"])
    return house


@pytest.fixture(scope="module")
def quake(new_house):
    """Another story in other words."""
    house = new_house()
    texts = [
        ("g", "Strong quake shakes Brome valley", "The death toll was put at 29 on Thursday."),
        *SAID,
    ]
    for at, (id_, title, text) in enumerate(texts):
        row = {"id": id_, "title": title, "text": LEAD + text, "lang": "en", "outlet": f"{id_}.example",
               "url": f"https://{id_}.example/{id_}", "published": f"{{{{iso:{90 - 8 * at}}}}}"}  # fmt: skip
        assert house.bring(f"{id_}.jsonl", [row]).code == 0
        if id_ == "g":
            (story,) = house.json("stories")
            house.json("track", "--story", story["id"])
    return house


def changes(house, words=""):
    rows = house.sql("SELECT old, new FROM figure_changes "
                     f"WHERE sentence LIKE '%{words}%' ORDER BY told_at")  # fmt: skip
    return [(row["old"], row["new"]) for row in rows]


def values(house, words):
    rows = house.sql(f"SELECT value, counts FROM figures WHERE sentence LIKE '%{words}%'")
    return {(round(float(row["value"])), row["counts"]) for row in rows}


def test_the_ferrys_articles_are_one_story(ferry):
    assert [s["n_articles"] for s in ferry.json("stories")] == [7]


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("rose to 21", "19", "21"),
        ("risen to 24", "21", "24"),
        ("At least 27", "24", "27"),
        ("from 27 to 30", "27", "30"),
        ("Thirty-one", "30", "Thirty-one"),
        ("revised down to 29", "Thirty-one", "29"),
    ],
)
def test_each_new_toll_is_a_change_from_the_last(ferry, words, old, new):
    found = changes(ferry, words)
    assert any(a.startswith(old) and b.startswith(new) for a, b in found), found


def test_from_27_to_30_is_30(ferry):
    assert {value for value, _ in values(ferry, "from 27 to 30")} == {30}


def test_the_quakes_articles_are_one_story(quake):
    assert [s["n_articles"] for s in quake.json("stories")] == [6]


@pytest.mark.parametrize(
    ("words", "value", "old"),
    [("up from 29", 35, 29), ("from 4,100 to 2,600", 2600, 4100), ("to 212 from 187", 212, 187)],
)
def test_the_new_value_counts_and_the_old_does_not(quake, words, value, old):
    found = {number for number, _ in values(quake, words)}
    assert value in found and old not in found


def test_up_from_is_a_change(quake):
    assert ("29", "35") in changes(quake, "up from 29")


@pytest.mark.parametrize(("words", "ages"), [("Larry Gordon", {44}), ("Mairi Todd", {61, 19})])
def test_an_age_is_no_toll(quake, words, ages):
    assert not ages & {number for number, _ in values(quake, words)}
    assert not {str(age) for age in ages} & {new for _, new in changes(quake, words)}
