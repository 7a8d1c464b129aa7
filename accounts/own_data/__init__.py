"""A member's own data: a copy of it, and leaving."""
