"""Secrets and places stay out of what others read, and everything else stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.kernel.redaction import HIDDEN, PLACE, hide_all_secrets, hide_places, hide_secrets
from telecine.services.access.tokens import id_in, is_key_of, make_key, slow_hash


@given(id_=st.binary(min_size=6, max_size=6), secret=st.binary(min_size=32, max_size=32), around=st.text(max_size=5))
def test_no_key_is_left_wherever_it_stands(id_: bytes, secret: bytes, around: str) -> None:
    name, key = make_key(id_, secret)
    assert id_in(key) == name
    for text in (f"Bearer {key}", f"?key={key}&x=1", f"'{key}'", f"{around} {key} {around}", f"#link={key}"):
        assert key.split("_", 2)[2] not in hide_secrets(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("GET /jobs/1/events?ticket=Zm9vYmFyMTIz&x=1", f"GET /jobs/1/events?ticket={HIDDEN}&x=1"),
        ("/files/a?expires=1&signature=abcdef0123", f"/files/a?expires=1&signature={HIDDEN}"),
        ("https://b/k?X-Amz-Credential=AKIA%2F1&X-Amz-Signature=ab12", f"https://b/k?X-Amz-Credential={HIDDEN}&X-Amz-Signature={HIDDEN}"),
        ("postgresql://telecine:hunter22@db/telecine", f"postgresql://{HIDDEN}@db/telecine"),
        ("Cookie: telecine_session=abc; other=1", f"Cookie: {HIDDEN}"),
        ("'authorization': 'Basic dXNlcjpwdw=='", f"'authorization': {HIDDEN}"),
        ("password=hunter22, then", f"password={HIDDEN}, then"),
    ],
)  # fmt: skip
def test_signed_links_passwords_and_cookies_are_hidden(text: str, left: str) -> None:
    assert hide_secrets(text) == left


@pytest.mark.parametrize(
    "text",
    ["there is no job local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8", "the key of a result", "3 tokens of 5", "tokens", "a=b&c=d"],
)
def test_ordinary_words_stay(text: str) -> None:
    assert hide_secrets(text) == text
    assert hide_places(text) == text


def test_what_has_the_name_of_a_secret_is_hidden_at_any_depth() -> None:
    event = {"event": "x", "key": "faces.tracks", "token": 7, "seen": [{"Cookie": "a", "frames": 3}], "raw": b"abc"}
    hidden = hide_all_secrets(event)
    assert hidden == {
        "event": "x",
        "key": "faces.tracks",
        "token": HIDDEN,
        "seen": [{"Cookie": HIDDEN, "frames": 3}],
        "raw": HIDDEN,
    }
    assert hide_all_secrets({"TELECINE_AUTH__BOOTSTRAP_KEY": "set"}) == {"TELECINE_AUTH__BOOTSTRAP_KEY": "set"}


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="\n"), min_size=6, max_size=40))
def test_a_secret_that_is_known_is_hidden_whatever_it_looks_like(secret: str) -> None:
    assert secret not in hide_secrets(f"opened <{secret}> again", [secret]).replace(HIDDEN, "")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cannot read /srv/tv/ep1.mp4: no such file", f"cannot read {PLACE}: no such file"),
        ("cannot read '/srv/tv shows/ep 1.mp4'", f"cannot read {PLACE}"),
        ("[Errno 2] x: '/tmp/a'", f"[Errno 2] x: {PLACE}"),
        ("state in /telecine-data/home/telecine.db is damaged", f"state in {PLACE} is damaged"),
        ("see https://tv.example/home/x and /jobs/1/events", "see https://tv.example/home/x and /jobs/1/events"),
        ("pictures/second", "pictures/second"),
    ],
)
def test_places_of_the_machine_are_hidden_and_addresses_of_the_api_stay(text: str, left: str) -> None:
    assert hide_places(text, ["/telecine-data/home"]) == left


def test_a_slow_hash_fits_its_key_only_and_never_shows_it() -> None:
    key = make_key(bytes(6), bytes(32))[1]
    kept = slow_hash(key, bytes(16))
    assert is_key_of(key, kept)
    assert not is_key_of(key[:-1] + "B", kept)
    assert kept != slow_hash(key, bytes(15) + b"1")
    assert key.split("_")[2] not in kept
