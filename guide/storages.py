"""Where uploaded files lie: the public store, the private one, and the one that tells them apart by name.

The default storage is `ByName`: a file under `held/` lies in the private store, every other in the public one. Either may be a
folder or a bucket (settings.STORAGES). Files leave through our own views in both cases, so addresses are the same everywhere.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.urls import reverse
from django.utils.deconstruct import deconstructible
from django.utils.encoding import filepath_to_uri

HELD = "held/"  # what is not published, or no longer


def is_held(name: str) -> bool:
    return name.startswith(HELD)


@deconstructible
class PrivateFiles(FileSystemStorage):
    """The folder PRIVATE_ROOT, asked for each time. Its files have no address of their own."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return self.base_location

    def url(self, name: str) -> str:
        raise ValueError("A private file has no address.")


@deconstructible
class ByName(Storage):
    def _of(self, name: str) -> Storage:
        return storages["private" if is_held(str(name)) else "public"]

    def _open(self, name: str, mode: str = "rb") -> File:
        return self._of(name).open(name, mode)

    def _save(self, name: str, content: File) -> str:
        return self._of(name)._save(name, content)

    def path(self, name: str) -> str:
        return self._of(name).path(name)

    def delete(self, name: str) -> None:
        self._of(name).delete(name)

    def exists(self, name: str) -> bool:
        return self._of(name).exists(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self._of(path).listdir(path)

    def size(self, name: str) -> int:
        return self._of(name).size(name)

    def get_modified_time(self, name: str) -> datetime:
        return self._of(name).get_modified_time(name)

    def url(self, name: str) -> str:
        """On this site, whatever the store: pages show nothing from another host."""
        if is_held(name):
            return reverse("guide:held_picture", args=[name.removeprefix(HELD)])
        return settings.MEDIA_URL + filepath_to_uri(name)
