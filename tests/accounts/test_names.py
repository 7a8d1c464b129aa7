"""Nobody can look like staff; blank is blank; what is kept has one spelling."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.names import check_beside_a_name, check_display_name, look, tidy
from tests import build

RIGHT_TO_LEFT, ZERO_WIDTH, SOFT_HYPHEN = "\u202e", "\u200b", "\u00ad"
LOOKS_LIKE_STAFF = [
    "Coalition Staff",
    "coalition for community schools",
    "CoalitionHelp",
    "Staff",
    "Sam (staff)",
    "SamStaff",
    "sam_staff",
    "Sam-Staff2",
    "S t a f f",
    "S.T.A.F.F",
    "Sta ff",
    "St" + ZERO_WIDTH + "aff Sam",
    "St" + SOFT_HYPHEN + "aff Sam",
    RIGHT_TO_LEFT + "Staff",
    "5taff",
    "$t@ff",
    "Sтаff",  # Cyrillic те, а
    "STΑFF",  # Greek capital alpha
    "ΜODERATOR",  # Greek capital mu
    "Moderatοr",  # Greek omicron
    "Moderator",
    "MODERAT0R",
    "Moderаtоr Sаm",  # Cyrillic а, о
    "Ｓｔａｆｆ",  # full width
    "𝐒𝐭𝐚𝐟𝐟",  # mathematical bold
    "ꜱᴛᴀꜰꜰ Sam",  # small capitals
    "🆂🆃🅰🅵🅵 Sam",  # negative squares
    "🅢🅣🅐🅕🅕 Sam",  # negative circles
    "ⓢⓣⓐⓕⓕ",
    "🇸🇹🇦🇫🇫 Sam",  # letters of flags
    "ꓢꓔꓮꓝꓝ Sam",  # Lisu
    "Ꮪtaff",  # Cherokee
    "Stáff",
    "S̸t̸a̸f̸f̸",
    "Stﬀ of the Coa1ition",
    "Admin",
    "The Admin",
    "School Administrator",
    "Ask the Field",
    "AskTheField team",
    "Eve, editor of the guide",
]
HONEST = [
    "Ana Ruiz", "Maria Stafford", "Tom Wagstaff", "John Falstaff", "Badminton Ben", "Yasmin Adminah", "O’Brien", "José Núñez",
    "李小龙", "Олег Иванов", "Μαρία Παπά", "محمد علي", "Zoë", "R2 Díaz", "Ng", "Mary-Jane W.", "שרה כהן", "สมชาย", "Coral Shannon",
]  # fmt: skip
BLANK = ["", " ", "\t\n", ZERO_WIDTH, "\u3164", "\u2800", RIGHT_TO_LEFT + "\u2066", "\u00a0\u2003", "...", "\ufe0f", "\u115f"]


@pytest.mark.parametrize("name", LOOKS_LIKE_STAFF)
def test_a_name_that_looks_like_staff_is_refused(name):
    with pytest.raises(ValidationError, match="nobody takes you for staff"):
        check_display_name(name)


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_name_is_taken(name):
    check_display_name(name)


@pytest.mark.parametrize("name", BLANK)
def test_blank_is_blank(name):
    with pytest.raises(ValidationError, match="Enter the name"):
        check_display_name(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana \t Ruiz\n", "Ana Ruiz"),
        ("Ana\r\nRuiz", "Ana Ruiz"),
        ("Ana\u2028Ruiz", "Ana Ruiz"),
        ("Ana\u00a0Ruiz", "Ana Ruiz"),
        (f"A{ZERO_WIDTH}na{RIGHT_TO_LEFT}", "Ana"),
        (f"Ana {ZERO_WIDTH} Ruiz", "Ana Ruiz"),
        ("Jose\u0301", "José"),
        ("Ana\x00\x07", "Ana"),
        ("Ana\ud800", "Ana"),
    ],
)
def test_a_name_is_kept_in_one_spelling(typed, kept):
    assert tidy(typed) == kept == tidy(kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sam Haddad", "sam haddad"), ("Sam Haddad", "Sаm Hаddаd"), ("Sam Haddad", "Sam  Haddad."), ("Ann Lee", "Ann L33"), ("Carmen Ali", "Carrnen Ali"), ("Bill", "BiII")],
)
def test_names_that_cannot_be_told_apart_look_the_same(one, other):
    assert look(one) == look(other)


def test_names_that_differ_look_different():
    assert len({look(name) for name in HONEST}) == len(HONEST)


@pytest.mark.parametrize(
    "role",
    ["District administrator", "Chief of staff", "Staff developer", "Coordinator, Tulsa Youth Coalition", "Coalition coordinator in Tulsa", "Team leader", "Site coordinator", "Editor of the school paper", "Board member", ""],
)
def test_a_role_of_the_field_stands(role):
    check_beside_a_name(role)


@pytest.mark.parametrize(
    "role",
    ["Staff", "The staff", "S t a f f", "Stаff", "Admin", "Site administrator", "Administrator", "Moderator", "Discussion moderator", "Coalition staff", "Editor, Coalition for Community Schools", "Ask the Field team", "Official team member"],
)
def test_a_role_that_passes_for_staff_is_refused(role):
    with pytest.raises(ValidationError, match="nobody takes you for the Coalition"):
        check_beside_a_name(role)


# ---------------------------------------------------------------- on a person


@pytest.mark.parametrize("name", ["Sam Haddad", "SAM HADDAD", "Sаm Hаddаd", "Sam-Haddad", "S\u200bam Haddad"])
def test_a_member_cannot_have_the_name_of_someone_on_staff(sam, ana, name):
    ana.display_name = tidy(name)

    with pytest.raises(ValidationError) as refused:
        ana.clean()

    assert refused.value.message_dict == {"display_name": ["Someone on the Coalition’s staff has that name. Add your role or a second initial."]}


def test_two_members_may_have_one_name(ana, ben):
    ben.display_name = "Ana Ruiz"

    ben.clean()


def test_staff_keep_their_own_name(sam):
    sam.clean()


@pytest.mark.parametrize("name", ["ﷺ" * 60, "\ufb2c" * 20, "ﬃ" * 60])
def test_signs_that_stand_for_many_letters_fit_the_column(ana, name):
    ana.display_name = name
    ana.save()

    ana.refresh_from_db()
    assert ana.name_look == look(name)[:120]


def test_an_address_has_one_spelling(db):
    made = User.objects.create_user(" Ana@Example.ORG ")

    assert made.email == "ana@example.org"
    assert User.objects.get_by_natural_key("ANA@example.org") == made


def test_what_is_hidden_is_not_shown(ana):
    ana.role, ana.city, ana.state = "Principal", "Tulsa", "Oklahoma"
    assert (ana.shown_role, ana.shown_place) == ("Principal", "Tulsa, Oklahoma")

    ana.show_role = ana.show_place = False

    assert (ana.shown_role, ana.shown_place) == ("", "")


def test_an_erased_person_has_no_name(ana):
    ana.erased_at = ana.joined_at

    assert (ana.shown_name, ana.first_name, ana.shown_role, ana.shown_place) == ("a former member", "a former member", "", "")


def test_the_place_of_one_who_named_the_state_only(db):
    assert build.a_member(state="Ohio").shown_place == "Ohio"
