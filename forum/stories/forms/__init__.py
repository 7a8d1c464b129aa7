"""What an author types in the parts of a story."""

from forum.stories.forms.part import PartForm
from forum.stories.forms.photos import PhotosForm, was
from forum.stories.forms.place import PlaceForm
from forum.stories.forms.rich import readable
from forum.stories.forms.story import PermissionForm, SendForm, StoryForm

__all__ = ["PartForm", "PermissionForm", "PhotosForm", "PlaceForm", "SendForm", "StoryForm", "readable", "was"]
