"""One of each thing for the style guide, which has no database behind it."""

from datetime import timedelta
from types import SimpleNamespace as Thing

from django import forms, template
from django.utils import timezone

register = template.Library()


class SampleForm(forms.Form):
    """Every kind of control, without and with something to fix."""

    title = forms.CharField(label="What do you want to ask the field?", max_length=140, help_text="One sentence, the way you would ask a colleague in the parking lot.")
    details = forms.CharField(label="Details", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="What have you tried? How big is your place?")
    state = forms.ChoiceField(label="State", choices=[("", "Choose a state"), ("NM", "New Mexico"), ("VT", "Vermont")])
    place = forms.ChoiceField(label="Where should it appear?", widget=forms.RadioSelect, choices=[("4", "Milestone 4: Broaden collaborative leadership"), ("?", "I am not sure")], help_text="You came from Milestone 4, so we have chosen that.")
    email = forms.BooleanField(label="Email me when someone replies", required=False, help_text="One letter an hour at most.")

    place.choice_hints = {"4": "Stage 1, Decide to scale up", "?": "A member of staff will find the right place"}


def _person(name: str, role: str = "", place: str = "", staff: bool = False) -> Thing:
    return Thing(display_name=name, shown_role=role, shown_place=place, is_coalition_staff=staff)


def _question(title: str, standing: str, replies: int, place: str, days: int) -> Thing:
    asked = timezone.now() - timedelta(days=days, hours=3)
    return Thing(title=title, standing=standing, reply_count=replies, asked_at=asked, author=_person("Ana", place=place), get_absolute_url="#")


STAGES = ["Decide to Scale Up", "Develop an Operating Framework", "Plan for Scale-Up", "Plan for Sustainability", "Implement Systemically", "Continue Improvement and Expansion"]  # fmt: skip
COLORS = {
    "Paper and ink": "paper mist mist-2 ink ink-2 ink-3 line line-strong",
    "Identity and action": "board board-deep pencil pencil-tint action link visited focus-halo",
    "Meaning": "good good-tint warn warn-tint bad bad-tint info info-tint",
    "Stages, text and discs": "s1 s2 s3 s4 s5 s6",
    "Stages, behind": "s1-tint s2-tint s3-tint s4-tint s5-tint s6-tint",
    "Stages, rails": "s1-mid s2-mid s3-mid s4-mid s5-mid s6-mid",
}
ICONS = (
    "see share ask reply helpful quote flag bell bookmark mail star search back forward up down more close plus home list "
    "link link-add download filter check check-circle clock warning info saved device lock eye eye-off person people staff "
    "place document photo video calendar edit bold italic numbers trash undo move print sun moon"
)


@register.simple_tag
def samples() -> dict:
    """What templates/styleguide.html shows."""
    now = timezone.now()
    return {
        "colors": {group: names.split() for group, names in COLORS.items()},
        "icons": ICONS.split(),
        "stages": [Thing(number=number, title=title, url="#") for number, title in enumerate(STAGES, 1)],
        "crumbs": [Thing(title="Guide home", url="#"), Thing(title="Stage 1: Decide to scale up", url="#")],
        "moments": [now - timedelta(seconds=3), now - timedelta(minutes=10), now - timedelta(hours=5), now - timedelta(days=1, hours=2), now - timedelta(days=22), now - timedelta(days=90)],  # fmt: skip
        "denise": _person("Denise Okafor", "Director of community partnerships", "Quillen City, MO"),
        "samir": _person("Samir Haddad", staff=True),
        "tessa": _person("Tessa Aldridge"),
        "posted_at": now - timedelta(days=20),
        "questions": [
            _question("How do we bring principals in before there is any money?", "answered", 27, "Calloway Bend, KY", 21),
            _question("Is a student on the leadership group real or for show?", "talking", 5, "Port Ellery, WA", 3),
            _question("Our union president wants minutes in writing. Any templates?", "waiting", 0, "Harlan Mills, PA", 1),
        ],
        "form": SampleForm(initial={"title": "How do we bring principals in?", "place": "4", "email": True}, prefix="fine"),
        "wrong": SampleForm({}, prefix="wrong"),
        "steps": ["done", "now", "next"],
        "tracker": [
            Thing(title="You sent it", when="November 18", state="done"),
            Thing(title="An editor reads it", when="Joanna Pruitt, since November 19", state="now"),
            Thing(title="Published as a Story from the Field", when="We send you the link", state="next"),
        ],
        "tasks": [
            Thing(title="Tell what happened", hint="What was going on, what you did, what changed", url="#", state="done"),
            Thing(title="Add photos", hint="Optional. Up to six, with a description of each", url="#", state="lacking"),
            Thing(title="Permission and credit", hint="Who is in it, and how to name you", url="#", state="untouched"),
            Thing(title="Check it and send it", hint="Read it through once more", url="#", state="blocked"),
        ],
        "summary": [
            Thing(term="Question", words="How do we get principals to join before we have funding to start?", url="#", changes="question"),
            Thing(term="Appears on", words="Stage 1, Milestone 4", url="#", changes="where it appears"),
        ],
        "previous": Thing(kind="Milestone 3", title="Compile a convincing rationale for scale-up", url="#"),
        "next": Thing(kind="Milestone 5", title="Commit to a motivating shared vision", url="#"),
        "before": Thing(name="Version 1, November 18", pieces=[Thing(kind="same", words="In"), Thing(kind="removed", words="the spring"), Thing(kind="same", words="the same list had 131 names.")]),
        "after": Thing(name="Version 2, November 22", pieces=[Thing(kind="same", words="In"), Thing(kind="added", words="the last week of April"), Thing(kind="same", words="the same list had 131 names.")]),
        "history": [
            Thing(at=now - timedelta(hours=2), words="Priya Raman sent version 2.", url="#", link="Compare with version 1"),
            Thing(at=now - timedelta(days=2), words="Joanna Pruitt asked for changes"),
        ],
        "decisions": [
            Thing(value="accept", words="Accept", sign="check", kind="main"),
            Thing(value="changes", words="Ask for changes", sign="reply", kind="quiet"),
            Thing(value="decline", words="Decline", sign="close", kind="bad"),
        ],
        "queue": [
            Thing(id=1, title="“Same here. We have a closet of donated…”", url="#", kind="Flag", sign="flag", mark="Names a child?", by="Hollis Warren, reported by 2 people", age="3 hours", urgency="", yours=False),
            Thing(id=2, title="The attendance desk nobody funded", url="#", kind="Story", sign="document", mark="2nd version", by="Priya Raman, Tamarack County, WI", age="4 days, due today", urgency="soon", yours=True),
            Thing(id=3, title="What the crossing guard knew", url="#", kind="Story", sign="document", mark="", by="Priya Raman, Tamarack County, WI", age="6 days, 1 day late", urgency="late", yours=False),
        ],
    }  # fmt: skip
