"""Each letter has a subject, a plain form and an HTML form: emails/<letter>-subject.txt, <letter>.txt, <letter>.html."""

from __future__ import annotations

from tests.house import sources

FORMS = ("-subject.txt", ".txt", ".html")
FRAMES = {"base.html", "base.txt"}  # what the letters share


def one_legged(paths: list[str]) -> list[str]:
    names = {path.rpartition("/")[2] for path in paths} - FRAMES
    names = {name for name in names if not name.startswith("_")}
    letters = {name.removesuffix(".html").removesuffix(".txt").removesuffix("-subject") for name in names}
    return sorted(f"{letter}{form} is missing" for letter in letters for form in FORMS if f"{letter}{form}" not in names)


def test_letters_have_a_subject_and_two_forms():
    assert one_legged([path for path in sources.templates() if "/emails/" in path]) == []


def test_a_letter_without_its_plain_form_is_found():
    planted = ["templates/emails/base.html", "templates/emails/welcome-subject.txt", "templates/emails/welcome.html"]

    assert one_legged(planted) == ["welcome.txt is missing"]
