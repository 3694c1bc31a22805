"""An HTTP server on loopback that can do what real ones do wrong. It counts what reaches it."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]  # names in lower case


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip_s: float = 0.0  # wait before each of the body's chunks
    chunk: int = 1 << 16
    length: int | None = None  # a Content-Length that may lie
    reset_after: int | None = None  # bytes of the body sent before the connection is reset
    raw: bytes | None = None  # sent as it is, in place of everything


Handler = Callable[[Request], Answer | Awaitable[Answer]]


class Loopback:
    """`async with Loopback() as server`: routes by path, "" is the route of all others."""

    def __init__(
        self, routes: Mapping[str, Answer | Handler] | None = None, *, host: str = "127.0.0.1"
    ):
        self.routes = dict(routes or {})
        self.host = host
        self.hits: list[Request] = []
        self.connections = 0
        self.chunks = 0  # of bodies, sent so far

    async def __aenter__(self) -> Loopback:
        self._server = await asyncio.start_server(self._serve, self.host, 0, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def url(self, path: str = "/", host: str = "") -> str:
        host = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.split("\r\n")
        named = (each.partition(":") for each in rest if each)
        request = Request(
            line.split(" ")[1],
            {name.strip().lower(): value.strip() for name, _, value in named},
        )
        self.hits.append(request)
        found = self.routes.get(request.path, self.routes.get("", Answer(status=404)))
        if not isinstance(found, Answer):
            made = found(request)
            found = made if isinstance(made, Answer) else await made
        return await self._send(writer, found)

    async def _send(self, writer: asyncio.StreamWriter, answer: Answer) -> bool:
        if answer.raw is not None:
            writer.write(answer.raw)
            await writer.drain()
            return False
        length = len(answer.body) if answer.length is None else answer.length
        lines = [f"HTTP/1.1 {answer.status} X"]
        if answer.status != 304:
            lines.append(f"Content-Length: {length}")
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        body = answer.body[: answer.reset_after]
        for start in range(0, len(body), answer.chunk):
            if answer.drip_s:
                await writer.drain()
                await asyncio.sleep(answer.drip_s)
            writer.write(body[start : start + answer.chunk])
            self.chunks += 1
        await writer.drain()
        if answer.reset_after is not None:
            await asyncio.sleep(0.02)  # let the bytes arrive before the reset overtakes them
            sock = writer.get_extra_info("socket")
            sock.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False
        return length == len(answer.body)
