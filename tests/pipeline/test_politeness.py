"""Sites take turns."""

from __future__ import annotations

from pipeline.web.politeness import interleaved


def test_no_site_holds_up_the_others() -> None:
    addresses = [f"https://a.big.com/{n}" for n in range(4)]
    addresses += ["https://small.com/1", "https://b.big.com/9", "https://other.org/1"]
    assert interleaved(addresses) == [0, 4, 6, 1, 2, 3, 5]
    assert interleaved([]) == []
