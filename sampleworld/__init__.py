"""The sample world: invented outlets telling stories over three simulated days.

    stories/*.toml --stories--> facts, plans --compose--> pieces --site--> feeds and pages
                                                  \\--gold--> story, copy-of, labels, changes

Text is composed from facts, each with several phrasings, in the style of the outlet that tells
it; so what every sentence tells first, repeats or changes is known from the making.
Everything but the Venezuela story is invented; that one retells reports of December 2025.

- `stories`   the facts, their phrasings and the plan of articles, read from TOML
- `outlets`   who publishes: style, feed format, page template, faults
- `compose`   facts in an outlet's style -> pieces with versions: `load_world()`
- `feeds` `pages` `site`   what a URL answers at a simulated time, as pure functions
- `server`    the loopback HTTP server over `site`
- `gold`      what is true of each article, and the same as labelled threads (`gold.jsonl`)
- `receiver`  a loopback webhook receiver for the alerts
- `replay`    the real cycle over all this with the simulated clock
- `show`      what the demo prints at its end
"""

from sampleworld.compose import World, load_world
from sampleworld.server import serve

__all__ = ["World", "load_world", "serve"]
