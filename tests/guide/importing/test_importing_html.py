"""Saved HTML: its structure says what plain text only suggests, and nothing of its markup goes further."""

from guide.importing import saved_html
from guide.importing.lines import Kind
from tests.guide.importing.saved_pages import draft_of, recognised, source_of

PAGE = """<!DOCTYPE html>
<!-- saved from url=(0079)http://www.communityschools.org/resources/stage_5_milestone_1.aspx -->
<html><head><title>A Coalition: Stage 5 Milestone 1</title><style>p { color: red }</style></head>
<body onload="run()"><form><input type="hidden" name="__VIEWSTATE" value="dDwtMTI=">
<table><tr><td><ul><li><a href="/a">About Community Schools</a></li><li><a href="/p">Policy</a></li><li><a href="/r">Results</a></li><li>Media</li></ul></td>
<td><a href="s1">Stage 1</a> | <a href="s2">Stage 2</a> | <a href="s3">Stage 3</a><map name="m"><area alt="CONVENE INNOVATORS"><area alt="ASSESS READINESS"></map>
<h2>Milestone #1: Align Principles, Practice, and Policies</h2>
<p>Some things to think about:</p>
<p><strong>Open the doors early.</strong> The <em>first</em> bus comes at six &amp; waits.</p>
<ul><li><b>Who sweeps?</b> Ask.<ul><li>On Monday</li><li>On Friday</li></ul></li><li>See <a href="https://example.org/sweep">a plan</a> or <a href="javascript:alert(1)">run</a>.</li></ul>
<p><b>Keep a list</b></p><p>With &lt;names&gt; on it.</p>
<div id="popup" style="DISPLAY: none"><p>PAINTING THE GYM</p><p>In Larkspur Falls, MN forty people came.</p><p><a href="#">Close this box.</a></p></div>
<img src="g.gif" alt="magnifying glass"><img src="p.gif" alt="paper with a plus sign"><img src="x.gif" alt=""><img src="gym.jpg" alt="A gym">
<script>alert("Stage 1 Milestone 4")</script>
</td></tr></table></form></body></html>"""


def test_the_page_is_recognised_through_its_tables():
    assert recognised(PAGE).place == "part-3/stage-5/align-principles-practice-and-policies"


def test_bold_words_are_the_headings_and_nothing_else_is_guessed():
    prompts = [value for kind, value in draft_of(PAGE).body if kind == "prompt"]

    assert [prompt["heading"] for prompt in prompts] == ["Open the doors early", "Keep a list"]
    assert prompts[0]["body"] == (
        "<p>The <i>first</i> bus comes at six &amp; waits.</p><ul><li><b>Who sweeps?</b> Ask.<ul><li>On Monday</li><li>On Friday</li></ul></li>"
        '<li>See <a href="https://example.org/sweep">a plan</a> or run.</li></ul>'
    )
    assert prompts[1]["body"] == "<p>With &lt;names&gt; on it.</p>"
    assert draft_of(PAGE).guesses == ()


def test_a_hidden_box_is_a_story():
    story = draft_of(PAGE).stories[0]

    assert (story.title, story.html, story.where.label) == ("Painting the Gym", "<p>In Larkspur Falls, MN forty people came.</p>", "Larkspur Falls, MN")


def test_navigation_and_pictures_are_named_as_left_out():
    kinds = {left.kind for left in draft_of(PAGE).left_out}

    assert {"site links", "bar of the six stages", "image map of the milestones", "symbols (See, Share, Discuss)", "picture"} <= kinds


def test_scripts_and_styles_leave_no_word():
    words = " ".join(line.text for line in source_of(PAGE).lines)

    assert not any(word in words for word in ("alert", "VIEWSTATE", "color", "onload"))


def test_the_address_a_browser_noted_is_kept():
    assert source_of(PAGE).saved_from == "http://www.communityschools.org/resources/stage_5_milestone_1.aspx"


def test_breaks_and_empty_paragraphs_are_gaps():
    lines = saved_html.lines("<p>One<br>Two<br><br>Three</p><p>&nbsp;</p><p>Four")

    assert [(line.text, line.gap) for line in lines] == [("One", 1), ("Two", 0), ("Three", 1), ("Four", 2)]


def test_an_unclosed_bold_word_does_not_make_headings_of_the_rest():
    lines = saved_html.lines("<p><b>One. Two</p><p>Three</p>")

    assert [all(run.bold for run in line.runs) for line in lines] == [True, False]


def test_ordered_lists_are_numbered():
    lines = saved_html.lines("<ol><li>One<li>Two</ol><ul><li><p>Three</p><p>and four</p></li></ul>")

    assert [(line.kind, line.text) for line in lines] == [(Kind.NUMBER, "One"), (Kind.NUMBER, "Two"), (Kind.BULLET, "Three and four")]


def test_an_html_page_in_another_declared_encoding():
    page = '<html><head><meta charset="iso-8859-2"></head><body><h1>Stage 1 Overview</h1><p>Mr. Ło\xf3 is there.</p></body></html>'

    assert "Łoó" in source_of(page.encode("iso-8859-2")).lines[-1].text
