"""One reader of configuration: the file, then the environment; a mistake is one clear line."""

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from flows.channel_settings import read_channel
from flows.refusal import SettingsError
from flows.settings import SECTIONS, Settings, read_settings
from pipeline.stories.window import WINDOW_DAYS

EXAMPLE = Path(__file__).parents[2] / "deploy" / "newsthread.example.toml"


def written(folder, text):
    path = folder / "newsthread.toml"
    path.write_text(text)
    return path


def test_the_example_names_every_key_with_its_default_and_nothing_else():
    table = tomllib.loads(EXAMPLE.read_text())
    assert table.pop("channels") == {}
    assert table == {
        name: {field.name: field.default for field in fields(kind)}
        for name, kind in SECTIONS.items()
    }


def test_the_example_gives_every_key_its_reason():
    lines = EXAMPLE.read_text().splitlines()
    for section in "\n".join(lines).split("\n[")[1:]:
        assert section.splitlines()[1].startswith("#"), section.splitlines()[0]


def test_the_example_reads_as_the_defaults():
    assert read_settings(EXAMPLE, {}) == Settings(source=EXAMPLE)


def test_the_environment_wins_over_the_file(tmp_path):
    path = written(tmp_path, '[poll]\nbatch = 80\n[network]\ncontact = "a@example.org"\n')
    env = {
        "NEWSTHREAD_POLL_BATCH": "90",
        "NEWSTHREAD_NETWORK_LOOPBACK": "yes",
        "NEWSTHREAD_NETWORK_SPACING_S": "0.5",
        "NEWSTHREAD_CHANNEL_DESK": "json://localhost",
    }
    settings = read_settings(path, env)
    assert settings.poll.batch == 90
    assert settings.network.contact == "a@example.org"
    assert settings.network.loopback is True
    assert settings.network.spacing_s == 0.5
    assert [(c.name, c.url) for c in settings.channels] == [("desk", "json://localhost")]


def test_a_webhook_is_a_channel_with_a_secret(tmp_path):
    text = '[channels]\nhook = { webhook = "https://example.org/h", secret = "s" }\n'
    (hook,) = read_settings(written(tmp_path, text), {}).channels
    assert (hook.webhook, hook.secret, hook.url) == ("https://example.org/h", "s", "")


@pytest.mark.parametrize(
    "given",
    [
        "hidden",
        {"webhook": "ftp://example.org/hidden"},
        {"webhook": "https://me:hidden@example.org/"},
        {"webhook": "https://example.org/", "secret": "whsec_hidden!"},
        {"webhook": "https://example.org/hidden", "url": "mailto://a:hidden@example.org"},
        {"webhok": "https://example.org/hidden"},
    ],
)
def test_a_channel_that_is_refused_is_named_and_its_secrets_are_not(given):
    with pytest.raises(SettingsError, match=r"^channels\.desk: ") as refused:
        read_channel("desk", given)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[pol]\nbatch = 1\n", "unknown section [pol], did you mean poll?"),
        ("[poll]\nbach = 1\n", "unknown key poll.bach, did you mean batch?"),
        ('[poll]\nbatch = "many"\n', "poll.batch: 'many' is not of type int"),
        ("[poll]\nbatch = true\n", "poll.batch: True is not of type int"),
        ("[poll]\nbatch = 0\n", "poll.batch: 0 is out of range, above 0 to 1,000,000"),
        ("[place]\nwindow_days = nan\n", "place.window_days: nan is out of range"),
        ("[network]\nspacing_s = -1\n", "network.spacing_s: -1.0 is out of range, 0 to"),
        ("[poll]\nfresh_days = 99999999999\n", "poll.fresh_days: 99999999999 is out of range"),
        ("poll = 3\n", "[poll] must be a section"),
        ("[poll\n", "cannot be read as TOML"),
        ('[alerts]\nzone = "Europe/Atlantis"\n', "'Europe/Atlantis' is no time zone"),
        ("[channels]\nhook = { address = 1 }\n", "channels.hook: give an Apprise URL"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(tmp_path, text, said):
    with pytest.raises(SettingsError) as caught:
        read_settings(written(tmp_path, text), {})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="no such settings file"):
        read_settings(tmp_path / "none.toml", {})
    with pytest.raises(SettingsError, match="no such settings file"):
        read_settings(None, {"NEWSTHREAD_SETTINGS": str(tmp_path / "none.toml")})


def test_the_window_is_as_long_as_placing_takes_it_by_itself():
    assert Settings().place.window_days == WINDOW_DAYS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("channels = 5", "[channels] must be a section"),
        ("poll = 5", "[poll] must be a section"),
        ("[[poll]]", "[poll] must be a section"),
        ("a = " + "[" * 3000, "cannot be read as TOML"),
        ("[poll]\nbatch = " + "9" * 5000, "cannot be read as TOML"),
        ('["a\\nb"]', "unknown section [a b]"),
        ('[alerts]\nzone = "Europe"', "no time zone"),
        ('[place]\nmodel = "gpt"', "place.model: 'gpt' is no model; write e5 or minilm"),
        ('[stages]\ndevice = "gpu"', "stages.device: 'gpu' is no device; write cpu, cuda or mps"),
        ('[warehouse]\nfolder = "a\\u0000b"', "warehouse.folder: holds the character"),
        ('[channels]\ndesk = "json://s3cret\\n"', "channels.desk: holds the character"),
    ],
)
def test_what_toml_allows_and_settings_cannot_hold_is_one_line(tmp_path, text, told):
    with pytest.raises(SettingsError) as refusal:
        read_settings(written(tmp_path, text), {"NEWSTHREAD_POLL_FRESH_DAYS": "3"})
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


def test_an_environment_that_is_no_text_is_refused():
    with pytest.raises(SettingsError, match=r"network\.contact: holds the character"):
        read_settings(EXAMPLE, {"NEWSTHREAD_NETWORK_CONTACT": "desk\udcff@example.org"})


def test_the_page_of_links_is_a_web_address(tmp_path):
    with pytest.raises(SettingsError, match=r"alerts\.link.*https://example\.org"):
        read_settings(written(tmp_path, '[alerts]\nlink = "news.example.org"\n'), {})


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"NEWSTHREAD_HOME": "/x"}, "NEWSTHREAD_HOME: unknown section [home]"),
        ({"NEWSTHREAD_POLL_BACH": "5"}, "NEWSTHREAD_POLL_BACH: unknown key poll.bach, did you"),
        ({"NEWSTHREAD_POLL_BATCH": ""}, "poll.batch: '' is not of type int (NEWSTHREAD_POLL_"),
        ({"NEWSTHREAD_ALERTS_ZONE": "X"}, "alerts.zone: 'X' is no time zone"),
        ({"NEWSTHREAD_CHANNEL_DESK": "x"}, "write it as mailto://user:password@host (NEWSTHREAD_"),
    ],
)
def test_what_the_environment_says_wrong_is_not_laid_to_the_file(tmp_path, env, told):
    path = written(tmp_path, '[poll]\nbatch = 80\n[channels]\nhook = "json://localhost"\n')
    with pytest.raises(SettingsError) as refusal:
        read_settings(path, env)
    assert told in str(refusal.value)
    assert str(path) not in str(refusal.value)
    assert next(iter(env)) in str(refusal.value)


def test_a_file_s_mistake_is_not_laid_to_the_environment(tmp_path):
    with pytest.raises(SettingsError) as refusal:
        read_settings(written(tmp_path, "[poll]\nbach = 80\n"), {"NEWSTHREAD_POLL_BATCH": "5"})
    assert str(refusal.value).startswith(f"{tmp_path / 'newsthread.toml'}: unknown key poll.bach")


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "newsthread.toml"
    path.write_bytes(b"\xef\xbb\xbf[poll]\nbatch = 5\n")
    assert read_settings(path, {}).poll.batch == 5


@pytest.mark.parametrize("charset", ["latin-1", "utf-16"])
def test_a_file_in_another_charset_is_told_how_to_be_saved(tmp_path, charset):
    path = tmp_path / "newsthread.toml"
    path.write_bytes('[network]\ncontact = "Müller"\n'.encode(charset))
    with pytest.raises(SettingsError, match="not UTF-8; save it as UTF-8"):
        read_settings(path, {})


def test_a_whole_number_is_not_cut_out_of_another(tmp_path):
    with pytest.raises(SettingsError, match=r"poll\.batch: 80\.7 is not of type int"):
        read_settings(written(tmp_path, "[poll]\nbatch = 80.7\n"), {})
    assert read_settings(written(tmp_path, "[poll]\nbatch = 80.0\n"), {}).poll.batch == 80


def test_a_port_is_one(tmp_path):
    with pytest.raises(SettingsError, match=r"web\.port: 70000 is out of range, above 0 to 65,535"):
        read_settings(written(tmp_path, "[web]\nport = 70000\n"), {})


def test_a_path_from_home_is_below_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/home/ann")
    text = (
        '[warehouse]\nfolder = "~/news"\npublish = "ducklake:sqlite:~/lake.sqlite"\n'
        'publish_data = "~/lake"\n[extract]\narchive = "~/pages"\n[alerts]\nfeeds = "~/feeds"\n'
        '[place]\ncoefficients = "~/mine.json"\ndevelopments = "~/new.json"\n'
        '[stages]\nfolder = "~/parts"\n[network]\ncontact = "~ann"\n'
    )
    settings = read_settings(written(tmp_path, text), {})
    assert settings.folder == Path("/home/ann/news")
    assert settings.warehouse.publish == "ducklake:sqlite:/home/ann/lake.sqlite"
    assert settings.warehouse.publish_data == "/home/ann/lake"
    assert (settings.extract.archive, settings.alerts.feeds, settings.stages.folder) == (
        "/home/ann/pages", "/home/ann/feeds", "/home/ann/parts",
    )  # fmt: skip
    assert settings.place.coefficients == "/home/ann/mine.json"
    assert settings.place.developments == "/home/ann/new.json"
    assert settings.network.contact == "~ann"


def test_an_empty_name_of_a_settings_file_names_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_settings(None, {"NEWSTHREAD_SETTINGS": ""}) == Settings()
