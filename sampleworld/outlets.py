"""The invented outlets: each with its own style, feed format, page template and faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Format = Literal["rss", "atom", "rdf", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who publishes, and how its feed and pages look."""

    id: str
    name: str
    format: Format
    template: Literal["broadsheet", "tabloid", "wire"]
    lang: str = "en"
    per_paragraph: int = 1  # sentences
    headings: bool = False  # sets section headings between paragraphs
    capitals: bool = False  # headings in capitals
    suffix: str = ""  # what the outlet hangs on its titles in the feed
    dateline: str = ""  # "{place} ({agency}) - ", prefixed to the first paragraph
    credit: str = ""  # last line of its own articles
    writers: tuple[str, ...] = ()
    full_content: bool = False  # the feed carries the whole text
    summary_sentences: int = 1
    agency: bool = False  # others print its text
    tail: str = ""  # what its pages put after the text
    pages_forbidden: bool = False  # every page answers 403: only the feed tells
    moved_feed: bool = False  # the feed's address answers 301 to a new one
    tracked_links: bool = False  # the feed links through a redirect
    bumps_dates: bool = False  # an edit renews pubDate, and the guid carries the revision
    truncated: tuple[str, str] | None = None  # simulated times between which its feed is cut short


OUTLETS: tuple[Outlet, ...] = (
    Outlet(
        id="meridian",
        name="Meridian Press",
        format="rss",
        template="wire",
        dateline="{place} (Meridian) - ",
        credit="Reporting by {by}; editing by Ines Falk",
        writers=("Tomas Rehn", "Adaeze Cole", "Priya Raman"),
        agency=True,
    ),
    Outlet(
        id="northgate",
        name="Northgate Agency",
        format="atom",
        template="wire",
        dateline="{place}, {date} (NGA) — ",
        writers=("Louis Arne", "Mira Sandoval"),
        per_paragraph=2,
        agency=True,
    ),
    Outlet(
        id="harbourpost",
        name="The Harbour Post",
        format="rss",
        template="broadsheet",
        writers=("Clara Whitlock", "Ben Osei", "Judith Marr"),
        per_paragraph=2,
        tail="Sign up to our morning briefing and never miss a story.",
    ),
    Outlet(
        id="dailyledger",
        name="The Daily Ledger",
        format="rss",
        template="broadsheet",
        writers=("Marcus Thorne", "Ellen Vance"),
        headings=True,
        per_paragraph=2,
        suffix=" | The Daily Ledger",
        summary_sentences=2,
    ),
    Outlet(
        id="tribune",
        name="Continental Tribune",
        format="atom",
        template="broadsheet",
        writers=("Helene Duroc", "Piet Vandal", "Rosa Lindt"),
        per_paragraph=3,
        full_content=True,
    ),
    Outlet(
        id="sentinel",
        name="Valley Sentinel",
        format="json",
        template="broadsheet",
        writers=("Staff report", "Dale Hutchins"),
        tail="Have a news tip? Write to the Sentinel's newsroom.",
    ),
    Outlet(
        id="beacon",
        name="The Morning Beacon",
        format="rss",
        template="tabloid",
        writers=("Kit Larkin", "Shona Blythe"),
        headings=True,
        capitals=True,
        tail="Got a story? Message our news desk.",
        truncated=("2 06:00", "2 13:00"),
    ),
    Outlet(
        id="globequay",
        name="Globe & Quay",
        format="rdf",
        template="broadsheet",
        writers=("Anselm Grey", "Yuki Tanabe"),
        per_paragraph=2,
    ),
    Outlet(
        id="lakeside",
        name="Lakeside Review",
        format="atom",
        template="wire",
        writers=("Noor Haddad", "Felix Brandt"),
        per_paragraph=3,
        headings=True,
    ),
    Outlet(
        id="channelnine",
        name="Channel Nine News",
        format="rss",
        template="tabloid",
        writers=("Channel Nine newsroom",),
        suffix=" - Channel Nine News",
        tracked_links=True,
        bumps_dates=True,
    ),
    Outlet(
        id="capital",
        name="Capital Dispatch",
        format="json",
        template="broadsheet",
        writers=("Victor Lemaire", "Anya Petrov"),
        per_paragraph=2,
        full_content=True,
        pages_forbidden=True,
    ),
    Outlet(
        id="marketmirror",
        name="Market Mirror",
        format="rss",
        template="wire",
        writers=("Gwen Alder", "Samir Chand"),
        per_paragraph=2,
        moved_feed=True,
    ),
    Outlet(
        id="elfaro",
        name="El Faro del Sur",
        format="rss",
        template="broadsheet",
        lang="es",
        writers=("Lucía Mendizábal", "Joaquín Prat"),
        per_paragraph=2,
    ),
    Outlet(
        id="bergbote",
        name="Der Bergbote",
        format="rss",
        template="broadsheet",
        lang="de",
        writers=("Ruth Amacher", "Veit Lorenz"),
        per_paragraph=2,
        suffix=" - Der Bergbote",
    ),
    Outlet(
        id="courrier",
        name="Le Courrier des Vallées",
        format="atom",
        template="broadsheet",
        lang="fr",
        writers=("Maëlle Fontanier", "Bastien Roque"),
        per_paragraph=3,
    ),
)

BY_ID = {outlet.id: outlet for outlet in OUTLETS}
