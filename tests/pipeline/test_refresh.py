import pytest

from pipeline.web.refresh import parse_refresh, refresh_target

META = b'<html><head><meta http-equiv="refresh" content="%s"></head></html>'


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("0; url=/next", "/next"),
        ("0;URL='https://a.example/x'", "https://a.example/x"),
        ("1, /next", "/next"),
        ("300; url=/same", ""),  # a page that reloads itself
        ("5", ""),
        ("", ""),
    ],
)
def test_only_an_immediate_refresh_is_followed(value, target):
    assert parse_refresh(value) == target
    assert refresh_target({"refresh": value}, b"") == target
    assert refresh_target({}, META % value.encode()) == target


def test_a_refresh_for_readers_without_scripts_is_none():
    assert not refresh_target({}, b"<noscript>" + META % b"0; url=/nojs" + b"</noscript>")
