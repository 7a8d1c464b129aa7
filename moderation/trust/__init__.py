"""How far a member's posts are trusted: earned by a first approved one, or settled by staff, with a reason, in a log."""
