"""`manage.py import_guide`: files and folders, refusals in sentences, the report that is printed and kept."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from guide.importing import running
from guide.models import ImportReport, MilestonePage, StoryPage
from tests.guide.importing.saved_pages import home, milestone, overview
from tests.guide.importing.seeds import seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Saved pages as people keep them: sub-folders, companions of pages, and odd files among them."""
    files = {
        "home.txt": home().encode(),
        "stages/overview.txt": overview().encode("cp1252"),
        "stages/one/first.TXT": milestone().replace("\n", "\r\n").encode("utf-8-sig"),
        "stages/one/first_files/style.css": b"p { color: red }",
        "stages/one/first_files/gym.JPG": b"\xff\xd8\xff\0",
        "empty.txt": b"",
        "rowing.txt": b"Bylaws of the Rowing Club\n\nArticle 1. The boat is blue.",
        "picture.txt": b"\x89PNG\0\0",
        "long.html": b"<html>" + b"x" * 5_000_000,
        ".hidden.txt": milestone().encode(),
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def import_guide(*paths: Path | str, **options) -> str:
    printed = StringIO()
    call_command("import_guide", *map(str, paths), stdout=printed, stderr=StringIO(), **options)
    return printed.getvalue()


def lines_of(text: str, name: str) -> list[str]:
    """What the report says of the file with this name."""
    block = next(block for block in text.split("\n\n") if block.splitlines()[0].endswith(name))
    return [line.strip() for line in block.splitlines()[1:]]


def test_a_folder_is_read_with_its_sub_folders(folder):
    text = import_guide(folder)

    assert lines_of(text, "first.TXT")[:2] == [
        "Read as Stage 1, Milestone 1: Convene Innovators (3 headed prompts, 2 videos, 2 stories).",
        "Added: /part-3/stage-1/convene-innovators/",
    ]
    assert text.splitlines()[-1] == "7 files: 2 added, 1 written over starter text; stories: 3 added. 4 files were left out."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty.txt", "The file is empty."),
        ("picture.txt", "The file is not text (it holds zero bytes, as pictures and programs do)."),
        ("long.html", "The file is too large to be a page of the guide (more than 2 MB)."),
        ("rowing.txt", "This is not a page of the guide: none of its first lines is a title the guide uses (it begins “Bylaws of the Rowing Club”)."),
    ],
)
def test_a_file_that_is_no_page_gets_a_sentence_and_the_rest_goes_on(folder, name, sentence):
    assert lines_of(import_guide(folder), name) == [sentence]
    assert MilestonePage.objects.count() == 1


def test_companions_of_saved_pages_are_counted_only(folder):
    assert "Passed over, being no pages: 1 .css, 1 .jpg." in import_guide(folder)


def test_what_was_left_out_and_guessed_is_named(folder):
    lines = lines_of(import_guide(folder), "first.TXT")

    assert any(line.startswith("Left out: promotion strip; bar of the six stages;") for line in lines)
    assert any(line.startswith("Guessed: Headings read from short leading sentences: “Ask the crossing guard”") for line in lines)


def test_the_report_is_kept(folder):
    text = import_guide(folder)

    report = ImportReport.objects.get()
    assert report.text + "\n" == text
    assert (report.counts["files"], report.counts["not_read"], report.counts["pages_added"]) == (7, 4, 2)
    assert report.started_at <= report.finished_at


def test_a_dry_run_keeps_nothing(folder):
    text = import_guide(folder, dry_run=True)

    assert text.startswith("A trial: nothing was written.")
    assert text.splitlines()[-1] == "7 files: 2 added, 1 written over starter text; stories: 3 added. 4 files were left out."
    assert not ImportReport.objects.exists()
    assert not MilestonePage.objects.exists()


def test_again_everything_is_unchanged(folder):
    import_guide(folder)

    assert import_guide(folder).splitlines()[-1] == "7 files: 3 unchanged; stories: 3 unchanged. 4 files were left out."


def test_what_staff_edited_is_kept_and_named(folder):
    import_guide(folder)
    MilestonePage.objects.get().save_revision()

    text = import_guide(folder)

    assert "Kept as it is, because staff edited it: /part-3/stage-1/convene-innovators/" in lines_of(text, "first.TXT")
    assert "1 kept as staff left it" in text.splitlines()[-1]


def test_a_page_saved_twice_is_imported_once_from_the_fuller_copy(tmp_path):
    (tmp_path / "a-print.txt").write_text(milestone(stories=""))
    (tmp_path / "b.txt").write_text(milestone())

    text = import_guide(tmp_path)

    assert lines_of(text, "a-print.txt") == [f"The same page as {tmp_path / 'b.txt'}, which holds as much or more."]
    assert StoryPage.objects.count() == 2


def test_the_order_of_the_files_does_not_matter(tmp_path):
    (tmp_path / "a.txt").write_text(milestone())
    (tmp_path / "z.txt").write_text(overview())

    text = import_guide(tmp_path)

    assert "Added: /part-3/stage-1/" in lines_of(text, "z.txt")
    assert "Added beside it, still empty: /stories/." in lines_of(text, "a.txt")


def test_a_file_named_twice_is_read_once(folder):
    assert import_guide(folder / "home.txt", folder / "home.txt").splitlines()[-1].startswith("1 file:")


def test_a_path_that_does_not_exist_is_a_sentence_when_others_do(folder):
    assert lines_of(import_guide(folder / "home.txt", folder / "none.txt"), "none.txt") == ["There is no such file or folder."]


def test_no_path_that_exists_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="There is no such file or folder: .*none.txt"):
        import_guide(tmp_path / "none.txt")


def test_an_empty_folder_is_no_error(tmp_path):
    assert import_guide(tmp_path).strip() == "0 files: none; stories: none."


def test_a_dangling_link_a_pipe_and_a_loop_are_sentences(tmp_path):
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "none")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")

    text = import_guide(tmp_path)

    assert text.splitlines()[-1] == "3 files: none; stories: none. 3 files were left out."


def test_a_name_of_odd_bytes_can_be_printed_and_kept(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"bad\xff\nname.txt")
    with open(path, "wb"):
        pass

    assert "bad?\ufffdname.txt" in import_guide(tmp_path)


def test_a_page_that_cannot_be_written_does_not_keep_the_others_out(folder, monkeypatch):
    real = running.write
    monkeypatch.setattr(running, "write", lambda draft, tree: real(draft, tree) if draft.place else 1 / 0)

    with pytest.raises(CommandError, match="Run the import again"):
        import_guide(folder)

    assert MilestonePage.objects.count() == 1
    assert "1 file failed; run the import again." in ImportReport.objects.get().text


def test_a_run_that_was_stopped_is_finished_by_the_next(folder, monkeypatch):
    real = running.write

    def stopped_at_the_milestone(draft, tree):
        if draft.type == "milestone":
            raise KeyboardInterrupt
        return real(draft, tree)

    monkeypatch.setattr(running, "write", stopped_at_the_milestone)
    with pytest.raises(KeyboardInterrupt):
        import_guide(folder)
    monkeypatch.undo()

    assert import_guide(folder).splitlines()[-1].startswith("7 files: 1 added, 2 unchanged; stories: 2 added, 1 unchanged.")
    assert ImportReport.objects.filter(finished_at=None).count() == 1


def test_a_terminal_of_plain_ascii_gets_question_marks(folder):
    class Terminal(StringIO):
        encoding = "ascii"

    printed = Terminal()
    call_command("import_guide", str(folder / "rowing.txt"), stdout=printed)

    assert "(it begins ?Bylaws of the Rowing Club?)" in printed.getvalue()


def test_a_terminal_sees_progress_and_the_report_does_not(folder):
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal, printed = Terminal(), StringIO()
    call_command("import_guide", str(folder), stdout=printed, stderr=terminal)

    assert "7 of 7  Reading" in terminal.getvalue()
    assert "Reading" not in printed.getvalue()


def test_the_coalitions_five_pages(db):
    folder = seed("000").parent
    load = StringIO()
    call_command("load_starter_guide", stdout=load)

    first = import_guide(folder)
    second = import_guide(folder)

    assert first.splitlines()[-1] == "5 files: 5 written over starter text; stories: 3 added."
    assert second.splitlines()[-1] == "5 files: 5 unchanged; stories: 3 unchanged."
    assert "Not placed" not in first
