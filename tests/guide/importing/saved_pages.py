"""Saved pages of our own making, in the shape of the old site's: invented words between its navigation."""

from guide.importing import chrome
from guide.importing.drafts import Draft
from guide.importing.reading import Source, read_bytes
from guide.importing.recognising import Recognised, recognise
from guide.importing.shaping import shape

PROMOTION = "Scaling Up Guide Community Schools FAQs - Answers to your questions Coalition Publications - Inner Pages"
STAGES = "Stage 1 | Stage 2 | Stage 3 | Stage 4 | Stage 5 | Stage 6"
SYMBOLS = "magnifying glass paper with a plus sign people talking"
GUIDE_BAR = "Guide Home\u00a0 - IntroductionPart I\u00a0 -\u00a0 Part II\u00a0 -\u00a0 Part III\u00a0 -\u00a0 Part IV\u00a0 - Appendix - Tools"
FOOT = "\n".join(
    [
        "1000 Example Avenue, NW\u00a0 |\u00a0 Suite 1\u00a0 |\u00a0 Washington, DC 20000\u00a0 |\u00a0 Tel. 202.555.0100",
        "©2021 A Coalition. All Rights Reserved.",
        "About Community Schools\u00a0 |\u00a0 Policy\u00a0 |\u00a0 Results\u00a0 |\u00a0 Resources\u00a0 |\u00a0 Media\u00a0 |\u00a0 Site Map",
    ]
)

PROMPTS = """Ask the crossing guard. Whoever stands at the corner every morning knows which families arrive late.

  • Bring coffee. Nobody talks for long in the cold.

  • Listen first! Write down what you hear in the words you heard.

Find a room.
A group without a room meets in somebody's car. Look for one that is:

  • Warm
  • Near the bus
    • The number 4 stops at the door
    • So does the 11
  • Free on Saturdays

 Who Holds the Key?
  • Everyone should know who opens the door when it rains, and whom to call when that person is away on a Saturday.

  • What happens on a holiday?"""
STORIES = """Families from Larkspur Falls, Minnesota, painted the gym over one weekend. It took forty people.


When the clinic in Dos Arroyos, NM moved in, nobody had signed a lease."""
OVERVIEW = """Stage 1 begins with a short paragraph about who is there.

It goes on with a longer one. People meet, and they meet again.

A third paragraph ends it."""


def milestone(title: str = "Stage 1 Milestone 1", heading: str = "Milestone #1: Convene Innovators", prompts: str = PROMPTS, stories: str = STORIES) -> str:
    popup = f"\n\n\n{stories}\n\n\nClose this box.\n" if stories else ""
    return (
        f"{PROMOTION}\n\n{title}\n\n{STAGES}\n\n\n{heading}\n\nOgden, UT\nKent County, MI\u00a0\n\u00a0 View more videos here\n"
        f"Some things to think about:\u00a0\n\n{prompts}\n{popup}\n{SYMBOLS}\n\n\n{GUIDE_BAR}\n\n{FOOT}"
    )


def overview(number: int = 1, title: str = "DECIDE TO SCALE UP", text: str = OVERVIEW, note: str = "Nobody needs a budget to have a conversation.") -> str:
    popup = f"\n\u00a0\n\u00a0\nNOTE:\n\n{note}\n\n\nClose this box.\n" if note else ""
    return (
        f"{PROMOTION}\n\nPart Three: Stage {number} Overview\n\n{STAGES}\n\nMILESTONES:\n\nimagemap CONVENE INNOVATORS ASSESS READINESS INCREASE VISIBILITY\n"
        f"\u00a0\n\nSTAGE {number}: {title}\nOVERVIEW\n\n{text}\n{popup}\n{SYMBOLS}\n\nback\n\n{GUIDE_BAR}\n\nforward\n{FOOT}"
    )


def part_three() -> str:
    return "\n".join(
        [
            "PART THREE",
            "HOW TO SCALE UP COMMUNITY SCHOOLS EFFECTIVELY: A 6-STAGE STRATEGY",
            "This part of an invented guide says what a stage is made of.",
            "It does so in two paragraphs (see Figure 6).",
            "Figure 6: A Staircase With Six Steps",
            "Click here for a printer friendly version of Figure 6.",
            "What each stage holds:",
            "- An Overview says what the stage is about.",
            "- Pitfalls are what people trip over. You can find them by selecting this symbol:",
            "",
            "You can also",
            "tell yours by selecting this symbol and writing to us:",
        ]
    )


def home() -> str:
    return f"""{PROMOTION}

Scaling Up School and Community Partnerships

Scaling Up School and Community Partnerships: The Community Schools Strategy
is the title of this invented guide, which tells in a hundred words or so what a town can do when its schools stay open after three o'clock.

The three signs below stand on every page of it.

magnifying glass

See what others are doing

Have feedback? Send us an email.

Want to learn more?
We come by train if the station is open.
Call ahead.

Table of Contents


Part I: The Community Schools Strategy

Part IV: Case Studies of Scaling Up CS Initiatives


Click here to print the guide in PDF form.

This Guide was prepared with generous support from a baker.

{GUIDE_BAR}




In Quillen City, MO, the buses run until nine.


Close this box.

{FOOT}"""


def progress(number: int = 4) -> str:
    return f"""{PROMOTION}

Stage {number}: How You Know If You Are Making Progress

{STAGES}

Click here for a printer friendly version.

Pitfalls
  • Counting the chairs and not the people.
  • Waiting for June.

{GUIDE_BAR}

{FOOT}"""


def case_study() -> str:
    return """Part Four: Evansville, Indiana

EVANSVILLE, INDIANA
From One School to an Entire District

An invented district began with one school and a van.

The Van

It was blue. It broke down twice in its first winter, and both times a parent mended it.

"We never asked whose job it was to drive, we asked who was awake." — Tessa Aldridge, bus driver

Starting at the Depot
The depot had a heater."""


def source_of(text: str | bytes, name: str = "page.txt") -> Source:
    return read_bytes(text if isinstance(text, bytes) else text.encode(), name)


def recognised(text: str | bytes, name: str = "page.txt") -> Recognised:
    source = source_of(text, name)
    return recognise(source, chrome.mark(source.lines))


def draft_of(text: str | bytes, name: str = "page.txt") -> Draft:
    source = source_of(text, name)
    lines = chrome.mark(source.lines)
    return shape(lines, recognise(source, lines))
