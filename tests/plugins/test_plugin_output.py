"""A plugin's output becomes bounded lines, however it is cut, long or many."""

from hypothesis import given, strategies as st

from headframe.node.plugins.output import (
    MAX_LINE_BYTES,
    MAX_LINES_PER_WINDOW,
    WINDOW_SECONDS,
    OutputLines,
)

text_lines = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20))


@given(text_lines, st.lists(st.integers(1, 7)))
def test_lines_come_out_whole_however_they_are_cut(lines: list[str], sizes: list[int]) -> None:
    out: list[str] = []
    sink = OutputLines(out.append, lambda: 0.0)
    data = "".join(f"{line}\n" for line in lines).encode()
    for size in [*sizes, len(data) + 1]:
        sink.feed(data[:size])
        data = data[size:]
    sink.finish()
    assert out == lines[:MAX_LINES_PER_WINDOW]


@given(st.integers(MAX_LINE_BYTES, 5 * MAX_LINE_BYTES), st.integers(1, 3000))
def test_a_long_line_comes_out_once_and_cut(length: int, piece: int) -> None:
    out: list[str] = []
    sink = OutputLines(out.append, lambda: 0.0)
    data = b"x" * length + b"\nnext\n"
    for start in range(0, len(data), piece):
        sink.feed(data[start : start + piece])
    assert out == ["x" * MAX_LINE_BYTES, "next"]


def test_a_flood_is_dropped_counted_and_forgiven() -> None:
    now, out = [0.0], list[str]()
    sink = OutputLines(out.append, lambda: now[0])
    sink.feed(b"flood\n" * (MAX_LINES_PER_WINDOW + 5))
    assert (len(out), sink.dropped) == (MAX_LINES_PER_WINDOW, 5)
    now[0] = WINDOW_SECONDS
    sink.feed(b"after\n")
    assert out[-1] == "after"


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    out: list[str] = []
    sink = OutputLines(out.append, lambda: 0.0)
    sink.feed(b"\xff\xfe bad\n\n  \n")
    assert out == ["\ufffd\ufffd bad"]
