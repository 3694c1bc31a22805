"""What happened to somebody otherwise, in a text that else stands as it was."""

from datetime import UTC, datetime

import numpy as np
import pytest

from pipeline.developments.fate_changes import FATE, fate_changes
from pipeline.developments.history import History

REST = ("It rained in Ravel all day.", "The bridge was closed for three hours.")


def told(*texts: str) -> History:
    n = len(texts)
    return History(
        story_ids=("story",) * n,
        article_ids=tuple(f"article {i}" for i in range(n)),
        versions=(1,) * n,
        indices=tuple(range(n)),
        texts=texts,
        at=(datetime(2026, 3, 2, tzinfo=UTC),) * n,
        vectors=np.eye(n, 8, dtype=np.float32),
    )


@pytest.mark.parametrize(
    ("lang", "old", "new"),
    [
        ("en", "A cyclist was hurt by a van on the bridge.", "A cyclist died on the bridge."),
        ("en", "The driver of the van called for help.", "The driver of the van was arrested."),
        ("en", "Nobody was killed on the bridge.", "One man was killed on the bridge."),
        ("de", "Der Fahrer des Wagens rief um Hilfe.", "Der Fahrer des Wagens wurde verhaftet."),
        ("ru", "Водитель машины вызвал помощь.", "Водитель машины задержан полицией."),
        ("zh", "司机在桥上停车并呼救。", "司机在桥上被警方拘留。"),
        ("ar", "سائق الشاحنة طلب المساعدة.", "سائق الشاحنة توفي مساء الاثنين."),
    ],
)
def test_a_changed_fate_is_told_old_and_new(lang: str, old: str, new: str) -> None:
    (change,) = fate_changes([new, *REST], told(old, *REST), lang)
    assert (change.counts, change.sentence, change.old_article_id) == (FATE, new, "article 0")
    assert change.old in old
    assert change.new in new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A cyclist was hurt on the bridge.", "A cyclist was injured on the bridge."),
        ("Officers closed the bridge in Ravel.", "Officers closed the bridge; nobody was killed."),
        ("Trains ran late in the north.", "Two people died in Ravel."),
    ],
    ids=["another word", "it befell nobody", "another matter"],
)
def test_what_changes_no_fate_is_no_change(old: str, new: str) -> None:
    assert fate_changes([new, *REST], told(old, *REST)) == []


def test_a_text_of_its_own_is_left_to_the_classifiers() -> None:
    new = "The driver of the van was arrested."
    before = told("The driver of the van called for help.", *REST)
    assert fate_changes([new, "The mayor came.", "Schools will open."], before) == []
    other = told("A driver of another van was arrested.", "The driver of the van ran.", *REST)
    assert fate_changes([new, *REST], other) == []
