"""Only what everybody on the internet could reach is fetched from, however it is spelt."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import ip_network

import pytest

from telecine.adapters.sources.fetching.addresses import HostRefused, Rules
from telecine.kernel.errors import UserError

CLOSED = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2001:0:7f00:1::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
OPEN = ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_inside_is_refused(address: str) -> None:
    with pytest.raises(HostRefused, match="private network or this machine"):
        Rules().judge(address)


@pytest.mark.parametrize("address", OPEN)
def test_an_address_of_the_internet_is_taken(address: str) -> None:
    assert str(Rules().judge(address))


def test_a_network_that_was_opened_is_taken_and_no_other() -> None:
    rules = Rules(open_networks=[ip_network("10.1.0.0/16")])
    assert str(rules.judge("10.1.2.3")) == "10.1.2.3"
    with pytest.raises(HostRefused):
        rules.judge("10.2.0.1")
    with pytest.raises(HostRefused):
        rules.judge("::ffff:10.1.2.3")


@pytest.mark.parametrize(
    "spelt",
    ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "0", "0xa9fea9fe", "3232235777"],
)
def test_an_address_spelt_as_a_number_is_judged_by_what_it_means(spelt: str) -> None:
    with suppress(UserError):
        host = Rules().place(f"http://{spelt}/film.mp4").host
        for found in socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM):
            Rules().judge(str(found[4][0]))
        pytest.fail("it was taken")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "FiLe://localhost/etc/passwd",
        "ftp://example.com/film.mp4",
        "gopher://example.com/_x",
        "dict://example.com:11211/",
        "jar:http://example.com/x!/",
        "data:video/mp4;base64,AAAA",
        "javascript:alert(1)",
        "unix:///run/docker.sock",
        "s3://bucket/film.mp4",
        "//example.com/film.mp4",
        "/etc/passwd",
        "example.com/film.mp4",
        "http:///film.mp4",
        "http://",
        "http:example.com",
        "http://user:secret@example.com/film.mp4",
        "http://user@example.com/film.mp4",
        "http://example.com@127.0.0.1/",
        "http://example.com\\@127.0.0.1/",
        "http://example.com/a b",
        "http://example.com/\x00",
        "http://example.com/\r\nHost: inside",
        "http://exa\tmple.com/",
        "http://[::1/film.mp4",
        "http://example.com:99999/",
        "http://example.com:-1/",
        "http://" + "a" * 3000 + ".com/",
        "",
    ],
)
def test_what_is_no_address_of_a_file_on_the_web_is_refused(url: str) -> None:
    with pytest.raises(UserError) as refused:
        Rules().place(url)
    assert refused.value.code == "url_invalid"
    assert "secret" not in refused.value.message


@pytest.mark.parametrize("port", [1, 22, 25, 110, 143, 445, 1023])
def test_ports_of_other_services_are_refused(port: int) -> None:
    with pytest.raises(HostRefused):
        Rules().place(f"http://example.com:{port}/film.mp4")


def test_an_address_is_taken_apart_as_it_will_be_used() -> None:
    place = Rules().place("HTTPS://Exämple.COM.:8443/films/a%20b.mp4?token=1#here")
    assert (place.scheme, place.host, place.port, place.target) == (
        "https",
        "xn--exmple-cua.com",
        8443,
        "/films/a%20b.mp4?token=1",
    )
    assert str(Rules().place("http://[2606:4700:4700::1111]/x")) == "http://[2606:4700:4700::1111]/x"


def test_lists_of_hosts_hold_for_what_is_below_them_and_for_nothing_that_looks_alike() -> None:
    rules = Rules(allowed_hosts=["cdn.example.com", "*.films.org"], denied_hosts=["bad.films.org"])
    for host in ("cdn.example.com", "a.cdn.example.com", "CDN.example.com.", "films.org", "x.films.org"):
        assert rules.place(f"https://{host}/").host == host.lower().rstrip(".")
    for host in ("example.com", "evilcdn.example.com.evil.net", "xcdn.example.com", "bad.films.org", "a.bad.films.org"):
        with pytest.raises(HostRefused):
            rules.place(f"https://{host}/")
