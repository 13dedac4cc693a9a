"""Ten words: what is pasted is the fingerprint whatever its spacing, and nothing else is."""

import pytest
from hypothesis import given, strategies as st

from headframe.core.enrollment.fingerprint import short_form
from headframe.core.enrollment.origin import origin_of
from headframe.core.enrollment.words import MAX_PASTED_CHARS, fingerprint_words, is_fingerprint
from headframe.core.signing.errors import SigningError
from headframe.kit.words import english_words

WORDS = english_words()
DIGESTS = st.binary(min_size=32, max_size=32)


def test_the_list_has_words_of_letters_only_that_differ_in_their_first_four() -> None:
    assert len({word[:4] for word in WORDS}) == len(WORDS) == 2048
    assert all(word.isalpha() and word.islower() for word in WORDS)


@given(DIGESTS, st.sampled_from([" ", "  ", "\n", "\t", ", ", "-", ";\n"]), st.booleans())
def test_words_are_known_again_however_they_are_spaced(digest: bytes, between: str, loud: bool) -> None:
    words = fingerprint_words(digest, WORDS)
    pasted = f" {between.join(words)}\n"
    assert len(words) == 10
    assert is_fingerprint(pasted.upper() if loud else pasted, digest, WORDS)
    numbered = "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1))
    assert is_fingerprint(numbered, digest, WORDS)


@given(DIGESTS)
def test_the_short_form_is_as_good(digest: bytes) -> None:
    assert is_fingerprint(short_form(digest), digest, WORDS)
    assert is_fingerprint(f" {short_form(digest).lower().replace('-', ' ')} ", digest, WORDS)
    assert not is_fingerprint(short_form(digest)[:-1], digest, WORDS)


@given(DIGESTS, DIGESTS)
def test_other_fingerprints_are_not(digest: bytes, other: bytes) -> None:
    same = fingerprint_words(digest, WORDS) == fingerprint_words(other, WORDS)
    assert is_fingerprint(" ".join(fingerprint_words(other, WORDS)), digest, WORDS) is same


@given(DIGESTS, st.integers(0, 9), st.sampled_from(WORDS))
def test_one_wrong_missing_or_exchanged_word_is_noticed(digest: bytes, at: int, word: str) -> None:
    words = list(fingerprint_words(digest, WORDS))
    assert not is_fingerprint(" ".join(words[:at] + words[at + 1 :]), digest, WORDS)
    assert not is_fingerprint(" ".join([*words, word]), digest, WORDS)
    if word != words[at]:
        assert not is_fingerprint(" ".join([*words[:at], word, *words[at + 1 :]]), digest, WORDS)
    swapped = [words[at], *words[:at], *words[at + 1 :]]
    assert is_fingerprint(" ".join(swapped), digest, WORDS) is (swapped == words)


@pytest.mark.parametrize("pasted", ["", " ", "abandon", "x" * (MAX_PASTED_CHARS + 1)])
def test_nothing_and_too_much_are_no_fingerprint(pasted: str) -> None:
    assert not is_fingerprint(pasted, bytes(32), WORDS)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Mine.Example", "https://mine.example"),
        ("https://mine.example:443/", "https://mine.example"),
        (" https://10.0.0.5:8420 ", "https://10.0.0.5:8420"),
        ("https://[FD00::1]:8420", "https://[fd00::1]:8420"),
    ],
)
def test_an_address_is_the_same_however_it_is_written(url: str, origin: str) -> None:
    assert origin_of(url) == origin_of(origin) == origin


NO_ADDRESSES = (
    "",
    "a.b",
    "http://a.b",
    "https://",
    "https://a:b@c",
    "https://a/b",
    "https://a?b",
    "https://a#b",
)


@pytest.mark.parametrize("url", [*NO_ADDRESSES, "https://a:99999"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SigningError, match="no address"):
        origin_of(url)
