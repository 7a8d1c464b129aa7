"""What an import says afterwards: file by file, for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guide.importing import chrome, outline
from guide.importing.drafts import Draft, LeftOut
from guide.importing.recognising import Type
from guide.importing.saved_html import PICTURE
from guide.importing.shaping import BESIDE_CHART, TITLE
from guide.importing.writing import Done, Outcome

SHOWN = {chrome.SYMBOL_SENTENCE, BESIDE_CHART, PICTURE}
"""Kinds whose words may be missed: the report shows them, and only counts the others."""
LONGEST_SHOWN = 160


@dataclass
class FileReport:
    """One file: refused in a sentence, or read as a draft that was dealt with."""

    name: str
    refusal: str = ""
    failed: bool = False
    draft: Draft | None = None
    done: Done | None = None
    remarks: list[str] = field(default_factory=list)


def text_of(files: Sequence[FileReport], *, dry_run: bool, passed_over: Counter[str]) -> str:
    pieces = [_("A trial: nothing was written.")] if dry_run else []
    pieces += ["\n".join(_file_lines(one)) for one in files]
    if passed_over:
        endings = ", ".join(f"{count} {ending}" for ending, count in sorted(passed_over.items()))
        pieces.append(_("Passed over, being no pages: %(endings)s.") % {"endings": endings})
    pieces.append(total_line(counts_of(files)))
    return "\n\n".join(pieces)


def counts_of(files: Sequence[FileReport]) -> dict[str, int]:
    done = [one.done for one in files if one.done]
    counts = {"files": len(files), "not_read": sum(bool(one.refusal) and not one.failed for one in files), "failed": sum(one.failed for one in files)}
    for kind, group in (("pages", done), ("stories", [story for one in done for story in one.stories])):
        counts |= {f"{kind}_{outcome}": sum(one.outcome is outcome for one in group) for outcome in Outcome}
    return counts


def total_line(counts: dict[str, int]) -> str:
    total = _("%(files)s: %(pages)s; stories: %(stories)s.") % {
        "files": ngettext("%(count)s file", "%(count)s files", counts["files"]) % {"count": counts["files"]},
        "pages": _kinds(counts, "pages"),
        "stories": _kinds(counts, "stories"),
    }
    refused = ngettext("%(count)s file was left out.", "%(count)s files were left out.", counts["not_read"]) % {"count": counts["not_read"]}
    failed = ngettext("%(count)s file failed; run the import again.", "%(count)s files failed; run the import again.", counts["failed"])
    return " ".join([total, *([refused] if counts["not_read"] else []), *([failed % {"count": counts["failed"]}] if counts["failed"] else [])])


def _kinds(counts: dict[str, int], kind: str) -> str:
    kept = counts[f"{kind}_{Outcome.KEPT}"]
    names = {
        Outcome.ADDED: _("%(count)s added"),
        Outcome.REPLACED: _("%(count)s written over starter text"),
        Outcome.UPDATED: _("%(count)s updated"),
        Outcome.UNCHANGED: _("%(count)s unchanged"),
        Outcome.KEPT: ngettext("%(count)s kept as staff left it", "%(count)s kept as staff left them", kept),
    }
    found = [name % {"count": count} for outcome, name in names.items() if (count := counts[f"{kind}_{outcome}"])]
    return ", ".join(found) or _("none")


def _file_lines(one: FileReport) -> Iterator[str]:
    yield one.name
    if one.refusal:
        yield f"  {one.refusal}"
        return
    yield f"  {_read_as(one.draft)}"
    yield f"  {_outcome(one.done)}"
    yield from (f"  {_story(story)}" for story in one.done.stories)
    if one.done.added:
        yield "  " + _("Added beside it, still empty: %(places)s.") % {"places": ", ".join(f"/{place}/" for place in one.done.added)}
    if one.done.outcome is Outcome.UNCHANGED:
        return
    yield from (f"  {remark}" for remark in (*one.remarks, *one.draft.remarks, *one.done.remarks))
    yield from (f"  {_('Guessed:')} {guess}" for guess in one.draft.guesses)
    yield from _left_out(one.draft.left_out)


def _read_as(draft: Draft) -> str:
    counted = ", ".join(_counted(draft))
    return _("Read as %(name)s%(holding)s.") % {"name": name_of(draft), "holding": f" ({counted})" if counted else ""}


def _counted(draft: Draft) -> list[str]:
    """What a page holds, in words: “3 headed prompts, 2 videos, 2 stories”."""
    blocks = Counter(kind for kind, _value in draft.body)
    counts = [
        (ngettext("%(count)s headed prompt", "%(count)s headed prompts", blocks["prompt"]), blocks["prompt"]),
        (ngettext("%(count)s piece of text", "%(count)s pieces of text", blocks["prose"]), blocks["prose"]),
        (ngettext("%(count)s note", "%(count)s notes", blocks["note"]), blocks["note"]),
        (ngettext("%(count)s quotation", "%(count)s quotations", blocks["quotation"]), blocks["quotation"]),
        (ngettext("%(count)s video", "%(count)s videos", blocks["video"]), blocks["video"]),
        (ngettext("%(count)s pitfall", "%(count)s pitfalls", pitfalls := len(draft.fields.get("pitfalls", ()))), pitfalls),
        (ngettext("%(count)s endnote", "%(count)s endnotes", draft.endnotes), draft.endnotes),
        (ngettext("%(count)s story", "%(count)s stories", stories := len(draft.stories)), stories),
    ]
    return [words % {"count": count} for words, count in counts if count]


def name_of(draft: Draft) -> str:
    """What people call the page: “Stage 1, Milestone 4: Broaden Collaborative Leadership”."""
    stage = draft.place.split("/")[1].removeprefix("stage-") if draft.place.startswith("part-3/") else ""
    if draft.type is Type.MILESTONE:
        known = outline.milestones_titled(draft.title)
        number = f" {known[1].number}" if known else ""
        return _("Stage %(stage)s, Milestone%(number)s: %(title)s") % {"stage": stage, "number": number, "title": draft.title}
    names = {
        Type.HOME: _("the guide home"),
        Type.PART: _("Part %(part)s: %(title)s"),
        Type.STAGE: _("the overview of Stage %(stage)s: %(title)s"),
        Type.PROGRESS: _("the progress page of Stage %(stage)s"),
        Type.CASE: _("the case study “%(title)s”"),
        Type.CONTENT: _("the page “%(title)s”"),
        Type.TOOLS: _("the tools page"),
        Type.APPENDIX: _("the appendix"),
    }
    return names[draft.type] % {"part": draft.place[5:6], "stage": stage, "title": draft.title}


def _outcome(done: Done) -> str:
    sentences = {
        Outcome.ADDED: _("Added: %(url)s"),
        Outcome.REPLACED: _("Written over the starter text: %(url)s"),
        Outcome.UPDATED: _("Updated, the source has changed: %(url)s"),
        Outcome.UNCHANGED: _("Unchanged: %(url)s"),
        Outcome.KEPT: _("Kept as it is, because %(reason)s: %(url)s"),
    }
    return sentences[done.outcome] % {"url": done.url, "reason": done.reason}


def _story(done: Done) -> str:
    return _("Story “%(title)s”. %(outcome)s") % {"title": done.title, "outcome": _outcome(done).removesuffix(": ")}


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[str]:
    counts = Counter(left.kind for left in left_out if left.kind != TITLE)
    if counts:
        kinds = "; ".join(_(kind) if count == 1 else f"{_(kind)} ({count})" for kind, count in counts.items())
        yield "  " + _("Left out: %(kinds)s.") % {"kinds": kinds}
    for left in left_out:
        if left.kind in SHOWN:
            yield f"    “{left.text if len(left.text) <= LONGEST_SHOWN else left.text[:LONGEST_SHOWN] + '…'}”"
