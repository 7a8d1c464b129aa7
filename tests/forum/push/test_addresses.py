"""Where a push may go: never into our own walls, whoever names the address."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest

from forum.push.addresses import NotOutside, is_public, outside, resolved
from forum.push.models import Device
from forum.push.office import push_what_is_due
from tests import build
from tests.forum.push.devices import Browser, a_device
from tests.mail import tell_everybody


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/1", "https://push.example.org:8443/1", "https://ana@push.example.org/1", "https:///1", "https://push.example.org/1#2",
        "https://push.exam ple.org/1", "https://push.example.org/\r\nX: 1", "https://pusch.exämple.org/", "https://[::1/", "https://push.example.org:x/",
        "ftp://push.example.org/1", "file:///etc/passwd", "http://127.0.0.1:80/", "https://push.example.org/" + "x" * 600, "",
    ],
)  # fmt: skip
def test_what_no_push_service_has_is_refused(address):
    with pytest.raises(NotOutside):
        outside(address)


def test_an_address_of_a_push_service_is_taken():
    assert outside("https://updates.push.services.mozilla.com/wpush/v2/gAAAA?x=1").hostname == "updates.push.services.mozilla.com"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1",
     "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "ff02::1"],
)  # fmt: skip
def test_what_is_within_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_what_is_outside_is_public(address):
    assert is_public(ip_address(address))


def test_a_name_that_leads_inside_once_is_refused_and_its_device_dropped(db, monkeypatch, ana, ben):
    """Only the look-up of names is replaced: the machine of the tests may have none."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **how: found)
    with pytest.raises(NotOutside):
        resolved(outside("https://push.example.org/1"))
    a_device(ana, Browser("https://push.example.org/1"))
    build.a_reply(build.a_question(ana), ben)
    tell_everybody()

    push_what_is_due()

    assert not Device.objects.exists()


def test_what_is_called_is_what_was_looked_at(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **how: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))])

    assert resolved(outside("https://push.example.org/1")) == "93.184.216.34"
