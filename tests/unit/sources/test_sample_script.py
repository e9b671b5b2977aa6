"""The script of the sample episode keeps its promises before anything is drawn."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from telecine.adapters.sources.sample.photographs import CAST, PHOTOGRAPHS
from telecine.adapters.sources.sample.script import HEIGHT, SCRIPT, WIDTH, Panel
from telecine.adapters.sources.sample.sound import SAMPLE_RATE, make_sound
from telecine.adapters.sources.sample.timing import RATES, SEEN_FROM, Rate, plan_shots, tell_truth
from telecine.kernel.spans import Span, intersect, partitions, subtract, total, union
from telecine.records.truth import Truth

RATE_NAMES = sorted(RATES)
PANELS = [(plan.what, panel) for plan in SCRIPT for panel in plan.panels]


@pytest.fixture(params=RATE_NAMES)
def rate(request: pytest.FixtureRequest) -> Rate:
    name: Rate = request.param
    return name


def spans(truth: Truth, person: str) -> list[Span]:
    (found,) = [known for known in truth.people if known.person == person]
    return union(track.span.span for track in found.tracks)


def test_no_photograph_is_both_learned_from_and_shown() -> None:
    assert not set(CAST) & {panel.photo for _, panel in PANELS}


def test_only_people_with_two_photographs_can_be_named(rate: Rate) -> None:
    people = [photograph.person_id for photograph in PHOTOGRAPHS.values()]
    for person in tell_truth(rate).people:
        assert person.is_nameable == (people.count(person.person) > 1)


@pytest.mark.parametrize(("what", "panel"), PANELS)
def test_every_window_stays_inside_its_photograph(what: str, panel: Panel) -> None:
    width, height = panel.photograph.size
    for window in (panel.first, panel.last):
        tall = window.width * panel.place[3] / panel.place[2]
        assert window.x - window.width / 2 >= 0, what
        assert window.x + window.width / 2 <= width, what
        assert window.y - tall / 2 >= -1, what
        assert window.y + tall / 2 <= height + 1, what


@pytest.mark.parametrize(("what", "panel"), PANELS)
def test_panels_stay_inside_the_picture_and_beside_each_other(what: str, panel: Panel) -> None:
    x, y, width, height = panel.place
    assert min(x, y) >= 0
    assert x + width <= WIDTH
    assert y + height <= HEIGHT
    (plan,) = [plan for plan in SCRIPT if plan.what == what]
    for other in plan.panels:
        left, right = sorted((panel.place, other.place))
        assert other is panel or left[0] + left[2] <= right[0]


def test_shots_partition_the_film_and_last_whole_frames(rate: Rate) -> None:
    shots, truth = plan_shots(rate), tell_truth(rate)
    assert partitions(Span(Fraction(0), truth.duration), [shot.span for shot in shots])
    assert 60 <= truth.duration <= 90
    assert truth.frames == sum(len(shot.frames) for shot in shots)
    assert truth.frame_rate == truth.frames / truth.duration
    instants = [frame.at for shot in shots for frame in shot.frames]
    assert instants == sorted(set(instants))


@pytest.mark.parametrize("name", ["25", "29.97"])
def test_a_constant_rate_is_exact(name: Rate) -> None:
    instants = [frame.at for shot in plan_shots(name) for frame in shot.frames]
    assert instants == [index / RATES[name] for index in range(len(instants))]


def test_a_variable_rate_varies() -> None:
    instants = [frame.at for shot in plan_shots("vfr") for frame in shot.frames]
    steps = {after - before for before, after in pairwise(instants)}
    assert len(steps) >= 3
    assert all((at * 90_000).denominator == 1 for at in instants)


def test_there_is_a_box_for_every_frame_of_every_track(rate: Rate) -> None:
    truth = tell_truth(rate)
    instants = [frame.at for shot in plan_shots(rate) for frame in shot.frames]
    for person in truth.people:
        for track in person.tracks:
            assert [box.at for box in track.boxes] == [at for at in instants if track.span.span.contains(at)]
            for box in track.boxes:
                seen = max(0.0, min(box.x2, WIDTH) - max(box.x1, 0)) * max(0.0, min(box.y2, HEIGHT) - max(box.y1, 0))
                assert seen >= (SEEN_FROM - 0.02) * (box.x2 - box.x1) * (box.y2 - box.y1)


def test_it_shows_what_it_should(rate: Rate) -> None:
    truth = tell_truth(rate)
    everybody = {person.person: spans(truth, person.person) for person in truth.people}
    pairs = [(a, b) for a in everybody for b in everybody if a < b and intersect(everybody[a], everybody[b])]
    assert len(pairs) >= 4
    empty = subtract([Span(Fraction(0), truth.duration)], [span for found in everybody.values() for span in found])
    assert len(empty) >= 3
    smallest = min(box.x2 - box.x1 for p in truth.people for track in p.tracks for box in track.boxes)
    assert 28 <= smallest < 40
    assert truth.sound
    assert total(span.span for span in truth.sound) < truth.duration


def test_everybody_is_alone_at_some_time(rate: Rate) -> None:
    truth = tell_truth(rate)
    for person in truth.people:
        others = [span for other in truth.people if other is not person for span in spans(truth, other.person)]
        assert total(subtract(spans(truth, person.person), others)) > 1, person.name


def test_hardly_a_frame_shows_half_a_face() -> None:
    """Where a face slides into the picture its first instant is a matter of taste; that stays below half a second."""
    doubtful = sum(
        0.05 < panel.shown(frame.share) < 0.9
        for shot in plan_shots("25")
        for panel in shot.plan.panels
        for frame in shot.frames
    )
    assert 0 < doubtful / 25 < 0.5


def test_sound_is_silent_where_the_truth_says_so_and_meets_without_a_gap() -> None:
    rng = np.random.default_rng(1)
    blocks = [make_sound(shot.plan.sound, shot.span, rng) for shot in plan_shots("29.97")]
    whole = np.concatenate(blocks)
    truth = tell_truth("29.97")
    assert len(whole) == int(truth.duration * SAMPLE_RATE)
    for silence in subtract([Span(Fraction(0), truth.duration)], [span.span for span in truth.sound]):
        assert not np.any(whole[int(silence.start * SAMPLE_RATE) : int(silence.end * SAMPLE_RATE)])
    for span in truth.sound:
        assert np.abs(whole[int(span.start * SAMPLE_RATE) : int(span.end * SAMPLE_RATE)]).max() > 0.05
    assert np.abs(whole).max() < 0.9


def test_the_truth_reads_back_as_it_was_written(rate: Rate) -> None:
    truth = tell_truth(rate)
    assert Truth.model_validate_json(truth.model_dump_json()) == truth
