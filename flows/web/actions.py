"""Forms: what a reader may change, through the functions that the commands call.

Each takes the site and the form's record, and gives where the reader goes on; works without a
script, since every answer is a redirect to the page that shows what was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flows.refusal import Refusal
from flows.tools.corrections import apply_decision, undo_decision
from flows.tools.ids import find_article_id, find_id, find_story_id
from flows.tools.subscriptions import feed_of, site_address
from flows.web.channel_actions import (
    ChannelForm,
    ChannelName,
    add_channel,
    end_channel,
    test_channel,
)
from flows.web.page import NotHere
from flows.web.pages.following import TrackForm
from flows.web.site import Site
from flows.web.track_actions import (
    ChangeForm,
    MuteForm,
    RestoreForm,
    StopForm,
    StoryId,
    TrackId,
    after,
    back_to,
    change_track,
    end_track,
    follow,
    mute_track,
    read_story_past,
    restore_track,
    stop_track,
)
from pipeline.records import Decision
from pipeline.web.urls import with_password

NOTICES = {
    "followed": "You follow this now. What is told from here on is kept under Following; what was "
    "told before is being read, and will stand in the timeline.",
    "alerted": "You follow this now. What is told from here on goes to the channel you chose; what "
    "was told before is being read, and will stand in the timeline.",
    "reading": "What each article added is being read, and will stand in the timeline.",
    "changed": "Changed. What is told from here on goes by it.",
    "ended": "No longer followed. What was told stays.",
    "muted": "Muted.",
    "unmuted": "No longer muted.",
    "decided": "Done, and remembered.",
    "same": "Said before; nothing to change.",
    "undone": "Taken back.",
    "added": "Feeds added. They are read in the next cycle.",
    "known": "These feeds were known already.",
    "partly": "The feeds of the list are polled, but some of its lines name none that can be: "
    "`newsthread feeds import` says which, and why.",
    "paused": "Paused.",
    "resumed": "Polled again from the next cycle on.",
    "removed": "No longer polled. What it brought stays.",
    "accepted": "The channel accepted the sample.",
    "channel": "The channel accepted a sample and was added. Choose it where you follow something.",
    "channel gone": "The channel was removed.",
    "seen": "All seen.",
}
"""What is said on the page that follows an action, by the code in its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A form: its path, its record, what it does, and where that leads."""

    path: str
    summary: str
    form: type
    do: Callable[[Site, Any], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeForm:
    """Two stories that are one."""

    story: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutForm:
    """An article, and the story that it does not belong to."""

    article: str
    story: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartForm:
    """Two articles that are never in one story; `story`: whose page the reader was on."""

    article: str
    other: str
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionId:
    """A decision; `story`: whose page the reader was on, "": the list's."""

    id: str
    story: str = ""


def merge(site: Site, form: MergeForm) -> str:
    """Say that two stories are one."""
    story = find_story_id(site.warehouse, form.story, "story")
    other = find_story_id(site.warehouse, form.other, "other story")
    if story == other:
        raise Refusal("a story cannot be merged with itself")
    return _decide(site, Decision(kind="merge", a=story, b=other, at=site.now()), story)


def cut(site: Site, form: CutForm) -> str:
    """Take an article out of a story."""
    story = find_story_id(site.warehouse, form.story, "story")
    article = find_article_id(site.warehouse, form.article, "article")
    return _decide(site, Decision(kind="cut", a=article, b=story, at=site.now()), story)


def keep_apart(site: Site, form: ApartForm) -> str:
    """Keep two articles in different stories."""
    article = find_article_id(site.warehouse, form.article, "article")
    other = find_article_id(site.warehouse, form.other, "other article")
    if article == other:
        raise Refusal("an article cannot be kept apart from itself")
    decision = Decision(kind="apart", a=article, b=other, at=site.now())
    return _decide(site, decision, form.story)


def undo(site: Site, form: DecisionId) -> str:
    """Take a decision back."""
    hint = "no such decision"
    id_ = find_id(site.warehouse.stories.decision_ids_starting, form.id, hint)
    undo_decision(site.warehouse, site.settings, id_, site.now())
    return after(back_to(form.story), "undone")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedForm:
    """A feed to poll, its title as it says where it is empty; `site`: as it was looked for on."""

    url: str
    title: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedId:
    """A feed."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlForm:
    """A list of feeds, OPML or an address a line."""

    file: bytes


def add_feed(site: Site, form: FeedForm) -> str:
    """Poll a feed from now on."""
    url = with_password(form.url.strip(), site_address(form.site))  # pages show none
    feed = feed_of(url, title=form.title.strip())
    added = site.warehouse.feeds.add([feed], site.now())
    return after("/sources", "added" if added else "known")


def add_feeds(site: Site, form: OpmlForm) -> str:
    """Poll the feeds of a list. Raises Refusal for what is none."""
    from pipeline.feeds.lists import read_feed_list  # noqa: PLC0415 - lxml

    try:
        listed = read_feed_list(form.file)
    except ValueError as fault:
        raise Refusal(" ".join(str(fault).split())) from None
    added = site.warehouse.feeds.add(listed.feeds, site.now())
    return after("/sources", "partly" if listed.left_out else "added" if added else "known")


def pause_feed(site: Site, form: FeedId) -> str:
    """Stop polling a feed for now."""
    site.warehouse.feeds.pause([_feed_id(site, form.id)])
    return after(f"/sources/{form.id}", "paused")


def resume_feed(site: Site, form: FeedId) -> str:
    """Poll a feed again."""
    site.warehouse.feeds.resume([_feed_id(site, form.id)])
    return after(f"/sources/{form.id}", "resumed")


def remove_feed(site: Site, form: FeedId) -> str:
    """Poll a feed no longer."""
    site.warehouse.feeds.remove([_feed_id(site, form.id)])
    return after("/sources", "removed")


def _decide(site: Site, decision: Decision, story_id: str) -> str:
    """Carry a decision out; to the page of the story, with the decision to take back."""
    correction = apply_decision(site.warehouse, site.settings, decision)
    if not correction.is_new:
        return after(back_to(story_id), "same")
    history = site.warehouse.stories.decision_history()
    last = next(
        row["id"]
        for row in reversed(history)
        if (row["kind"], row["a"], row["b"]) == (decision.kind, decision.a, decision.b)
    )
    return after(back_to(story_id), "decided", undo=last)


def _feed_id(site: Site, feed_id: str) -> str:
    if feed_id not in {feed.id for feed in site.warehouse.feeds.all()}:
        raise NotHere(f"{feed_id[:40]}: no such feed")
    return feed_id


ACTIONS = (
    Action(path="/tracks", summary="Follow", form=TrackForm, do=follow),
    Action(path="/tracks/{id}/change", summary="Change a track", form=ChangeForm, do=change_track),
    Action(path="/tracks/{id}/restore", summary="As it was", form=RestoreForm, do=restore_track),
    Action(path="/tracks/{id}/end", summary="Stop following", form=TrackId, do=end_track),
    Action(path="/tracks/{id}/mute", summary="Mute a track", form=MuteForm, do=mute_track),
    Action(path="/stop", summary="Stop by a signed link", form=StopForm, do=stop_track),
    Action(path="/stories/{id}/past", summary="Read", form=StoryId, do=read_story_past),
    Action(path="/decisions/merge", summary="Merge two stories", form=MergeForm, do=merge),
    Action(path="/decisions/cut", summary="Cut an article out", form=CutForm, do=cut),
    Action(path="/decisions/apart", summary="Keep articles apart", form=ApartForm, do=keep_apart),
    Action(path="/decisions/{id}/undo", summary="Take back", form=DecisionId, do=undo),
    Action(path="/channels", summary="Add a channel", form=ChannelForm, do=add_channel),
    Action(path="/channels/{name}/remove", summary="Remove", form=ChannelName, do=end_channel),
    Action(path="/channels/{name}/test", summary="Test", form=ChannelName, do=test_channel),
    Action(path="/feeds", summary="Poll a feed", form=FeedForm, do=add_feed),
    Action(path="/feeds/opml", summary="Poll a list of feeds", form=OpmlForm, do=add_feeds),
    Action(path="/feeds/{id}/pause", summary="Pause a feed", form=FeedId, do=pause_feed),
    Action(path="/feeds/{id}/resume", summary="Resume a feed", form=FeedId, do=resume_feed),
    Action(path="/feeds/{id}/remove", summary="Remove a feed", form=FeedId, do=remove_feed),
)
