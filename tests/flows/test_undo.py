"""What the user decided is listed, and taken back: the articles go to where they were."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import FEED, NOW, article, batch, development, placement
from terminal import Terminal

from flows.settings import Settings, WarehouseSettings
from flows.tools import corrections
from flows.tools.corrections import apply_decision, undo_decision
from pipeline.records import Decision, Membership
from pipeline.stories.undo import DecisionMove, memberships_back
from warehouse import stories
from warehouse.warehouse import Batch, Warehouse

FIRST, SECOND, THIRD, FOURTH, LATER = (f"{n:016x}" for n in (1, 2, 3, 4, 9))


@pytest.fixture
def warehouse(tmp_path):
    """Two stories of three articles: 1, 2, 3 and 4, 5, 6."""
    filled = Warehouse(tmp_path / "house")
    filled.feeds.add([FEED], NOW)
    filled.load(batch(1))
    return filled


@pytest.fixture
def type_(warehouse, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return Terminal(warehouse.path, capsys)


def settings_of(warehouse):
    return Settings(warehouse=WarehouseSettings(folder=str(warehouse.path)))


def members(warehouse):
    """Story id -> its article ids, of living stories."""
    stories = warehouse.stories.members([story.id for story in warehouse.stories.latest()])
    return {id_: {a.id for a in articles} for id_, articles in stories.items()}


def test_a_merge_taken_back_gives_both_stories_their_articles(type_, warehouse):
    before = members(warehouse)
    assert type_("merge", FIRST, FOURTH)[1].startswith("remembered; 3 articles moved")
    (row,) = type_.json("decisions")
    assert (row["kind"], row["a"], row["b"], row["in_force"]) == ("merge", FIRST, FOURTH, True)
    assert row["a_title"] and row["b_title"] == "Dam 4 holds" and row["undone_at"] is None
    assert type_("decisions", "undo", row["id"][:6])[1] == "taken back; 3 articles moved back\n"
    assert members(warehouse) == before
    (row,) = type_.json("decisions")
    assert not row["in_force"] and row["undone_at"]
    assert type_("decisions", "undo", row["id"])[1] == "taken back before; nothing to change\n"
    changes = type_.json("story", FOURTH)["changes"]
    assert [change["reason"] for change in changes] == ["user", "undone"]
    assert type_.json("story", FOURTH)["story"]["id"] == FOURTH
    assert type_.json("sql", "SELECT kind FROM decisions WHERE undone_at IS NULL") == []


def test_a_merge_said_the_other_way_round_is_said_once(type_, warehouse):
    before = members(warehouse)
    type_("merge", FIRST, FOURTH)
    assert type_("merge", FOURTH, FIRST)[1] == "said before; nothing to change\n"
    (row,) = type_.json("decisions")
    assert type_("decisions", "undo", row["id"])[1] == "taken back; 3 articles moved back\n"
    assert members(warehouse) == before
    assert "1 article moved" in type_("apart", FIRST, SECOND)[1]
    assert type_("apart", SECOND, FIRST)[1] == "said before; nothing to change\n"


def test_an_undo_that_is_cut_off_has_done_nothing(type_, warehouse, monkeypatch):
    """A decision that no longer held, its articles unmoved, could not be taken back again."""

    def killed(*_args, **_named):
        raise KeyboardInterrupt

    before = members(warehouse)
    type_("merge", FIRST, FOURTH)
    (row,) = type_.json("decisions")
    with monkeypatch.context() as cut:
        cut.setattr(corrections, "_placement_back", killed)
        with pytest.raises(KeyboardInterrupt):
            undo_decision(warehouse, settings_of(warehouse), row["id"], NOW)
    with monkeypatch.context() as cut:
        cut.setattr(stories, "rename_stories", killed)  # late in the transaction
        with pytest.raises(KeyboardInterrupt):
            undo_decision(warehouse, settings_of(warehouse), row["id"], NOW)
    assert type_.json("decisions")[0]["in_force"]
    assert type_("decisions", "undo", row["id"])[1] == "taken back; 3 articles moved back\n"
    assert members(warehouse) == before


def test_what_came_since_goes_with_the_article_it_joined_by(type_, warehouse):
    type_("merge", FIRST, FOURTH)
    came = article(9)
    placed = placement([came], first_seq=6)
    joined = Membership(article_id=LATER, story_id=FIRST, score=0.8, nearest_id=FOURTH)
    story = replace(warehouse.stories.get(FIRST), n_articles=7)
    at = warehouse.stories.decision_history()[0]["at"] + timedelta(hours=1)
    warehouse.load(
        Batch(
            at=at, articles=[came], embeddings=batch(9, 1).embeddings, model="m", sha256="h",
            placement=replace(placed, memberships=[joined], stories=[story], copies=[]),
        )
    )  # fmt: skip
    (row,) = type_.json("decisions")
    assert type_("decisions", "undo", row["id"])[1] == "taken back; 4 articles moved back\n"
    assert LATER in members(warehouse)[FOURTH] and LATER not in members(warehouse)[FIRST]


def test_what_was_told_meanwhile_goes_back_with_its_article(type_, warehouse):
    """What was found in either story before stays there; a fact that both tell is told by each."""
    known = replace(development(article(4)), id="known")
    warehouse.load(Batch(at=NOW, developments=[known]))
    type_("merge", FIRST, FOURTH)
    found = [
        replace(development(article(n), "new"), id=id_, story_id=FIRST)
        for n, id_ in ((2, "ours"), (5, "theirs"), (6, "known"))
    ]
    warehouse.load(Batch(at=NOW, developments=found))
    (row,) = type_.json("decisions")
    type_("decisions", "undo", row["id"])
    told = {id_: {d.id for d in warehouse.stories.developments(id_)} for id_ in (FIRST, FOURTH)}
    assert told[FIRST] >= {"ours"} and told[FOURTH] >= {"known", "theirs"}
    assert not told[FIRST] & {"known", "theirs"}
    counted = type_.json("sql", "SELECT id, n_developments FROM stories")
    assert {each["id"]: each["n_developments"] for each in counted} == {FIRST: 2, FOURTH: 2}


@pytest.mark.parametrize("words", [("cut", THIRD, FIRST), ("apart", FIRST, THIRD)])
def test_an_article_taken_out_comes_back_with_its_copies(type_, warehouse, words):
    before = members(warehouse)
    copies = warehouse.stories.copies([FIRST])
    assert "1 article moved" in type_(*words)[1]
    assert members(warehouse) != before
    (row,) = type_.json("decisions")
    assert row["kind"] == words[0]
    assert "1 article moved back" in type_("decisions", "undo", row["id"])[1]
    assert members(warehouse) == before
    assert warehouse.stories.copies([FIRST]) == copies
    heir = warehouse.stories.get(THIRD)
    assert heir is not None and heir.id == FIRST  # the story it was alone in leads back


def test_a_decision_may_be_made_again_and_others_still_hold(type_, warehouse):
    type_("cut", THIRD, FIRST)
    (cut,) = type_.json("decisions")
    type_("apart", THIRD, SECOND)
    line = "taken back; nothing had to move, 1 article held by other decisions\n"
    assert type_("decisions", "undo", cut["id"])[1] == line
    assert THIRD not in members(warehouse)[FIRST]  # kept apart from an article there
    assert type_("cut", THIRD, FIRST)[1] != "said before; nothing to change\n"
    states = [(row["kind"], row["in_force"]) for row in type_.json("decisions")]
    assert states == [("cut", False), ("apart", True), ("cut", True)]


def test_undone_decisions_are_no_part_of_the_window(type_, warehouse):
    type_("apart", FIRST, FOURTH)
    (row,) = type_.json("decisions")
    assert len(warehouse.window.read().decisions) == 1
    assert type_("decisions", "undo", row["id"])[1] == "taken back; nothing had to move\n"
    assert not warehouse.window.read().decisions
    _, out, _ = type_("decisions")
    assert "apart: Dam 1 holds | Dam 4 holds" in out and "taken back" in out


def test_an_article_that_left_for_another_story_stays_there():
    move = DecisionMove(
        article_id=THIRD, was=FIRST, score=0.8, nearest_id=FIRST, reason="joined", until=NOW,
        put=THIRD, story_id=FOURTH,
    )  # fmt: skip
    assert memberships_back([move], [], {FIRST: FIRST}, revive=False) == {}


def test_the_decision_of_another_second_is_not_undone_with_it(warehouse):
    settings = settings_of(warehouse)
    for at, (article_id, story_id) in enumerate([(THIRD, FIRST), (f"{6:016x}", FOURTH)]):
        said = Decision(kind="cut", a=article_id, b=story_id, at=NOW + timedelta(days=at))
        assert apply_decision(warehouse, settings, said).n_moved == 1
    first, second = warehouse.stories.decision_history()
    assert [m.article_id for m in warehouse.stories.decision_moves(first["id"])] == [THIRD]
    assert [m.was for m in warehouse.stories.decision_moves(second["id"])] == [FOURTH]
