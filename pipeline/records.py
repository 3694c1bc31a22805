"""The nouns, as frozen records. Times are aware UTC; ids are 16 hex digits.

Growing knowledge is a new type: Feed -> Entry -> Page -> Article -> a row of a Batch.
What the world does wrong is a `Failure`, never an exception.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pipeline.gap import Gap
from pipeline.reasons import Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
else:
    Matrix = Any  # stands in annotations alone: who reads records waits for no numpy
"""One row per article, `[n, d]` float32; each row's title half and lead half has norm 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What polling has learned of a feed, stored with the entries that taught it; None: not known.
    Times are those of polls, rates moving averages (`pipeline.feeds.schedule`)."""

    etag: str | None = None
    last_modified: str | None = None
    validators_at: datetime | None = None  # when those two were given; a week later they go
    body_hash: str | None = None  # of the last body that parsed well
    polled_at: datetime | None = None
    good_at: datetime | None = None
    next_at: datetime | None = None  # None: due now
    backoff: float = 0.0  # plus .25, .5, 1 for temporary, soft, hard failures; 0 after a success
    paused: str | None = None  # why polling stopped ("gone"), None while active
    items_per_day: float | None = None  # new items
    repeat_share: float | None = None  # share of the last document's items already known, 0..1
    asked_s: int | None = None  # interval that the document asks for (ttl, updatePeriod), seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A polled URL. `id` = hash of its canonical URL at the time of adding; it survives moves."""

    id: str
    url: str
    title: str = ""
    outlet: str = ""  # who publishes: shown, and used to tell updates from copies
    lang: str = ""
    folder: str = ""
    every_s: int | None = None  # a fixed interval in seconds; None: adaptive
    state: FeedState = field(default_factory=FeedState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as the feed tells it. `id` from canonical URL, then guid, then content."""

    id: str
    feed_id: str
    outlet: str
    url: str  # canonical, absolute, http(s); "" when the item has no usable link
    guid: str = ""
    title: str = ""  # plain text
    summary: str = ""  # plain text
    content: str = ""  # the feed's own full content, HTML, "" when it carries none
    authors: tuple[str, ...] = ()
    lang: str = ""
    published_at: datetime | None = None
    published_raw: str = ""  # as the feed writes it, at most 200 characters
    first_seen_at: datetime
    digest: str = ""  # of feed, title, summary, content, not of dates; a change is a new version
    external_id: str = ""  # what an imported line calls it


PollOutcome = Literal["ok", "not_modified", "unchanged", "empty", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll of one feed brought: entries, the feed's new state, or a failure."""

    feed: Feed  # with the new state (and the new url after a permanent redirect)
    at: datetime
    outcome: PollOutcome
    status: int | None = None
    took_s: float = 0.0  # with all redirects, waiting for a turn not counted
    bytes: int = 0  # of the body, unpacked
    items: int = 0  # in the document
    tossed: int = 0  # over the cap, or repeats inside the document
    faulty: bool = False  # feedparser's bozo: entries kept, fault recorded
    entries: tuple[Entry, ...] = ()
    failure: Failure | None = None
    gap: Gap | None = None  # what the feed told while nobody asked, see `pipeline.feeds.gaps`


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Fetched bytes of an entry's link, decompressed and capped (3 MB unless set otherwise)."""

    entry_id: str
    url: str  # final, after redirects
    canonical: str = ""  # what the page calls its own address, else `url`; on its own site
    status: int
    content_type: str
    body: bytes
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Title, text and provenance. `id` is its entry's; `version` counts publisher edits from 1."""

    id: str
    version: int = 1
    feed_id: str = ""
    outlet: str = ""
    url: str = ""
    title: str = ""
    text: str = ""  # paragraphs separated by "\n"
    summary: str = ""
    lang: str = ""  # ISO 639-1, "" unknown
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    first_seen_at: datetime
    source: Literal["page", "feed", "import", "dropped"] = "page"
    digest: str = ""  # of title and text
    external_id: str = ""  # what an imported line calls it

    @property
    def at(self) -> datetime:
        """When it counts as told: published, but never later than first seen."""
        if self.published_at is None:
            return self.first_seen_at
        return min(self.published_at, self.first_seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that did not become what it should have. `reason` is from `pipeline.reasons`."""

    stage: Stage
    url: str
    reason: str
    detail: str = ""
    at: datetime
    feed_id: str = ""
    entry_id: str = ""
    retry_at: datetime | None = None  # None: final


# --- place ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """`article_id`'s text is `original_id`'s. Shares are of word 4-shingles in common, 0..1."""

    article_id: str
    original_id: str
    kind: Literal["exact", "near", "contained"]
    share: float  # of the copy's shingles found in the original
    share_back: float  # of the original's shingles found in the copy
    agency: str = ""  # credit named in either text ("Reuters"), "" when none


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """`article_id` belongs to `story_id`, because of its nearest article there."""

    article_id: str
    story_id: str
    score: float  # probability that article and story are one, 1.0 for a founder
    nearest_id: str = ""  # "" for a founder
    reason: Literal["founded", "joined", "copy", "user", "merged", "split", "rethreaded"] = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A thread of articles about one unfolding event. `id` = its first article's id, for ever."""

    id: str
    title: str  # of the most central article, outlet suffix removed
    terms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    first_at: datetime
    last_at: datetime
    n_articles: int = 1
    merged_into: str = ""  # id of the story that it was merged into; "": none


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """A merge or a split, as a row with its reason."""

    at: datetime
    kind: Literal["merged", "split"]
    story_id: str  # merged: the one that ended; split: the one that was divided
    other_id: str  # merged: the one it went into; split: the new one
    reason: str
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a user decided about stories: in force in every later cycle and re-threading."""

    # story and story are one; article out of story; article and article never in one story
    kind: Literal["merge", "cut", "apart"]
    a: str  # merge: story id; cut, apart: article id
    b: str  # merge: story id; cut: story id; apart: article id
    at: datetime
    a_articles: tuple[str, ...] = ()  # merge: of each story when it was stored, see `decisions`
    b_articles: tuple[str, ...] = ()


# --- detect, alert, notify -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A user's request to follow a story: by id, by words, by example or by rules."""

    id: str
    name: str
    created_at: datetime
    story_id: str = ""  # resolved through merges; "" until a story matches the request
    query: str = ""
    example: str = ""  # article id or URL
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()  # names of settings' channels or Apprise URLs
    digest_at: str = ""  # "07:30" local time of the settings' zone; "" = instant
    min_outlets: int = 1
    langs: tuple[str, ...] = ()
    quiet: str = ""  # "22:00-07:00": delivery is held, evaluation goes on
    budget: int = 0  # at most N alerts a day, the most novel first; 0 = no limit
    mute_until: str = ""  # kind of development to wait for, "figure", or a time in ISO 8601
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity with what it counts: value 75, unit "", counts "killed"."""

    article_id: str
    story_id: str = ""  # the ledger it stands in, "" while unplaced
    at: datetime | None = None  # when its article counts as told
    sentence: str
    value: float
    unit: str = ""
    counts: str = ""
    hedge: str = ""  # "about", "more than", "at least"
    raw: str = ""  # as written, with hedge and unit: "more than $50 million"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """Old and new value of one counted thing, or old and new wording of a claim."""

    counts: str  # what is counted, or the kind of claim: "killed", "custody"
    old: str
    new: str
    old_article_id: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """`article_id` says it has this from `source` ("the Miami Herald", "four sources")."""

    article_id: str
    source: str
    kind: Literal["outlet", "agency", "person", "anonymous"] = "outlet"
    sentence: str = ""
    index: int = -1  # of the sentence in the article; -1: the title


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Articles that rest on one text or one original: together they confirm nothing."""

    name: str  # the outlet that said it first: a cited original, or the earliest article's own
    article_ids: tuple[str, ...]  # in order of time
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verbatim sentence of an article, and how new it is to the story (0..1)."""

    text: str
    score: float
    index: int  # of the sentence in the article


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """What one version of one article adds to its story. `id` is keyed by story and fact."""

    id: str
    story_id: str
    article_id: str
    version: int
    at: datetime
    outlet: str
    url: str
    quotes: tuple[Quote, ...]
    changes: tuple[FigureChange, ...] = ()
    dropped: tuple[str, ...] = ()  # sentences that a new version removed
    score: float = 0.0  # how new it is, 0..1: probability that it adds a development
    alert: bool = True  # worth telling; False: recorded, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A development due to a person: one row per (track, development, channel)."""

    id: str  # idempotency key: hash of track, development, channel
    track_id: str
    development_id: str
    story_id: str
    channel: str
    created_at: datetime
    due_at: datetime  # later than created_at in quiet hours and for digests
    title: str
    text: str  # plain
    html: str
    markdown: str
    json: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to hand an alert to its channel."""

    alert_id: str
    at: datetime
    accepted: bool
    detail: str = ""
    attempt: int = 1
    retry_at: datetime | None = None  # None with accepted=False: dead letter
