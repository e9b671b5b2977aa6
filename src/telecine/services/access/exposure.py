"""Who can reach a server: only programs of this machine, or others too.

Nobody has to log in to a server that only this machine can reach. As soon as an address or a name of it leads there
from elsewhere, everybody has to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host name, an address or a network is this machine's own, whoever asks."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        pass
    try:
        return ip_network(name, strict=False).is_loopback
    except ValueError:
        return False


def host_in(name: str) -> str:
    """The host of an address such as `https://tv.example:8443/x`, or of `tv.example:8443`. Empty when there is none."""
    try:
        return urlsplit(name if "://" in name else f"//{name}").hostname or ""
    except ValueError:
        return ""


def why_login(listening: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Why a server needs a login: what leads to it from elsewhere. `names` are public names by setting."""
    reasons = [] if is_loopback(listening) else [f"it would listen on {listening}, which other machines can reach"]
    for setting, values in names.items():
        reasons += [f"{setting} is {value}" for value in values if not is_loopback(host_in(value) or value)]
    return reasons
