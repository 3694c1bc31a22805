"""A link stops the track it was signed for, and no other."""

from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.alerts.links import OPEN, STOP, LinkBase, sign_action, verify_action


def test_a_signed_link_is_verified_and_a_changed_one_is_not():
    link = LinkBase(url="https://news.example.org/", secret="s").stop_link("t1")
    assert link.startswith("https://news.example.org/stop?")
    query = {key: value[0] for key, value in parse_qs(urlsplit(link).query).items()}
    assert verify_action("s", query["track"], query["action"], query["signature"])
    assert not verify_action("s", "t2", STOP, query["signature"])
    assert not verify_action("s", "t1", "start", query["signature"])
    assert not verify_action("other", "t1", STOP, query["signature"])
    assert not verify_action("s", "t1", STOP, "ü" + query["signature"][1:])


def test_a_link_that_opens_stops_nothing():
    link = LinkBase(url="https://news.example.org", secret="s").open_link("t1")
    assert link.startswith("https://news.example.org/open?story=t1&")
    (signature,) = parse_qs(urlsplit(link).query)["signature"]
    assert verify_action("s", "t1", OPEN, signature)
    assert not verify_action("s", "t1", STOP, signature)


@pytest.mark.parametrize(
    "base", [LinkBase(), LinkBase(url="https://x.example"), LinkBase(secret="s")]
)
def test_without_page_or_secret_there_is_no_link(base):
    assert base.stop_link("t1") == base.open_link("t1") == ""


def test_an_empty_secret_signs_nothing():
    with pytest.raises(ValueError, match="secret"):
        sign_action("", "t1", STOP)
    assert not verify_action("", "t1", STOP, "")
