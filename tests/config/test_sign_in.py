"""A fault in SIGN_IN_PROVIDERS is told when the site starts."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.sign_in import providers_in

TULSA = {"id": "tulsa", "name": "Tulsa Schools", "server_url": "https://sso.tulsa.example", "client_id": "us", "secret": "s", "domains": ["tulsa.example"]}


@pytest.mark.parametrize("written", ["", "[]", json.dumps([TULSA]), json.dumps([TULSA, TULSA | {"id": "okc"}])])
def test_what_is_whole_is_read(written):
    assert providers_in(written) == json.loads(written or "[]")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{", "is not JSON"),
        ('{"id": "tulsa"}', "is a list"),
        ("[1]", "is a list"),
        (json.dumps([{"id": "tulsa"}]), "tulsa lacks name, server_url, client_id"),
        (json.dumps([TULSA | {"client_id": 3}]), "tulsa lacks client_id"),
        (json.dumps([TULSA | {"domain": "tulsa.example"}]), "tulsa has domain, which nobody reads"),
        (json.dumps([TULSA | {"id": "Tulsa Schools"}]), "stands in addresses"),
        (json.dumps([TULSA | {"server_url": "http://sso.tulsa.example"}]), "must begin with https://"),
        (json.dumps([TULSA | {"domains": "tulsa.example"}]), "are a list"),
        (json.dumps([TULSA, TULSA]), "two with the same id"),
    ],
)
def test_a_fault_is_a_sentence(written, sentence):
    with pytest.raises(ImproperlyConfigured, match="SIGN_IN_PROVIDERS") as refused:
        providers_in(written)

    assert sentence in str(refused.value)
