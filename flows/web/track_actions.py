"""Forms of tracks: follow, change and take it back, mute, stop; by the page or by a signed link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flows.past import AT_ONCE, read_past
from flows.refusal import Refusal
from flows.services import Services
from flows.tools.ids import find_story_id
from flows.tools.track_requests import read_track
from flows.tools.tracks import start_track
from flows.tools.values import parse_mute
from flows.web.page import NotHere
from flows.web.pages.following import TrackForm
from flows.web.site import Site
from pipeline.alerts.links import STOP, verify_action
from pipeline.records import Track


def after(path: str, notice: str, **values: str) -> str:
    """The address of a page with a notice on it."""
    return f"{path}?{urlencode({'notice': notice, **values})}"


def follow(site: Site, form: TrackForm) -> str:
    """Save a track and let it follow the stories that match."""
    track = read_track(site.warehouse, site.settings, form.request(), site.now())
    stories = [story.id for story in start_track(site.warehouse, site.settings, track, most=0)]
    _read_past(site, stories)
    page = f"/story/{track.story_id}" if track.story_id else "/following"
    return after(page, "alerted" if track.channels else "followed")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryId:
    """A story that nobody need follow."""

    id: str


def read_story_past(site: Site, form: StoryId) -> str:
    """Find what each article of a story added, beside the answer, and keep it."""
    story = find_story_id(site.warehouse, form.id, "story")
    _read_past(site, [story], None)
    return after(f"/story/{story}", "reading")


def _read_past(site: Site, story_ids: list[str], most: int | None = AT_ONCE) -> None:
    def read(ids: list[str]) -> None:
        with Services(site.settings) as services:
            read_past(site.warehouse, services, ids, site.now(), most)

    site.read_beside(story_ids, read)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackId:
    """A track; `story`: whose page the reader was on, "": the list's."""

    id: str
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteForm:
    """A track, and until when it is silent: 3d, 2026-12-01, or a kind of development; "": not."""

    id: str
    until: str = ""
    story: str = ""


def end_track(site: Site, form: TrackId) -> str:
    """Stop following."""
    site.warehouse.tracks.end(_track(site, form.id), site.now())
    return after(back_to(form.story), "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm(TrackForm):
    """What a track asks for from now on."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreForm:
    """A track that was changed, and the one that it became."""

    id: str
    instead: str


def change_track(site: Site, form: ChangeForm) -> str:
    """End a track and follow what it asks for now: what it followed before may not answer that.

    Raises Refusal where it has ended, but for a form that is sent twice.
    """
    old, request = _track(site, form.id), form.request()
    others = {track.id for track in site.warehouse.tracks.active()} - {old.id}
    shown = tuple(name.partition("://")[0] for name in old.channels)  # addresses by their scheme
    kept = old.channels if request.channels == shown else request.channels
    request = replace(request, example=old.example, channels=kept)
    new = read_track(site.warehouse, site.settings, request, site.now())
    if not old.active and new.id not in others:
        raise Refusal(f"{old.name} is followed no longer; follow it again first")
    if old.active and new.id in others:  # it asks for that already, and is not to be taken back
        site.warehouse.tracks.save(replace(old, active=False))
        return after("/following", "changed")
    new = replace(new, mute_until=old.mute_until)
    if new.id == old.id:  # as it was, but for its name
        site.warehouse.tracks.save(new)
        return after("/following", "changed")
    stories = [story.id for story in start_track(site.warehouse, site.settings, new, most=0)]
    site.warehouse.tracks.save(replace(old, active=False))
    _read_past(site, stories)
    return after("/following", "changed", undo=old.id, instead=new.id)


def restore_track(site: Site, form: RestoreForm) -> str:
    """Take a change back: the track as it was, with what it followed."""
    new = _track(site, form.instead)
    site.warehouse.tracks.save(replace(_track(site, form.id), active=True))
    site.warehouse.tracks.save(replace(new, active=False))
    return after("/following", "undone")


def mute_track(site: Site, form: MuteForm) -> str:
    """Silence a track until a time, or let it speak again. Raises Refusal where it has ended."""
    until, track = parse_mute(form.until, site.settings.alerts.zone), _track(site, form.id)
    if not track.active:
        raise Refusal(f"{track.name} is followed no longer; follow it again first")
    site.warehouse.tracks.save(replace(track, mute_until=until))
    return after(back_to(form.story), "muted" if until else "unmuted")


@dataclass(frozen=True, slots=True, kw_only=True)
class StopForm:
    """A signed link from an alert."""

    track: str
    signature: str
    action: str = STOP


def stop_track(site: Site, form: StopForm) -> str:
    """Stop following, by the link of an alert. Raises Refusal where the signature is another's."""
    secret = site.settings.alerts.link_secret
    if form.action != STOP or not verify_action(secret, form.track, STOP, form.signature):
        raise Refusal("this link is not valid; stop following on the page, or with `untrack`")
    site.warehouse.tracks.end(_track(site, form.track), site.now())
    return "/stop?done=1"


def back_to(story_id: str) -> str:
    """The page of the story, or the list of what is followed where none is given."""
    known = story_id.isalnum() and story_id.isascii()
    return f"/story/{story_id}" if known else "/following"


def _track(site: Site, track_id: str) -> Track:
    track = next((t for t in site.warehouse.tracks.all() if t.id == track_id), None)
    if track is None:
        raise NotHere(f"{track_id[:40]}: no such track")
    return track
