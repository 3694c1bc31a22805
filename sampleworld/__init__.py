"""The sample world: invented outlets telling stories over three simulated days.

    stories/*.toml --stories--> story plans --compose--> pieces --site--> feeds and pages
                                                        \\--gold--> story, copy-of, labels, changes

Text is composed from facts, each with several phrasings, in the style of the outlet that tells
it; so it is known of every sentence what it tells first, repeats or changes.
Everything but the Venezuela story is invented; that one retells reports of December 2025.

- `stories`   story plans: facts with their phrasings and who tells them when, read from TOML
- `outlets`   who publishes: style, feed format, page template, faults
- `compose`   story plans -> pieces (the world's articles, with their versions): `load_world()`
- `feeds` `pages` `site`   what a URL answers at a simulated time, as pure functions
- `server`    the loopback HTTP server over `site`, at a simulated time: `serve_world()`
- `loopback`  what that server and the receiver are built on
- `gold`      what is true of each article, and the same as labelled threads (`gold.jsonl`)
- `receiver`  a loopback webhook receiver for the alerts
- `replay`    the real cycle over all this with the simulated clock
- `demo`      `newsthread demo`: a replay with its progress shown
- `summary`   what the demo prints at its end, read from the warehouse
"""

from sampleworld.compose import World, load_world
from sampleworld.server import serve_world

__all__ = ["World", "load_world", "serve_world"]
