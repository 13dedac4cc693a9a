"""Which server is asked, and with which key."""

from pathlib import Path

import pytest

from headframe.cli.errors import CliError
from headframe.cli.finding import Surroundings, checked_server, find
from headframe.kit.files import write_private
from headframe.kit.profile import Profile, write_profile

HERE = "https://here.example:8420"
THERE = "https://there.example"


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    """A person with a profile at home, who works in a directory with another, two levels below it."""
    work = tmp_path / "work" / "a" / "b"
    work.mkdir(parents=True)
    write_profile(tmp_path / "work" / ".headframe" / "cli.json", Profile(HERE, "key-here"))
    write_profile(tmp_path / "home" / ".config" / "headframe" / "cli.json", Profile(THERE, "key-there"))
    return Surroundings({}, work, tmp_path / "home")


def test_the_nearest_directory_wins_over_home(around: Surroundings) -> None:
    assert find(None, None, around) == Profile(HERE, "key-here")


def test_home_is_asked_last(around: Surroundings, tmp_path: Path) -> None:
    assert find(None, None, Surroundings({}, tmp_path, around.home)) == Profile(THERE, "key-there")


def test_a_named_server_gets_its_own_key_and_no_other(around: Surroundings) -> None:
    assert find(THERE, None, around).api_key == "key-there"
    assert find("https://third.example", None, around) == Profile("https://third.example", "")


def test_the_environment_names_server_and_key(around: Surroundings, tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"key-in-file\n")
    variables = {"HEADFRAME_SERVER": f"{THERE}/", "HEADFRAME_API_KEY_FILE": str(tmp_path / "key")}
    found = find(None, None, Surroundings(variables, around.directory, around.home))
    assert found == Profile(THERE, "key-in-file")
    assert find(HERE, None, Surroundings(variables, around.directory, around.home)).server == HERE


def test_a_profile_of_another_server_is_refused(around: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "work" / ".headframe" / "cli.json"
    assert find(None, path, around).server == HERE
    with pytest.raises(CliError, match=f"of {HERE}, not of {THERE}"):
        find(THERE, path, around)


def test_without_any_the_way_in_is_told(tmp_path: Path) -> None:
    with pytest.raises(CliError) as caught:
        find(None, None, Surroundings({}, tmp_path, tmp_path))
    assert (caught.value.code, caught.value.exit_code) == ("no_server", 2)
    assert "headframe login --server URL" in caught.value.action


@pytest.mark.parametrize("content", [b"nonsense", b"[]", b'{"server": "https://here.example"}'])
def test_a_spoilt_profile_is_named(around: Surroundings, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "work" / ".headframe" / "cli.json"
    write_private(path, content)
    with pytest.raises(CliError, match=r"cli\.json") as caught:
        find(None, None, around)
    assert caught.value.code == "profile_unusable"


def test_a_profile_open_to_others_is_refused(around: Surroundings, tmp_path: Path) -> None:
    (tmp_path / "work" / ".headframe" / "cli.json").chmod(0o640)
    with pytest.raises(CliError, match="chmod 0600"):
        find(None, None, around)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://10.0.0.1:8420", "insecure_server"),
        ("http://mine.example", "insecure_server"),
        ("ftp://127.0.0.1", "invalid_usage"),
        ("127.0.0.1:8420", "invalid_usage"),
        ("https://me:secret@mine.example", "invalid_usage"),
        ("https://mine.example:99999", "invalid_usage"),
        ("https://", "invalid_usage"),
    ],
)
def test_servers_that_are_not_spoken_to(url: str, code: str) -> None:
    with pytest.raises(CliError) as caught:
        checked_server(url)
    assert caught.value.code == code


@pytest.mark.parametrize("url", ["http://127.0.0.1:8420", "http://localhost:1", "http://[::1]:8420", HERE])
def test_servers_that_are(url: str) -> None:
    assert checked_server(f"{url}/") == url
