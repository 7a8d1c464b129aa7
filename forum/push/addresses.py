"""Where a push may go. A browser names the address, and whoever speaks for one may name any: none of our own walls is ever asked."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST = 600
# addresses of IPv6 that lead to one of IPv4, whichever it is
LEADS_ON = IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48")


class NotOutside(ValueError):
    """Not an address of a push service on the public internet."""


def outside(endpoint: str) -> SplitResult:
    """The address in its parts; NotOutside for what no push service has. No look-up."""
    try:
        place = urlsplit(endpoint)
        port = place.port
    except ValueError as reason:
        raise NotOutside(endpoint[:80]) from reason
    if settings.WEB_PUSH_TO_LOOPBACK and place.hostname == "127.0.0.1":
        return place
    plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and len(endpoint) <= LONGEST
    if not plain or place.scheme != "https" or not place.hostname or port not in (None, 443) or place.username is not None or place.fragment:
        raise NotOutside(endpoint[:80])
    return place


def resolved(place: SplitResult) -> str:
    """One address of the host, all of which are public; it is what is called, so that the name cannot change in between. OSError when there is none."""
    if settings.WEB_PUSH_TO_LOOPBACK and place.hostname == "127.0.0.1":
        return "127.0.0.1"
    found = [row[4][0] for row in socket.getaddrinfo(place.hostname, 443, type=socket.SOCK_STREAM)]
    if not all(is_public(ip_address(one.partition("%")[0])) for one in found):
        raise NotOutside(place.hostname)
    return found[0]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner or any(address in network for network in LEADS_ON):
            return bool(address.ipv4_mapped) and is_public(address.ipv4_mapped)
    return address.is_global and not address.is_multicast
