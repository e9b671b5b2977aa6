"""Seconds are exact, counted once, and depend on what was seen, not on how it was cut into tracks."""

from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.screentime.logic.accounting import Accounts, account
from telecine.apps.screentime.logic.presence import Presence, Sighting, find_presence
from telecine.kernel.spans import Span, intersect, total, union
from telecine.records.faces import Assignment
from tests.fixtures.screentime import assignment, unknown

WHOLE = Span(Fraction(0), Fraction(20))
BRIDGE = Fraction(1, 2)

instants = st.integers(0, 20 * 24).map(lambda n: Fraction(n, 24)) | st.integers(0, 599).map(
    lambda n: Fraction(n * 1001, 30_000)
)


@st.composite
def sightings(draw: st.DrawFn, cuts: tuple[Fraction, ...]) -> list[Sighting]:
    """Tracks that cross no cut, with samples anywhere inside them."""
    made = []
    for number in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(instants), draw(instants)))
        end = min([cut for cut in cuts if cut > start] + [end])
        if start >= end:
            continue
        seen = draw(st.lists(st.sampled_from((None, False, True)), max_size=5))
        samples = tuple(
            (start + (end - start) * place / len(seen), is_clear)
            for place, is_clear in enumerate(seen)
            if is_clear is not None
        )
        made.append(Sighting(f"t{number}", Span(start, end), samples))
    return made


@st.composite
def scenes(draw: st.DrawFn) -> tuple[tuple[Fraction, ...], list[Sighting]]:
    cuts = (Fraction(0), *(Fraction(n, 24) for n in sorted(draw(st.sets(st.integers(1, 479), max_size=4)))))
    return cuts, draw(sightings(cuts))


def presence(cuts: tuple[Fraction, ...], seen: list[Sighting]) -> Presence:
    return find_presence(seen, cuts, bridge=BRIDGE, whole=WHOLE)


@given(scenes())
def test_kinds_are_disjoint_and_their_sums_are_exact(scene: tuple[tuple[Fraction, ...], list[Sighting]]) -> None:
    cuts, seen = scene
    found = presence(cuts, seen)
    assert total(found.visible) == total(sighting.span for sighting in seen)
    assert total(found.clear) + total(found.unclear) == total(found.visible)
    assert not intersect(found.clear, found.unclear)
    assert not intersect(found.visible, found.bridged)
    assert total((*found.visible, *found.bridged)) == total(found.visible) + total(found.bridged) <= WHOLE.duration


def kind_at(at: Fraction, cuts: tuple[Fraction, ...], seen: list[Sighting]) -> str:
    """What somebody is at an instant by the words of the definition, in fractions, looking at everything every time."""
    visible = union(sighting.span for sighting in seen)
    stretch = next((span for span in visible if span.contains(at)), None)
    if stretch is None:
        before = max((span.end for span in visible if span.end <= at), default=None)
        after = min((span.start for span in visible if span.start > at), default=None)
        if before is None or after is None or after - before > BRIDGE:
            return "absent"
        return "absent" if any(before <= cut <= after for cut in cuts) else "bridged"
    begin = max([stretch.start, *(cut for cut in cuts if cut <= at)])
    end = min([stretch.end, *(cut for cut in cuts if cut > at)])
    samples = [(instant, clear) for one in seen for instant, clear in one.samples if begin <= instant < end]
    if not samples:
        return "unclear"
    nearest = min(abs(instant - at) for instant, _ in samples)
    return "clear" if any(clear for instant, clear in samples if abs(instant - at) == nearest) else "unclear"


@given(scenes())
def test_every_instant_is_what_the_definition_says(scene: tuple[tuple[Fraction, ...], list[Sighting]]) -> None:
    cuts, seen = scene
    found = presence(cuts, seen)
    spans = {"clear": found.clear, "unclear": found.unclear, "bridged": found.bridged}
    ends = {end for each in spans.values() for span in each for end in (span.start, span.end)}
    ends |= {end for sighting in seen for end in (sighting.span.start, sighting.span.end)}
    ends |= {WHOLE.start, WHOLE.end, *cuts, *(at for sighting in seen for at, _ in sighting.samples)}
    for start, end in pairwise(sorted(ends)):
        for place in (Fraction(1, 3), Fraction(2, 3)):
            at = start + (end - start) * place
            said = [kind for kind, each in spans.items() if any(span.contains(at) for span in each)]
            assert (said or ["absent"]) == [kind_at(at, cuts, seen)]


@given(scenes(), st.randoms(use_true_random=False))
def test_the_order_of_tracks_changes_nothing(
    scene: tuple[tuple[Fraction, ...], list[Sighting]], random: Random
) -> None:
    cuts, seen = scene
    shuffled = list(seen)
    random.shuffle(shuffled)
    assert presence(cuts, shuffled) == presence(cuts, seen)


@given(scenes(), st.data())
def test_splitting_a_track_at_any_instant_changes_nothing(
    scene: tuple[tuple[Fraction, ...], list[Sighting]], data: st.DataObject
) -> None:
    cuts, seen = scene
    if not seen:
        return
    index = data.draw(st.integers(0, len(seen) - 1))
    track = seen[index]
    cut = track.span.start + track.span.duration * data.draw(st.fractions(0, 1))
    halves = [
        Sighting(f"{track.track_id}{half}", span, tuple(s for s in track.samples if span.contains(s[0])))
        for half, span in zip("ab", track.span.split_at(cut), strict=True)
    ]
    assert presence(cuts, seen[:index] + halves + seen[index + 1 :]) == presence(cuts, seen)


@given(scenes())
def test_bridged_gaps_are_short_and_inside_one_shot(scene: tuple[tuple[Fraction, ...], list[Sighting]]) -> None:
    cuts, seen = scene
    for gap in presence(cuts, seen).bridged:
        assert gap.duration <= BRIDGE
        assert not [cut for cut in cuts if gap.start <= cut <= gap.end]


@given(scenes())
def test_whoever_is_clear_in_every_sample_is_clear_throughout(
    scene: tuple[tuple[Fraction, ...], list[Sighting]],
) -> None:
    cuts, seen = scene
    clear = [Sighting(s.track_id, s.span, ((s.span.start, True), *((at, True) for at, _ in s.samples))) for s in seen]
    found = presence(cuts, clear)
    assert found.clear == found.visible
    assert not found.unclear


def _accounts(cuts: tuple[Fraction, ...], groups: list[list[Sighting]], named: int) -> Accounts:
    every: dict[str, Sighting] = {}
    assignments: list[Assignment] = []
    for number, group in enumerate(groups):
        mine = [f"{number}-{sighting.track_id}" for sighting in group]
        every |= {name: Sighting(name, s.span, s.samples) for name, s in zip(mine, group, strict=True)}
        assignments.append((assignment if number < named else unknown)(f"P{number}", mine))
    return account(assignments, every, cuts=cuts, duration=WHOLE.duration, bridge=BRIDGE)


@given(st.data(), st.integers(0, 3))
def test_anyone_and_several_agree_with_the_people(data: st.DataObject, named: int) -> None:
    cuts = (Fraction(0), Fraction(7))
    groups = [data.draw(sightings(cuts)) for _ in range(3)]
    accounts = _accounts(cuts, groups, named)
    spans = [union(sighting.span for sighting in group) for group in groups]
    pairs = [common for i in range(3) for j in range(i) for common in intersect(spans[i], spans[j])]
    assert accounts.anyone_s == total(span for group in spans for span in group)
    assert accounts.several_s == total(pairs)
    assert accounts.several_s <= accounts.anyone_s <= WHOLE.duration
    assert accounts.anyone_s <= sum(person.visible_s for person in accounts.people)


@given(st.data())
def test_the_intervals_of_a_person_add_up_to_the_sums_of_the_person(data: st.DataObject) -> None:
    cuts = (Fraction(0), Fraction(7))
    accounts = _accounts(cuts, [data.draw(sightings(cuts)) for _ in range(2)], 1)
    for person in accounts.people:
        seconds = {
            kind: sum(i.end - i.start for i in person.intervals if (i.is_clear, i.is_bridged) == kind)
            for kind in ((True, False), (False, False), (False, True))
        }
        assert seconds[True, False] == person.clear_s
        assert seconds[True, False] + seconds[False, False] == person.visible_s
        assert seconds[False, True] == person.bridged_s
        assert all(a.end <= b.start for a, b in pairwise(person.intervals))
        assert all(interval.tracks for interval in person.intervals)
        assert 1 <= person.appearances <= len(person.intervals)
