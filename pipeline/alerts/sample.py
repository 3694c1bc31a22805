"""A sample alert, by which a person sees whether a channel works and how alerts look there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, tzinfo

from pipeline.alerts.rendering import AlertContent, render_alert
from pipeline.records import Alert, Article, Development, Quote, Story, Track, Voice


def sample_alert(channel: str, now: datetime, zone: tzinfo) -> Alert:
    """An alert of nothing, marked as a test in its subject and by `"test": true` in its JSON."""
    key = hashlib.sha256(f"test {channel} {now.isoformat()}".encode()).hexdigest()[:16]
    words = "This is a test: newsthread reaches this channel."
    content = AlertContent(
        track=Track(id="test", name="test", created_at=now, query="none, this is a test"),
        development=Development(
            id=key,
            story_id="test",
            article_id="test",
            version=1,
            at=now,
            outlet="newsthread",
            url="",
            quotes=(
                Quote(text=words, score=1.0, index=0),
                Quote(text="Quotes with <tags>, *stars* & other signs arrive whole.", score=1.0,
                      index=1),
            ),
        ),
        article=Article(id="test", title="A sample alert", first_seen_at=now),
        story=Story(id="test", title="Test", first_at=now, last_at=now),
        voices=(Voice(name="newsthread", article_ids=("test",), first_at=now),),
        zone=zone,
    )  # fmt: skip
    alert = render_alert(content, channel, now, now)
    return replace(alert, json=json.dumps({**json.loads(alert.json), "test": True}))
