"""The application: every page as HTML, JSON and Atom, every form, behind the guard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from flows.guard import Guard, brings_token
from flows.refusal import Refusal, SettingsError
from flows.reports.answer import render_csv
from flows.reports.story import find_story
from flows.reports.syndication import SyndicatedFeed, render_atom, render_json_feed
from flows.web.actions import ACTIONS, NOTICES, Action
from flows.web.metrics import CONTENT_TYPE, render_metrics
from flows.web.openapi import openapi_document
from flows.web.page import Elsewhere, NotHere, Page, read_record, type_adapter
from flows.web.pages import ask, changes, following, search, sources, status, stories, story, today
from flows.web.rendering import Frame, environment, web_link
from flows.web.site import Site, read_zone
from flows.web.track_actions import after
from flows.web.visits import YEAR_S, remember_visit, seen_cursor, visit_cursor
from pipeline.alerts.links import OPEN, verify_action
from warehouse.errors import Busy, WarehouseError

PAGES = (
    today.PAGE, search.PAGE, stories.PAGE, changes.PAGE, story.PAGE, story.ARTICLE_PAGE,
    following.PAGE, sources.PAGE, sources.FEED_PAGE, ask.PAGE, status.PAGE,
)  # fmt: skip

STATIC = {
    path.name: path.read_bytes()
    for path in (Path(__file__).parent / "static").iterdir()
    if path.suffix in {".css", ".js", ".svg"}
}
"""Scripts and styles by name."""

STAMP = hashlib.sha256(b"".join(STATIC[name] for name in sorted(STATIC))).hexdigest()[:10]
"""Of the static files: in their addresses, so that browsers keep them until they change."""

FORM_PAGES = {"channels": "/following", "tracks": "/following", "feeds": "/sources"}
"""First word of a form's path -> the page that it stands on."""

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def build_app(site: Site, *, open_hosts: bool = False) -> ASGIApp:
    """Give the ASGI application of a site; `open_hosts`: it is asked for by any address."""
    routes = [
        Route("/", lambda _: RedirectResponse("/today", 303)),
        Route("/static/{name}", _static),
        Route("/openapi.json", _Document(openapi_document(PAGES, ACTIONS)).answer),
        Route("/metrics", _Metrics(site).answer),
        Route("/ask.csv", _Csv(site).answer),
        Route("/sources.opml", _Opml(site).answer),
        Route("/seen", _Seen(site).answer, methods=["POST"]),
        Route("/stop", _Stop(site).answer),
        Route("/open", _Open(site).answer),
        *(_action_route(site, action) for action in ACTIONS),
        *(route for page in PAGES for route in _page_routes(site, page)),
    ]
    faults: Mapping[Any, Callable[..., Any]] = {
        kind: lambda request, fault: _problem(site, request, fault)
        for kind in (Refusal, SettingsError, NotHere, WarehouseError, HTTPException)
    }
    app = Starlette(routes=routes, exception_handlers=dict(faults))
    return Guard(app, site.hosts, site.token, open_hosts)


def _page_routes(site: Site, page: Page) -> list[Route]:
    routes = [Route(f"{page.path}.json", _Json(site, page).answer)]
    if page.feed:
        routes += [
            Route(f"{page.path}.atom", _Feed(site, page, "atom").answer),
            Route(f"{page.path}/feed.json", _Feed(site, page, "json").answer),
        ]
    return [*routes, Route(page.path, _Html(site, page).answer)]


def _read(site: Site, page: Page, request: Request) -> Any:
    values = {**request.query_params, **request.path_params}
    return page.read(site, page.question(values))


def json_bytes(kind: Any, record: Any) -> bytes:
    """Give a record as JSON, as the API's document says it is."""
    return type_adapter(kind).dump_json(record)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        raise NotHere(f"{name[:40]}: no such file")
    headers = {"cache-control": f"public, max-age={YEAR_S}, immutable"}
    return Response(STATIC[name], headers=headers, media_type=KINDS[Path(name).suffix])


@dataclass(frozen=True, slots=True)
class _Document:
    """The API's document."""

    document: dict[str, Any]

    def answer(self, _request: Request) -> Response:
        return Response(json.dumps(self.document), media_type="application/json")


def frame_of(site: Site, request: Request, section: str) -> Frame:
    """Give what is known of this request's reader."""
    query = request.query_params
    return Frame(
        path=request.url.path,
        section=section,
        zone=read_zone(request.cookies.get("zone", ""), site.settings.alerts.zone),
        now=site.now(),
        query=request.url.query,
        channels=tuple(site.channels()) if section == "today" else (),  # stories are followed there
        notice=NOTICES.get(query.get("notice", ""), ""),
        undo=query.get("undo", ""),
    )


def render(template: str, frame: Frame, page: Any, code: int = 200) -> Response:
    """Render a page's record by its template."""
    text = environment().get_template(template).render(page=page, frame=frame, stamp=STAMP)
    return Response(text, code, media_type="text/html")


@dataclass(frozen=True, slots=True)
class _Metrics:
    """The state of the monitor for Prometheus."""

    site: Site

    def answer(self, _request: Request) -> Response:
        report = status.read_status(self.site, status.StatusQuestion())
        return Response(render_metrics(report), media_type=CONTENT_TYPE)


@dataclass(frozen=True, slots=True)
class _Html:
    site: Site
    page: Page

    def answer(self, request: Request) -> Response:
        if self.page is today.PAGE:
            return self._today(request)
        try:
            record = _read(self.site, self.page, request)
        except Elsewhere as other:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{other}{query}", 303)
        waits = request.headers.get("hx-source") == "section#steps"  # a story's timeline, by htmx
        if waits and getattr(record, "reading", False):
            return Response(status_code=204)  # what its reader has opened stays open
        return render(self.page.template, frame_of(self.site, request, self.page.section), record)

    def _today(self, request: Request) -> Response:
        """The front page counts what is new from the last visit, which cookies remember."""
        since = request.query_params.get("since", "") or visit_cursor(request)
        record = self.page.read(self.site, today.TodayQuestion(since=since))
        answer = render(self.page.template, frame_of(self.site, request, "today"), record)
        remember_visit(answer, record.cursor, record.since or record.cursor)
        return answer


@dataclass(frozen=True, slots=True)
class _Seen:
    """Counts as seen what the page showed; what came later stays new."""

    site: Site

    async def answer(self, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=50) as form:
            shown = str(form.get("cursor", ""))
        answer = RedirectResponse(after("/today", "seen"), 303)
        cursor = await run_in_threadpool(seen_cursor, self.site.warehouse, shown)
        remember_visit(answer, cursor, cursor)
        return answer


@dataclass(frozen=True, slots=True)
class _Json:
    site: Site
    page: Page

    def answer(self, request: Request) -> Response:
        try:
            record = _read(self.site, self.page, request)
        except Elsewhere as other:
            return RedirectResponse(f"{other}.json", 303)
        return Response(json_bytes(self.page.record, record), media_type="application/json")


@dataclass(frozen=True, slots=True)
class _Feed:
    site: Site
    page: Page
    form: str

    def answer(self, request: Request) -> Response:
        assert self.page.feed is not None  # noqa: S101 - routes are made for pages with a feed
        try:
            record = _read(self.site, self.page, request)
        except Elsewhere as other:
            suffix = ".atom" if self.form == "atom" else "/feed.json"
            return RedirectResponse(f"{other}{suffix}", 303)
        feed = with_whole_links(self.page.feed(self.site, record), str(request.base_url))
        if self.form == "atom":
            return Response(render_atom(feed, self.site.now()), media_type="application/atom+xml")
        return Response(render_json_feed(feed), media_type="application/feed+json")


def with_whole_links(feed: SyndicatedFeed, base: str) -> SyndicatedFeed:
    """Give the feed with its paths on this site as whole addresses, as feed readers want them.

    What is no address of the web is left out.
    """
    site = base.rstrip("/")
    links = [site + item.url if item.url.startswith("/") else item.url for item in feed.items]
    items = [
        replace(item, url=web_link(link)) for item, link in zip(feed.items, links, strict=True)
    ]
    return replace(feed, items=items)


@dataclass(frozen=True, slots=True)
class _Csv:
    """The answer to a question in SQL as CSV."""

    site: Site

    def answer(self, request: Request) -> Response:
        page = ask.read_ask(self.site, ask.AskQuestion(sql=request.query_params.get("sql", "")))
        if page.answer is None:
            raise Refusal(page.problem or "sql: no question")
        headers = {"content-disposition": 'attachment; filename="answer.csv"'}
        return Response(render_csv(page.answer), headers=headers, media_type="text/csv")


@dataclass(frozen=True, slots=True)
class _Opml:
    """The feeds as OPML, with folders."""

    site: Site

    def answer(self, _request: Request) -> Response:
        from pipeline.feeds.opml import write_opml  # noqa: PLC0415 - lxml

        headers = {"content-disposition": 'attachment; filename="newsthread.opml"'}
        document = write_opml(self.site.warehouse.feeds.all())
        return Response(document, headers=headers, media_type="text/x-opml")


@dataclass(frozen=True, slots=True)
class _Stop:
    """The page of a signed link: it asks, the form does; mail scanners open links."""

    site: Site

    def answer(self, request: Request) -> Response:
        return render("stop.html", frame_of(self.site, request, ""), dict(request.query_params))


@dataclass(frozen=True, slots=True)
class _Open:
    """The story of a signed link: whoever brings no token sees it alone, without any form."""

    site: Site

    def answer(self, request: Request) -> Response:
        asked = {key: request.query_params.get(key, "") for key in ("story", "action", "signature")}
        secret = self.site.settings.alerts.link_secret
        signed = verify_action(secret, asked["story"], OPEN, asked["signature"])
        if asked["action"] != OPEN or not signed:
            raise Refusal("this link is not valid; ask for the story on the page")
        now_in = find_story(self.site.warehouse, asked["story"])  # it may have been merged since
        if now_in is None:
            raise NotHere("this story is no more")
        if brings_token(request.headers, self.site.token):
            return RedirectResponse(f"/story/{now_in.id}", 303)
        page = story.read_story(self.site, story.StoryQuestion(id=now_in.id))
        return render("open.html", frame_of(self.site, request, ""), page)


def _action_route(site: Site, action: Action) -> Route:
    async def act(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=50) as form:
            values: dict[str, Any] = {
                key: await value.read() if isinstance(value, UploadFile) else value
                for key, value in form.items()
                if key in action.form.__dataclass_fields__  # type: ignore[attr-defined]
            }
        record = read_record(action.form, {**values, **request.path_params})
        try:
            target = await run_in_threadpool(action.do, site, record)
        finally:
            site.note_change()
        return _go_on(request, target)

    path = action.path.replace("{name}", "{name:path}")  # a channel's may hold a slash
    return Route(path, act, methods=["POST"])


def _go_on(request: Request, target: str) -> Response:
    """Go on at the page that shows what was done; htmx draws it in place where it is the same."""
    shown = urlsplit(request.headers.get("hx-current-url", target)).path
    if shown == urlsplit(target).path:
        return RedirectResponse(target, 303)
    return Response(headers={"hx-redirect": target})


def _problem(site: Site, request: Request, fault: Exception) -> Response:
    """Answer with one line, in the form that was asked for."""
    code = {Refusal: 400, SettingsError: 404, NotHere: 404}.get(type(fault), 500)
    line = str(fault)
    if isinstance(fault, Refusal):
        line = line.removeprefix("--")
        code = 404 if fault.code == 1 else 400
    elif isinstance(fault, HTTPException):
        code, line = fault.status_code, fault.detail
    elif isinstance(fault, WarehouseError):
        code = 503 if isinstance(fault, Busy) else 500
    wants_json = request.url.path.endswith((".json", ".atom", ".csv")) or (
        "text/html" not in request.headers.get("accept", "text/html")
    )
    if wants_json:
        answer = Response(json.dumps({"error": line}), code, media_type="application/json")
    else:
        back = FORM_PAGES.get(request.url.path.split("/")[1], "")
        page = {"line": line, "back": back if request.method == "POST" else ""}
        answer = render("problem.html", frame_of(site, request, ""), page, code)
    if isinstance(fault, HTTPException) and fault.headers:
        answer.headers.update(fault.headers)
    if code == 503:
        answer.headers["retry-after"] = "5"
    return answer
