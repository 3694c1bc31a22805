"""Following: tracks, a preview of one before it is saved, channels, alerts, decisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from flows.refusal import Refusal
from flows.reports.following import FollowedTrack, FollowingReport, report_following
from flows.reports.story import find_story
from flows.reports.syndication import FeedItem, SyndicatedFeed
from flows.tools.track_requests import TrackRequest, read_track
from flows.tools.tracks import TrackMatch, preview_track
from flows.web.page import Page
from flows.web.site import Site

PREVIEWED = timedelta(days=7)
"""Before the latest article: what a track is tried on before it is saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackForm:
    """What to follow, as its form sends it: lists are words between commas."""

    name: str = ""
    story: str = ""
    query: str = ""
    any: str = ""
    all: str = ""
    none: str = ""
    langs: str = ""
    channel: str = ""
    digest: str = ""
    quiet: str = ""
    budget: int = 0
    min_outlets: int = 1
    change: str = ""  # id of the track that the form changes; "": it makes one
    undo: str = ""  # id of a track that was just changed ...
    instead: str = ""  # ... and of the one that it became

    def request(self) -> TrackRequest:
        """Give it as the request that it is. Raises Refusal for numbers out of bounds."""
        if not (0 <= self.budget <= 1000 and 1 <= self.min_outlets <= 1000):
            raise Refusal("budget and outlets: write a number up to 1000")
        return TrackRequest(
            name=self.name,
            story=self.story,
            query=self.query,
            any_of=_words(self.any),
            all_of=_words(self.all),
            none_of=_words(self.none),
            langs=_words(self.langs),
            channels=_words(self.channel),
            digest=self.digest.strip(),
            quiet=self.quiet.strip(),
            budget=self.budget,
            min_outlets=self.min_outlets,
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked for."""
        return not any((self.story, self.query, self.any, self.all))


def form_of(track: FollowedTrack) -> TrackForm:
    """A track as the form that changes it."""
    return TrackForm(
        name=track.name,
        story=track.story_id,
        query=track.query,
        any=", ".join(track.any_of),
        all=", ".join(track.all_of),
        none=", ".join(track.none_of),
        langs=", ".join(track.langs),
        channel=", ".join(track.channels),
        digest=track.digest_at,
        quiet=track.quiet,
        budget=track.budget,
        min_outlets=track.min_outlets,
        change=track.id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingPage:
    """All that is followed; with a filled form, what it would have matched in the last week."""

    form: TrackForm
    story_title: str  # of the story that the form names; "": it names none
    asked: bool
    problem: str  # why the form cannot be followed; "": it can
    matches: tuple[TrackMatch, ...]
    following: FollowingReport


def read_following(site: Site, form: TrackForm) -> FollowingPage:
    """Read what is followed, and preview the form where it is filled."""
    now = site.now()
    following = site.remembered(
        ("following",), lambda: report_following(site.warehouse, site.settings, now)
    )
    if form.change and form.is_blank:
        tracks = {track.id: track for track in following.tracks}
        form = form_of(tracks[form.change]) if form.change in tracks else form
    page = FollowingPage(
        form=form, story_title="", asked=not form.is_blank, problem="", matches=(),
        following=following,
    )  # fmt: skip
    if form.is_blank:
        site.expect_encoder()
        return page
    if form.story:
        story = find_story(site.warehouse, form.story)
        page = replace(page, story_title=story.title if story else "")
    now_to = {track.id: ", ".join(track.channels) for track in following.tracks}
    as_it_was = form.change and form.channel == now_to.get(form.change)
    tried = replace(form, channel="") if as_it_was else form  # an address is known by its scheme
    try:
        matches = site.remembered(("preview", tried), lambda: _preview(site, tried))
    except Refusal as refusal:
        return replace(page, problem=str(refusal).removeprefix("--"))
    return replace(page, matches=matches)


def _preview(site: Site, form: TrackForm) -> tuple[TrackMatch, ...]:
    track = read_track(site.warehouse, site.settings, form.request(), site.now())
    latest = site.warehouse.coverage.latest_at(site.now()) or site.now()
    return tuple(preview_track(site.warehouse, site.settings, track, latest - PREVIEWED))


def following_feed(_site: Site, page: FollowingPage) -> SyndicatedFeed:
    """Give the alerts as a feed."""
    alerts = {alert.development_id: alert for alert in page.following.alerts}
    return SyndicatedFeed(
        id="alerts",
        title="newsthread: alerts",
        items=[
            FeedItem(
                id=alert.id,
                url=f"/story/{alert.story_id}",
                at=alert.created_at,
                story_title=alert.title,
                outlet="",
                quotes=(alert.text,),
                changes=(),
            )
            for alert in alerts.values()
        ],
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


PAGE = Page(
    path="/following",
    section="following",
    summary="Tracks with their stories, alerts with their deliveries, channels, decisions",
    query=TrackForm,
    record=FollowingPage,
    read=read_following,
    template="following.html",
    feed=following_feed,
)
