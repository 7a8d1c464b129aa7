"""Uploaded files in a bucket instead of a folder: the options of django-storages for the public store and the private one."""

from __future__ import annotations

S3 = "storages.backends.s3.S3Storage"


def in_buckets(bucket: str, *, private: str = "", region: str = "", endpoint: str = "", key: str = "", secret: str = "") -> dict[str, dict]:
    """For settings.STORAGES. Without `private` both stores share the bucket, each under a name of its own.

    No object is public by itself: pictures and files leave through the site, which asks who may see them.
    """
    shared = {
        "region_name": region or None,
        "endpoint_url": endpoint or None,
        "addressing_style": "path" if endpoint else "auto",  # other makers' servers have no host for each bucket
        "access_key": key or None,
        "secret_key": secret or None,
        "default_acl": None,
        "file_overwrite": False,
    }
    return {
        "public": {"BACKEND": S3, "OPTIONS": shared | {"bucket_name": bucket, "location": "public"}},
        "private": {"BACKEND": S3, "OPTIONS": shared | {"bucket_name": private or bucket, "location": "private"}},
    }
