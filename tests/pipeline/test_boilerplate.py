import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages.boilerplate import without_boilerplate
from pipeline.pages.headline import title_key

SEEDS = Path(__file__).parents[3] / "shared" / "data" / "seeds"
TEXT = [
    "The ferry Alma ran aground off Skarv on Monday night with 140 people on board.",
    "All were brought ashore by fishing boats before the tide turned, the coast guard said.",
    "Its captain told investigators that the radar had failed an hour before.",
    "“We heard a bang and then nothing,” said one passenger, a teacher from the island.",
]


def kept(*lines, before=(), **known):
    return without_boilerplate("\n".join([*before, *TEXT, *lines]), **known).split("\n")


@pytest.mark.parametrize(
    "boilerplate",
    [
        ["© 2026 Skarv Post. All rights reserved."],
        ["Copyright 2026 The Skarv Post. This material may not be published or redistributed."],
        ["Alle Rechte vorbehalten."],
        ["Read next: Storm warning for the coast"],
        ["Read Next:"],
        ["Lesen Sie auch: Sturmwarnung für die Küste"],
        ["À lire aussi : Avis de tempête sur la côte"],
        ["Lea también: Alerta de tormenta"],
        ["Читайте также: Штормовое предупреждение"],
        ["関連記事"],
        ["Sign up for our daily newsletter to get the top stories in your inbox."],
        ["Subscribe"],
        ["Follow us on Facebook and Instagram"],
        ["Photo: Ada Lind / Skarv Post"],
        ["Foto: NTB"],
        ["STR/AFP via Getty Images"],
        ["Reporting by Ada Lind in Skarv; Editing by Bo Ek"],
        [
            "Reporting by Ada Lind in Skarv; Editing by Bo Ek",
            "Our Standards: The Thomson Reuters Trust Principles.",
        ],
        ["Watch: Storm warning for the coast"],
        ["With files from The Associated Press"],
        ["(dpa)"],
        ["___", "Lind reported from Skarv. Ek contributed to this report."],
        ["By Ada Lind"],
        ["Von Ada Lind und Bo Ek"],
        ["Ada Lind ✉", "Ada Lind is a writer based in Skarv. She covers the sea.", "© Skarv Post"],
        ["{skarvpost.example}"],
        ["Published 18.02.2026 13:06"],
        ["Share", "Facebook", "Twitter", "More"],
        ["Comments", "Leave a comment"],
        ["Stay with Skarv 5 for updates.", "ada.lind@skarv.example"],
        ["Suscríbete para seguir leyendo", "Más información", "Todos los derechos reservados"],
    ],
)
def test_boilerplate_at_the_end_goes_and_the_text_stays(boilerplate):
    assert kept(*boilerplate) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "Publicidade",
        "Реклама",
        "広告",
        "Weiter nach der Anzeige",
        "La suite après cette publicité",
        "Continua após a publicidade",
        "Scroll to continue",
        "Temps de lecture : 3 min",
        "Tempo di lettura: 3 minuti",
        "Время чтения: 3 мин",
        "Artikel anhören",
        "Écouter l’article",
        "Ascolta l'articolo",
        "Updated 3 hours ago",
        "Compartilhar",
        "Add Skarv Post as preferred source on Google",
    ],
)
def test_what_the_page_says_of_itself_goes_wherever_it_stands(line):
    half = len(TEXT) // 2
    for lines in ([line, *TEXT], [*TEXT[:half], line, *TEXT[half:]], [*TEXT, line]):
        assert without_boilerplate("\n".join(lines)).split("\n") == TEXT


def test_known_names_and_titles_are_taken_from_both_ends():
    found = kept(
        "Ada Lind",
        "Ada Lind reports on shipping for the Skarv Post.",
        before=["Ferry aground off Skarv", "ADA LIND", "18 February 2026, 07:15", "Skarv Post"],
        titles=["Ferry aground off Skarv!"],
        names=["Ada Lind", "Skarv Post"],
    )
    assert found == TEXT


def test_a_list_of_links_is_not_a_list():
    links = {title_key("Storm warning for the coast"), title_key("Ferries to be inspected")}
    mixed = [
        "- Storm warning for the coast",
        "- Weather: Ferries to be inspected",
        "- 12 lifeboats",
    ]
    assert kept(*mixed, links=links) == [*TEXT, "- 12 lifeboats"]


@pytest.mark.parametrize(
    "line",
    [
        "Passengers can read more about their rights on posters in every port of the island.",
        "By Tuesday morning the ferry had been pulled free by two tugs from the mainland.",
        "“I will follow this on Facebook,” the mayor said, “as everybody else does.”",
        "The photo that started the search was taken by a boy of nine from his window.",
        "Updated figures came an hour later: 40 passengers, two of them hurt.",
        "Publicidade enganosa custou à empresa dois milhões, disse o tribunal.",
        "Copyright lawyers were among those on board, on their way to a meeting in Skarv.",
        "She said people should sign petitions and get on with their lives in the meantime.",
        "- Captain Per Holm, 58, has sailed the route for eleven years",
        "2,300 people crossed in January 2026, against 1,900 in January 2025, the line said.",
    ],
)
@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_sentences_that_look_like_boilerplate_stay(line, where):
    place = {"first": 0, "middle": 2, "last": len(TEXT)}[where]
    lines = [*TEXT[:place], line, *TEXT[place:]]
    assert without_boilerplate("\n".join(lines)).split("\n") == lines


@given(st.text(max_size=400), st.lists(st.text(max_size=30), max_size=3))
def test_it_only_ever_takes_whole_lines_and_never_twice(text, titles):
    once = without_boilerplate(text, titles)
    lines = iter(text.split("\n"))
    assert once == "" or all(line in lines for line in once.split("\n"))
    assert len(without_boilerplate(once, titles)) <= len(once)


@given(st.text(max_size=300))
def test_a_text_is_never_trimmed_to_nothing_by_its_title(text):
    assert bool(without_boilerplate(text, [text])) == bool(without_boilerplate(text))


@pytest.mark.skipif(not SEEDS.exists(), reason=f"no seed articles in {SEEDS}")
@pytest.mark.parametrize(
    ("seed", "gone"),
    [("000", 3), ("001", 1), ("002", 1), ("003", 2), ("004", 0)],
)
def test_real_articles_lose_their_boilerplate_alone(seed, gone):
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    assert len(lines) - len(without_boilerplate("\n".join(lines)).split("\n")) == gone


@pytest.mark.parametrize(
    "line",
    [
        "By " + "A" * 110 + "!",
        "By " + "Aa, " * 28 + "!",
        "By " + "Aa " * 35 + "x",
        "share " * 60 + "x",
        "a/b, " * 70,
        "photo " * 60,
        "read " * 80,
        "word-" * 70 + "!",
        "javascript enable " * 20,
        "https://" + "a." * 190,
        "..." * 130,
    ],
)
def test_a_line_made_to_backtrack_costs_no_more_than_any_other(line):
    """In one process, so that the machine's speed cancels; backtracking costs thousands."""
    ordinary = (" ".join(TEXT) * 3)[: len(line)]
    assert least_cpu_s(line) < 30 * least_cpu_s(ordinary)


def least_cpu_s(line, times=3):
    """Processor seconds of the quickest of a few readings of a text that ends in that line."""
    text = "\n".join([*TEXT, *[line] * 20])
    readings = []
    for _ in range(times):
        start = time.process_time()
        without_boilerplate(text)
        readings.append(time.process_time() - start)
    return min(readings)
