"""What happens to a story on its way. Each is one transaction with the story's row locked; letters are rows in it.

Where a page has to be held too, the story's row comes first. Whoever may not raises PermissionDenied; whoever comes second,
Overtaken with a sentence that says what happened meanwhile.
"""

from forum.stories.actions.agreeing import ask_for_the_yes, has_said_yes, note_spelling_only, say_not_yet, say_yes, wants_a_change
from forum.stories.actions.deciding import accept, decline, give_to, open_for, request_changes, undo_decision
from forum.stories.actions.following import attach_page, mark_published, mark_unpublished, settle_all
from forum.stories.actions.holding import lock
from forum.stories.actions.taking_back import delete_draft, recall, take_back
from forum.stories.actions.writing import NotReady, save_part, say_more, send, start, why_it_stands_still, words_of, working_days_after

__all__ = [
    "NotReady", "accept", "ask_for_the_yes", "attach_page", "decline", "delete_draft", "give_to", "has_said_yes", "lock",
    "mark_published", "mark_unpublished", "note_spelling_only", "open_for", "recall", "request_changes", "save_part", "say_more", "say_not_yet", "say_yes",
    "send", "settle_all", "start", "take_back", "undo_decision", "wants_a_change", "why_it_stands_still", "words_of", "working_days_after",
]  # fmt: skip
