from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.lenient import decode_xml, escape_ampersands, is_well_formed, xml_parts


def texts(document):
    return [part.text for part in xml_parts(document) if part.text]


def test_a_bare_ampersand_is_text_and_what_follows_is_read():
    assert texts("<a><b>Fish & chips</b><c>x?a=1&copy=2</c></a>") == [
        "Fish & chips",
        "x?a=1&copy=2",
    ]


def test_a_document_that_breaks_off_gives_what_stands_before():
    whole, *_ = texts("<urlset><url><loc>https://a.example/1</loc></url><url><lo")
    assert whole == "https://a.example/1"


def test_ampersands_are_escaped_where_a_strict_parser_would_stop():
    mended = escape_ampersands(b"<a>Fish & chips &amp; peas</a>")
    assert is_well_formed(mended)
    assert texts(mended.decode()) == ["Fish & chips & peas"]


def test_an_undeclared_western_encoding_is_seen():
    assert "Café" in decode_xml("<a>Café à Zürich</a>".encode("cp1252"))


@given(st.binary(max_size=200))
def test_any_bytes_have_parts(body):
    assert all(part.line >= 1 for part in xml_parts(decode_xml(body)))
