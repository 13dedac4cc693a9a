"""Names of files, and how long they are kept."""

import pytest
from hypothesis import given, strategies as st

from headframe.core.artifacts import MAX_FILE_NAME_CHARS, ArtifactKind, kept_from_ms, safe_file_name

DAY_MS = 86_400_000


@given(st.text(max_size=300))
def test_a_safe_name_is_one_plain_file_name(name: str) -> None:
    safe = safe_file_name(name)
    assert 0 < len(safe) <= MAX_FILE_NAME_CHARS
    assert safe.isprintable()
    assert not set(safe) & set('/\\:*?"<>|')
    assert safe not in (".", "..")
    assert not safe.startswith((".", " "))
    assert safe_file_name(safe) == safe


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("S21-stock 2024.bmu", "S21-stock 2024.bmu"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\images\\x.bin", "C__images_x.bin"),
        ("a\r\nSet-Cookie: b", "a__Set-Cookie_ b"),
        ("Прошивка.bin", "Прошивка.bin"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_names_that_people_and_miners_give(given_name: str, safe: str) -> None:
    assert safe_file_name(given_name) == safe


def test_logs_go_after_a_month_and_images_after_a_year() -> None:
    now_ms = 400 * DAY_MS
    assert kept_from_ms(ArtifactKind.LOG, now_ms) == 370 * DAY_MS
    assert kept_from_ms(ArtifactKind.FIRMWARE, now_ms) == 35 * DAY_MS
