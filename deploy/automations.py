"""Automations for a Prefect server: `python deploy/automations.py [WEBHOOK]`, as often as you like.

1. A monitor run that dies together with its runner would be RUNNING for ever, and its concurrency
   limit of one would cancel every later tick: 90 s without a heartbeat make it CRASHED.
   `newsthread serve` has its runs send one every 30 s; with a worker of your own, set
   PREFECT_FLOWS_HEARTBEAT_FREQUENCY=30 there.
2. An example of what the event `newsthread.development` can set off: a POST to WEBHOOK with the
   quotes. Events are wake-ups and may be lost; what must arrive goes through a channel.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture

ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
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


def announcement(webhook: str) -> Automation:
    """POST each development to `webhook`."""
    block = CustomWebhookNotificationBlock(
        name="newsthread",
        url=webhook,
        json_data={"subject": "{{subject}}", "text": "{{body}}"},
    )
    block_id = block.save("newsthread", overwrite=True)
    return Automation(
        name="newsthread: announce developments",
        trigger=EventTrigger(
            expect={"newsthread.development"},
            match={"prefect.resource.id": "newsthread.story.*"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[
            SendNotification(
                block_document_id=block_id,
                subject="{{ event.resource.name }}",
                body="{% for quote in event.payload.quotes %}{{ quote }}\n{% endfor %}",
            )
        ],
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
    for address in sys.argv[1:]:
        put(announcement(address))
