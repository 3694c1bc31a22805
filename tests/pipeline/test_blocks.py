"""One content in every channel's markup; what is too long ends at a sentence, with its link."""

import pytest

from pipeline.channels.blocks import Span, parse_blocks, shorten_blocks, shorten_words
from pipeline.channels.dialects import (
    COMMONMARK,
    DISCORD,
    SLACK,
    TELEGRAM,
    TEXT,
    render_blocks,
    unstyled,
)
from pipeline.channels.messages import article_time, collect_items, cut_digest, digest_heading
from pipeline.channels.rules import KNOWN, count_ntfy, count_telegram
from pipeline.channels.sending import Channel, mask_secrets

PAGE = (
    "<h2>A &lt;b&gt; title</h2><blockquote cite='x'>One. Two. Three.</blockquote>"
    "<ul><li>27 → <strong>30</strong></li></ul><script>alert(1)</script>"
    "<p>Post, <time datetime='x'>noon</time>: <a href='https://r.example/a?b=1&amp;c=2'>Head</a></p>"
    "<p><small>Why <code>stop it</code></small></p>"
)


def test_unknown_tags_are_unwrapped_and_scripts_are_gone():
    blocks = parse_blocks(PAGE)
    assert [block.kind for block in blocks] == ["heading", "quote", "item", "text", "text"]
    assert blocks[0].text == "A <b> title"
    assert blocks[3].spans[-1] == Span("Head", "", "https://r.example/a?b=1&c=2")
    assert "alert(1)" not in " ".join(block.text for block in blocks)


@pytest.mark.parametrize(
    ("dialect", "lines"),
    [
        (TELEGRAM, ["<b>A &lt;b&gt; title</b>", "<blockquote>One. Two. Three.</blockquote>",
                    "• 27 → <b>30</b>", 'noon: <a href="https://r.example/a?b=1&amp;c=2">Head</a>',
                    "Why <code>stop it</code>"]),
        (DISCORD, ["**A \\<b\\> title**", "> One. Two. Three.", "- 27 → **30**",
                   "noon: [Head](<https://r.example/a?b=1&c=2>)"]),
        (SLACK, ["*A ‹b› title*", ">One. Two. Three.", "<https://r.example/a?b=1&c=2|Head>"]),
        (COMMONMARK, ["**A \\<b\\> title**", "> One. Two. Three.", "- 27 → **30**"]),
        (TEXT, ["A <b> title", "“One. Two. Three.”", "https://r.example/a?b=1&c=2"]),
        (unstyled(TELEGRAM), ["A &lt;b&gt; title", "https://r.example/a?b=1&amp;c=2", "stop it"]),
    ],
)  # fmt: skip
def test_each_dialect_writes_the_same_content(dialect, lines):
    text = render_blocks(parse_blocks(PAGE), dialect)
    for line in lines:
        assert line in text
    assert "<time" not in text and "<small" not in text


@pytest.mark.parametrize("most", [20, 60, 80, 100, 120, 140, 400])
def test_a_development_is_shortened_to_what_fits(most):
    def size(blocks):
        return len(render_blocks(blocks, TEXT))

    blocks = parse_blocks(PAGE)
    short = shorten_blocks(blocks, lambda kept: size(kept) <= most)
    assert any(span.href for block in short for span in block.spans)
    if most > 60:
        assert size(short) <= most
    if size(blocks) > most >= 120:
        assert "One." in render_blocks(short, TEXT) and "[…]" in render_blocks(short, TEXT)


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Five are safe", 20, "Five are safe"),
        ("Five are safe at Ravel", 14, "Five are safe…"),
        ("Five are safe at Ravel", 15, "Five are safe…"),
        ("Unbreakablelongword", 10, "Unbreakab…"),
    ],
)
def test_words_are_not_cut(text, most, short):
    assert shorten_words(text, most) == short
    assert len(shorten_words(text, most)) <= most


ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "sign", ["👨\u200d👩\u200d👧\u200d👦", "👍🏽", "🇩🇪", ENGLAND, "e\u0301", "❤\ufe0f", "नि"]
)
def test_a_sign_of_several_code_points_is_not_cut(sign):
    for most in range(12, 40):
        assert not shorten_words(sign * 40, most).removesuffix("…").replace(sign, "")


def test_lengths_are_counted_as_the_services_count_them():
    assert count_telegram("<b>a &amp; b</b> 😀") == 8
    assert count_ntfy("abc") == 3
    assert count_ntfy("пароме" * 400) > KNOWN["ntfy"].limit  # Apprise would make a file of it


def test_secrets_do_not_leave_with_a_refusal():
    channel = Channel(name="d", url="tgram://123456789:AAbbCCddEE/987/?verify=no")
    assert mask_secrets("no /bot123456789:AAbbCCddEE at telegram", channel) == (
        "no /bot***:*** at telegram"
    )


def test_old_rows_without_an_articles_time_are_told_too():
    from test_notify import alert  # noqa: PLC0415 - the maker of alerts there

    rows = [alert(n, "desk") for n in (2, 1)]
    assert article_time(rows[0]) == ""
    items = collect_items(rows)
    assert [item[0].id for item in items] == [rows[1].id, rows[0].id]
    (only,) = cut_digest(items, KNOWN["tgram"])
    assert len(only) == 2 and digest_heading(only) == "2 developments in 1 story"
