import pytest

from pipeline.pages.content import PageContent, RawArticle, extract_content
from pipeline.pages.gate import Refusal
from pipeline.reasons import Reason

TITLE = "Dockers in Port Ellis vote to end their nine-week strike"
TEXT = [
    "Dockers in Port Ellis voted on Friday to end a strike that had shut it for nine weeks.",
    "The union said 61 percent of 2,300 members accepted a raise of seven percent.",
    "Cranes started moving at six, and the first of 40 waiting ships berthed at noon.",
    "Shipping lines expect the backlog to be cleared by the end of March.",
    "The port put the cost of the stoppage at 90 million, mostly in fees it lost.",
]
LOADING = "<div id='root'></div>"


def html(body, title=TITLE, head=""):
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    ).encode()


def article(lines=TEXT, title=TITLE):
    return f"<article><h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "</article>"


def document(body, **change):
    fields = {
        "url": "https://ellis.example/2026/02/strike-ends",
        "page_url": "https://ellis.example/2026/02/strike-ends",
        "content_type": "text/html",
        "title": TITLE,
        "body": body if isinstance(body, bytes) else html(body),
    }
    return RawArticle(**fields | change)


NO_ARTICLES = {
    "cloudflare": (
        Reason.CHALLENGE,
        html("<p>Verifying you are human. This may take a few seconds.</p>", "Just a moment..."),
    ),
    "cloudflare without its title": (
        Reason.CHALLENGE,
        html(
            "<h1>ellis.example</h1><p>Verifying you are human. This may take a few seconds.</p>"
            "<p>ellis.example needs to review the security of your connection before proceeding."
            "</p><p>Ray ID: 8d21f0aa3c1e</p>",
            "ellis.example",
        ),
    ),
    "captcha": (
        Reason.CHALLENGE,
        html(
            "<h1>Unusual activity</h1><p>We have detected unusual activity from your network."
            " To continue, please confirm you are a human by ticking the box below.</p>",
            "Port Ellis Post",
        ),
    ),
    "access denied": (
        Reason.CHALLENGE,
        html("<h1>Access Denied</h1><p>You don't have permission.</p>", "Access Denied"),
    ),
    "german challenge": (
        Reason.CHALLENGE,
        html("<p>Bitte warten. Wir überprüfen, dass Sie ein Mensch sind.</p>", "Einen Moment"),
    ),
    "javascript": (
        Reason.JAVASCRIPT,
        html("<noscript>You need to enable JavaScript to run this app.</noscript>" + LOADING),
    ),
    "spanish javascript": (
        Reason.JAVASCRIPT,
        html("<p>Por favor, habilita JavaScript en tu navegador para ver esta página.</p>"),
    ),
    "consent": (
        Reason.CONSENT,
        html(
            "<h1>Before you continue to Port Ellis Post</h1><p>We use cookies and data to deliver"
            " our services and to measure audience. If you choose to accept all, we will also use"
            " them to show personalised advertisements.</p><button>Accept all</button>",
            "Before you continue",
        ),
    ),
    "german consent": (
        Reason.CONSENT,
        html(
            "<p>Wir und unsere Partner verwenden Cookies, um Inhalte zu personalisieren. Sie können"
            " zustimmen und weiterlesen oder ein Abo abschließen.</p>",
            "Zustimmung",
        ),
    ),
    "paywall teaser": (
        Reason.PAYWALL,
        html(article([TEXT[0], "Subscribe to continue reading this article."])),
    ),
    "french paywall": (
        Reason.PAYWALL,
        html(article([TEXT[0], "Cet article est réservé aux abonnés."])),
    ),
    "paywall told in metadata": (
        Reason.PAYWALL,
        html(
            article(TEXT[:2]),
            head='<script type="application/ld+json">{"@type": "NewsArticle",'
            f' "isAccessibleForFree": "False", "headline": "{TITLE}"}}</script>',
        ),
    ),
    "section page": (
        Reason.INDEX_PAGE,
        html(
            "<main><h1>Business</h1>"
            + "".join(
                f"<h2>Company {n} names a new head of sales</h2><p>{n} min</p>" for n in range(30)
            )
            + "</main>",
            "Business - Port Ellis Post",
        ),
    ),
    "empty": (Reason.NO_TEXT, html("<div></div>")),
    "video": (Reason.NO_TEXT, html(f"<h1>{TITLE}</h1><video src='a.mp4'></video><p>Watch.</p>")),
    "another article": (
        Reason.UNRELATED,
        html(
            article(
                [
                    "Simmer the lentils for twenty minutes with bay leaf and a split onion.",
                    "Fry garlic, cumin and chopped tomatoes until the oil separates from the pulp.",
                    "Stir both together, add lemon and parsley, and serve with flat bread.",
                    "Leftovers keep for three days and taste better on the second of them.",
                ],
                "Red lentil soup for a cold evening",
            ),
            "Red lentil soup for a cold evening",
        ),
    ),
}


@pytest.mark.parametrize("kind", NO_ARTICLES)
def test_pages_that_are_no_articles_are_refused_with_their_reason(kind):
    reason, body = NO_ARTICLES[kind]
    found = extract_content(document(body))
    assert isinstance(found, Refusal), found
    assert found.reason == reason


def test_a_redirect_to_the_front_page_is_no_article():
    found = extract_content(document(article(), page_url="https://ellis.example/"))
    assert isinstance(found, Refusal)
    assert found.reason == Reason.INDEX_PAGE


def test_a_consent_managers_host_is_no_article():
    found = extract_content(
        document(article(), page_url="https://consent.ellis.example/collect?to=1")
    )
    assert isinstance(found, Refusal)
    assert found.reason == Reason.CONSENT


@pytest.mark.parametrize("kind", ["%PDF-1.7 binary", "\x89PNG\r\n", "GIF89a"])
def test_other_files_are_known_by_their_first_bytes(kind):
    found = extract_content(document(kind.encode("latin-1") + b"\0" * 5000))
    assert isinstance(found, Refusal)
    assert found.reason == Reason.NOT_HTML


@pytest.mark.parametrize("kind", ["application/octet-stream", "unknown/unknown", "utf-8", ""])
def test_a_page_whose_server_does_not_know_what_it_is_begins_like_one(kind):
    found = extract_content(document(article(), content_type=kind))
    assert isinstance(found, PageContent)


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "video/mp4"])
def test_other_files_are_known_by_their_content_type(kind):
    assert extract_content(document(article(), content_type=kind)).reason == Reason.NOT_HTML


ARTICLES = {
    "plain": (TITLE, TEXT),
    "on captchas": (
        "New CAPTCHA asks users to confirm they are human by singing",
        [
            "A CAPTCHA shown on Monday asks users to confirm they are human by singing.",
            "Sites that ask visitors to verify they are human lose one in ten of them, it says.",
            "The new test compares the voice with known synthetic ones and stores nothing.",
        ],
    ),
    "on javascript": (
        "Browser will let users disable JavaScript site by site",
        [
            "The next version of the browser will let users disable JavaScript site by site.",
            "Pages that require JavaScript will show a switch in the address bar.",
            "The change reaches the test channel in May and everybody else over the summer.",
        ],
    ),
    "on cookies": (
        "Watchdog fines retailer for its cookies banner",
        [
            "The data watchdog has fined a retailer two million over the cookies banner.",
            "The button to reject all cookies was hidden behind two menus, the watchdog found.",
            "The retailer said it had changed the banner and would appeal against the fine.",
        ],
    ),
    "with a title that plays on words": ("Bridge over troubled budget", TEXT),
}


@pytest.mark.parametrize("kind", ARTICLES)
def test_articles_pass(kind):
    title, lines = ARTICLES[kind]
    found = extract_content(document(article(lines, title), title=title))
    assert isinstance(found, PageContent), found
    assert found.text == "\n".join(lines)
