"""Raw pages kept as WARC files (ISO 28500), to be extracted again when the rules get better.

One gzipped file for each batch, written whole and then renamed: what is there is complete, and any
WARC tool reads it. Bodies are stored as received but without transfer and content encoding.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from pipeline.records import Page

ENTRY_HEADER = "Newsthread-Entry-Id"
"""WARC header that ties a record to its entry."""

_SUFFIX = ".warc.gz"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class ArchiveError(ValueError):
    """A file in the archive that is no WARC file, or damaged."""


def write_archive(pages: Sequence[Page], folder: Path, now: datetime) -> Path | None:
    """Write a batch of pages as one WARC file; its path, or None when there are no pages.

    `now` names the file, aware. Raises OSError (disk full); then no file of that name is there.
    """
    if not pages:
        return None
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - only where an archive is kept

    folder.mkdir(parents=True, exist_ok=True)
    name = f"pages-{now.astimezone(UTC):%Y%m%dT%H%M%S}-{pages[0].entry_id}{_SUFFIX}"
    part = folder / f".{name}.part"
    with part.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            writer.write_record(_warc_record(writer, page))
        file.flush()
        os.fsync(file.fileno())
    return part.replace(folder / name)


def delete_archives(folder: Path, before: datetime) -> tuple[int, int]:
    """Delete the files of batches from before a time, aware; how many, and their bytes.

    Their names tell when they were written; files of other names stay.
    """
    n = freed = 0
    limit = f"pages-{before.astimezone(UTC):%Y%m%dT%H%M%S}"
    for path in sorted(folder.glob(f"pages-*{_SUFFIX}")):
        if path.name < limit:
            freed += path.stat().st_size
            path.unlink()
            n += 1
    return n, freed


def _warc_record(writer: object, page: Page) -> object:  # warcio ships no types
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415

    fields = {
        "Content-Type": page.content_type,
        "Content-Length": str(len(page.body)),
        "ETag": page.etag,
        "Last-Modified": page.last_modified,
    }
    headers = [(name, value) for name, value in fields.items() if value]
    return writer.create_warc_record(  # type: ignore[attr-defined]
        page.url,
        "response",
        payload=BytesIO(page.body),
        http_headers=StatusAndHeaders(str(page.status), headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": page.fetched_at.astimezone(UTC).strftime(_TIME),
            ENTRY_HEADER: page.entry_id,
        },
    )


def read_archive(folder: Path) -> Iterator[Page]:
    """Every page of the archive, oldest batch first; a page fetched twice comes twice.

    Raises ArchiveError naming the file that cannot be read.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    for path in sorted(folder.glob(f"pages-*{_SUFFIX}")):
        with path.open("rb") as file:
            try:
                for record in ArchiveIterator(file, check_digests="raise"):
                    if record.rec_type == "response":
                        yield _page_from_record(record)
            except (ArchiveLoadFailed, EOFError, OSError, KeyError, ValueError) as error:
                raise ArchiveError(f"{path}: damaged WARC file ({error}); move it away") from error


def _page_from_record(record: object) -> Page:
    warc, http = record.rec_headers, record.http_headers  # type: ignore[attr-defined]
    body = record.content_stream().read()  # type: ignore[attr-defined]
    if len(body) != int(http.get_header("Content-Length")):
        raise ValueError(f"record of {warc.get_header('WARC-Target-URI')} is cut short")
    return Page(
        entry_id=warc.get_header(ENTRY_HEADER) or "",
        url=warc.get_header("WARC-Target-URI"),
        status=int(http.get_statuscode()),
        content_type=http.get_header("Content-Type") or "",
        body=body,
        fetched_at=datetime.strptime(warc.get_header("WARC-Date"), _TIME).replace(tzinfo=UTC),
        etag=http.get_header("ETag"),
        last_modified=http.get_header("Last-Modified"),
    )
