"""Sites on loopback addresses of their own, which note when they were asked for what."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

from builders import NOW, entry

from sampleworld.loopback import running

SENTENCES = (
    "The harbour council of site {site} voted on plan {n} after a long night of debate. "
    "Engineers measured {n} metres of water at the gates, and the ferries stayed in port. "
    "The mayor thanked the crews and promised a report on pump {n} before the end of the week. "
)


class Pages(ThreadingHTTPServer):
    """Articles at `/N` on 127.0.0.SITE; each takes `delay_s`."""

    daemon_threads = True

    def __init__(self, site, delay_s=0.0):
        super().__init__((f"127.0.0.{site}", 0), _Handler)
        self.site, self.delay_s, self.asked = site, delay_s, []

    def entries(self, numbers):
        base = f"http://127.0.0.{self.site}:{self.server_address[1]}"
        ids = {n: f"{self.site:04x}{n:012x}" for n in numbers}
        return [
            entry(n, id=ids[n], url=f"{base}/{n}", title=f"Site {self.site} votes on plan {n}")
            for n in numbers
        ]


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/robots.txt":
            self.send_error(404)
            return
        self.server.asked.append((time.time(), self.path))
        time.sleep(self.server.delay_s)
        n = self.path.strip("/")
        text = SENTENCES.format(site=self.server.site, n=n) * 3
        title = f"Site {self.server.site} votes on plan {n}"
        body = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        body += "".join(f"<p>{part}. {n}</p>" for part in text.split(". ")) + "</article></body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@contextmanager
def sites(*numbers, delay_s=0.0):
    """Running sites."""
    with ExitStack() as held:
        yield [held.enter_context(running(Pages(n, delay_s))) for n in numbers]


def gaps(site):
    """Seconds between one request of a site and the next."""
    times = sorted(at for at, _ in site.asked)
    return [later - earlier for earlier, later in pairwise(times)]


__all__ = ["NOW", "Pages", "gaps", "sites"]
