"""Bytes into lines: encodings, line endings, bullets, wrapped paragraphs, and what is refused."""

import pytest

from guide.importing.lines import Kind
from guide.importing.reading import LARGEST, Unreadable, read_bytes, read_file
from tests.guide.importing.saved_pages import source_of

WORDS = "“A room” — that’s all…"


def texts(content: str | bytes) -> list[str]:
    return [line.text for line in source_of(content).lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_same_words_in_any_encoding(encoding):
    assert texts(f"{WORDS}\n\nMore of it.".encode(encoding)) == [WORDS, "More of it."]


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", ["Read as Windows-1252."]), ("utf-8", []), ("utf-8-sig", [])])
def test_a_guessed_encoding_is_said(encoding, said):
    assert list(source_of(WORDS.encode(encoding)).remarks) == said


def test_one_damaged_byte_does_not_spoil_the_rest():
    source = source_of((WORDS * 20).encode() + b" \xff end")

    assert source.lines[0].text.startswith(WORDS)
    assert "unreadable" in source.remarks[0]


def test_quotation_marks_that_were_encoded_twice_are_repaired():
    source = source_of("It’s here".encode().decode("cp1252"))

    assert source.lines[0].text == "It’s here"
    assert "repaired" in source.remarks[0]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028"])
def test_any_line_ending(ending):
    assert texts(ending.join(["First.", "", "Second."])) == ["First.", "Second."]


def test_the_gap_counts_blank_lines_also_those_of_hard_spaces():
    lines = source_of("First.\n\u00a0\n\n \t\nSecond.").lines

    assert [line.gap for line in lines] == [0, 3]


def test_hundreds_of_blank_lines_are_one_gap():
    assert texts("First." + "\n" * 900 + "Second.") == ["First.", "Second."]


@pytest.mark.parametrize("mark", ["•", "·", "-", "*", "–", "●"])
def test_bullets_of_any_kind(mark):
    line = source_of(f"  {mark} A room").lines[0]

    assert (line.kind, line.text, line.indent) == (Kind.BULLET, "A room", 2)


@pytest.mark.parametrize("mark", ["1.", "12)", "a."])
def test_numbers(mark):
    line = source_of(f"{mark} A room").lines[0]

    assert (line.kind, line.text) == (Kind.NUMBER, "A room")


@pytest.mark.parametrize("text", ["2009. A year", "— Tessa, driver", "A. Smith came", "-5 degrees"])
def test_what_only_looks_like_a_bullet(text):
    assert source_of(text).lines[0].kind is Kind.TEXT


def test_a_line_that_goes_on_is_joined():
    assert texts("You can also\nbring a chair.") == ["You can also bring a chair."]


def test_a_finished_line_is_not_joined():
    assert texts("You can sit.\nor stand") == ["You can sit.", "or stand"]


def test_a_wrapped_text_is_put_together_again():
    wrapped = "\n".join(["The room has to be warm and near a stop of the bus, and"] * 8 + ["Monday is best."])

    assert len(texts(f"{wrapped}\n\n{wrapped}")) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\t\n\xc2\xa0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<html><body><script>alert(1)</script></body></html>", "no words"),
        (b"Stage 1\0Milestone 4", "zero bytes"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "zero bytes"),
        (bytes(range(1, 256)) * 20, "not text"),
        (b"x" * (LARGEST + 1), "too large"),
        (b"word " * 200_000, "too long"),
        (b"word\n\n" * 5_000, "too long"),
        (b"<html>" + b"<a " * 30_000, "damaged"),
        (b"<html>" + b'<a b="' * 30_000, "damaged"),
        (b"<html>" + b"<p>" * 50_000, "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content, said):
    with pytest.raises(Unreadable, match=said):
        read_bytes(content, "page.txt")


def test_a_page_inside_an_unclosed_comment_is_no_page():
    with pytest.raises(Unreadable, match="no words"):
        read_bytes(b"<html><!--" + b"<!--" * 300_000, "page.html")


def test_control_characters_and_invisible_ones_are_dropped():
    assert texts("A\u200b ro\u00adom\x07 for\x1b[0m us") == ["A room for[0m us"]


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(Unreadable):
            read_file(path, path.name)
