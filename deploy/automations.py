"""Automations for a Prefect server: `python deploy/automations.py [WEBHOOK]`, as often as you like.

1. A monitor run that dies together with its runner would be RUNNING for ever and hold one of its
   deployment's three places; with all held every later tick is cancelled. 90 s without a heartbeat
   make it CRASHED. `newsthread serve` has its runs send one every 30 s; with a worker of your own,
   set PREFECT_FLOWS_HEARTBEAT_FREQUENCY=30 there.
2. With WEBHOOK, a POST `{"subject", "text"}` to it when three cycles have failed within an hour, a
   run has died, a feed has gone silent, or a channel's alerts are given up.
3. An example of what the event `newsthread.development` can set off: a POST with the quotes. Events
   are wake-ups and may be lost; what must arrive goes through a channel.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from uuid import UUID

from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture

STATES = ("Completed", "Skipped", "Failed", "Cancelled", "Crashed")
ENDS = {f"prefect.flow-run.{state}" for state in STATES}
HEARTBEAT = "prefect.flow-run.heartbeat"


def heartbeat() -> Automation:
    """Mark a run CRASHED when 90 s bring neither a heartbeat nor an end."""
    return Automation(
        name="newsthread: crash runs without a heartbeat",
        trigger=EventTrigger(
            after={HEARTBEAT},
            expect={HEARTBEAT, *ENDS},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            match_related={
                "prefect.resource.role": "flow",
                "prefect.resource.name": ["monitor", "upkeep"],
            },
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=90),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message="no heartbeat for 90 s")],
    )


def save_webhook(webhook: str) -> UUID:
    """The block that POSTs to `webhook`, on the server."""
    block = CustomWebhookNotificationBlock(
        name="newsthread",
        url=webhook,
        json_data={"subject": "{{subject}}", "text": "{{body}}"},
    )
    return block.save("newsthread", overwrite=True)


def notices(block_id: UUID) -> list[Automation]:
    """What is told of: cycles that fail, runs that died, silent feeds, dead letters, news."""
    flow = {"prefect.resource.role": "flow", "prefect.resource.name": ["monitor", "upkeep"]}
    failed = EventTrigger(
        expect={"prefect.flow-run.Failed"},
        match={"prefect.resource.id": ["prefect.flow-run.*"]},
        match_related={**flow, "prefect.resource.name": ["monitor"]},
        posture=Posture.Reactive,
        threshold=3,
        within=timedelta(hours=1),
    )
    died = EventTrigger(
        expect={"prefect.flow-run.Crashed"},
        match={"prefect.resource.id": ["prefect.flow-run.*"]},
        match_related=flow,
        posture=Posture.Reactive,
        threshold=1,
    )
    silent = _on("newsthread.feed.silent", "newsthread.feed.*")
    dead = _on("newsthread.alert.dead_letter", "newsthread.channel.*")
    news = _on("newsthread.development", "newsthread.story.*")
    quotes = "{% for quote in event.payload.quotes %}{{ quote }}\n{% endfor %}"
    told = [
        ("three cycles failed", failed, "Three cycles failed within an hour",
         "The last: {{ event.resource['prefect.resource.name'] }}; newsthread doctor says why."),
        ("a run died", died, "A run died: {{ event.resource['prefect.resource.name'] }}",
         "Nothing is lost: the next one goes on from what was loaded."),
        ("a feed is silent", silent, "Silent feed: {{ event.payload.url }}",
         "{{ event.payload.why }} since {{ event.payload.since }}"),
        ("alerts are given up", dead, "Channel {{ event.resource.name }} does not take its alerts",
         "{{ event.payload.given_up }} given up: {{ event.payload.refusal }}"),
        ("announce developments", news, "{{ event.resource.name }}", quotes),
    ]  # fmt: skip
    return [
        Automation(
            name=f"newsthread: {name}",
            trigger=trigger,
            actions=[SendNotification(block_document_id=block_id, subject=subject, body=body)],
        )
        for name, trigger, subject, body in told
    ]


def _on(event: str, resource: str) -> EventTrigger:
    """On each such event."""
    return EventTrigger(
        expect={event},
        match={"prefect.resource.id": resource},
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(0),
    )


def put(automation: Automation) -> None:
    """Create the automation, or put it in place of the one of its name."""
    try:
        known = Automation.read(name=automation.name)
    except ValueError:  # Prefect's way to say that there is none
        automation.create()
        return
    automation.id = known.id
    automation.update()


if __name__ == "__main__":
    put(heartbeat())
    for address in sys.argv[1:2]:
        for notice in notices(save_webhook(address)):
            put(notice)
