"""The starter files' notation, and the sentences that name a mistake in them."""

import re
import shutil

import pytest

from guide.starter import StarterTextError, read_demonstration, read_starter
from guide.starter.files import FOLDER
from guide.starter.notation import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline.\n\nTwo.", "<p>One line.</p><p>Two.</p>"),
        ("<script>&", "<p>&lt;script&gt;&amp;</p>"),
        ("a **b <i> c** d", "<p>a <b>b &lt;i&gt; c</b> d</p>"),
        ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n   goes on\n2. b", "<ol><li>a goes on</li><li>b</li></ol>"),
        ("- a\n  - b\n    1. c\n- d", "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>"),
        ("[us](mailto:ccs@iel.org)", '<p><a href="mailto:ccs@iel.org">us</a></p>'),
        ('a[[See [the & "map"](/part-3/#b).]]', '<p>a<a linktype="endnote" note="See &lt;a href=&quot;guide:part-3#b&quot;&gt;the &amp; &quot;map&quot;&lt;/a&gt;.">*</a></p>'),
        ('a[[See "Scale" & more.]] b', '<p>a<a linktype="endnote" note="See &quot;Scale&quot; &amp; more.">*</a> b</p>'),
        ('[x](/a?b="c"&d)', '<p><a href="/a?b=&quot;c&quot;&amp;d">x</a></p>'),
    ],
)
def test_the_notation_becomes_escaped_html(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Words\n- bullet", "put a blank line before the list"),
        ("- a\n    - b", "by two spaces for each level"),
        ("- a\n - b", "by two spaces for each level"),
        ("[x](javascript:alert)", "must begin with https://"),
        ("[x](//elsewhere.example)", "must begin with https://"),
    ],
)
def test_the_notation_refuses_what_it_cannot_mean(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        to_html(text)


def copy_with(tmp_path, name, old, new):
    folder = shutil.copytree(FOLDER, tmp_path / "starter", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("stage-2.toml", "lead = ", "leed = ", "stage-2.toml: the key “leed” is not known here."),
        ("stage-2.toml", "pitfalls = [", "pitfalls = [1, ", "stage-2.toml: the key “pitfalls” must be a list of texts"),
        ("stage-3.toml", '"Spread"', '"Speed"', "stage-3.toml: the key “characteristics” says “Speed”"),
        ("stage-5.toml", 'function = "Data', 'function = "Date', "stage-5.toml, [[benchmarks]] number 2: the key “function”"),
        ("foot.toml", 'prose = "Be a colleague"', 'poem = "x"', "foot.toml, [[pages]] number 1, [[body]] number 1: a block needs"),
        ("foot.toml", 'prose = "If you have an account"', 'prose = "If you only read"', "repeats the heading of an earlier block"),
        ("foot.toml", 'slug = "contact"', 'slug = "tools"', "Two pages have the path “tools”."),
        ("tools.toml", "(/share/)", "(share)", "tools.toml, [[body]] number 5: the key “text” cannot be read"),
        ("home.toml", "[[body]]", "[[body]", "home.toml: the file is not readable as TOML"),
    ],
)
def test_a_mistake_in_the_guide_is_named(tmp_path, name, old, new, sentence):
    folder = copy_with(tmp_path, name, old, new)

    with pytest.raises(StarterTextError, match=re.escape(sentence)):
        read_starter(folder)


def test_a_missing_file_is_named(tmp_path):
    folder = copy_with(tmp_path, "stage-6.toml", "lead", "lead")
    (folder / "stage-6.toml").unlink()

    with pytest.raises(StarterTextError, match="stage-6.toml: the file is missing from starter/."):
        read_starter(folder)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('to = "how-many-1"', 'to = "how-many-3"', "demo.toml, [[questions]] number 1, [[replies]] number 2: the key “to”"),
        ('chosen = "how-many-1"', 'chosen = "union-1"', "the key “chosen” names “union-1”"),
        ('by = "rosa"', 'by = "rose"', "the key “by” names “rose”"),
        ('passage = "Fill the chairs', 'passage = "Fill the stairs', "which is no heading on part-3/stage-1/convene-innovators"),
        ('page = "part-3/stage-1"', 'page = "part-3/stage-9"', "the key “page” names the page “part-3/stage-9”"),
        ("days_ago = 34", "days_ago = -1", "the key “days_ago” must be a whole number, 0 or more."),
        ('state = "waiting"', 'state = "lost"', "the key “state” says “lost”"),
        ("show_role = false", 'show_role = "no"', "the key “show_role” must be true or false."),
    ],
)
def test_a_mistake_in_the_demonstration_is_named(tmp_path, old, new, sentence):
    folder = copy_with(tmp_path, "demo.toml", old, new)

    with pytest.raises(StarterTextError, match=re.escape(sentence)):
        read_demonstration(folder)


def test_a_block_keeps_its_id_when_its_text_changes(tmp_path):
    folder = copy_with(tmp_path, "stage-1.toml", "The person you want has usually acted already.", "Look around you.")

    block = read_starter(folder).page("part-3/stage-1/convene-innovators").body[0]

    assert block["value"]["body"].startswith("<p>Look around you.")
    assert block["id"] == read_starter().page("part-3/stage-1/convene-innovators").body[0]["id"]
