"""The starter guide in our own words, and the demonstration people and posts, as data.

The text lives in the TOML files of this folder; nothing here touches the database.
"""

from guide.starter.demonstration import Demonstration, read_demonstration
from guide.starter.files import StarterTextError
from guide.starter.reading import StarterGuide, read_starter

__all__ = ["Demonstration", "StarterGuide", "StarterTextError", "read_demonstration", "read_starter"]
