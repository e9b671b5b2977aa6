"""Why a track was named as it was, or not: every limit of `naming.rounds`, as it stood at the end."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from telecine.apps.faces.logic.explaining.words import check, many, rounded_down, rounded_up
from telecine.apps.faces.logic.grouping.identities import weights
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.naming.groups import name_within, objections
from telecine.apps.faces.logic.naming.rounds import NOBODY, Judgement
from telecine.records.explaining import Check, Step
from telecine.records.faces import Assignment


@dataclass(frozen=True, slots=True)
class Miss:
    """One reason against a name."""

    code: str
    text: str
    checks: tuple[Check, ...] = ()


def name_step(case: Case, judged: Judgement | None, row: int, group: Assignment | None, ruling: int | None) -> Step:
    """The step for track `row`.

    Args:
        case: what names are decided from.
        judged: what was decided; None where nobody can be named.
        row: of the track.
        group: what the result says about it; None where it is left out.
        ruling: number of the correction that names it; None without one.
    """
    if ruling is not None:
        person = case.given.person[row]
        who = "nobody who can be named" if person == NOBODY else case.name_of(int(person))
        return _step("decision", f"Correction {ruling} says that it is {who}.")
    if group is not None and group.how == "decision":
        return _step("decision", f"A correction says that it is one person with another track of {group.label}.")
    if judged is None:
        nobody = "No photographs of anybody were given" if not len(case.people) else "No face could be compared"
        return _step("nobody_to_name", f"{nobody}, so nobody is named.")
    if group is not None and group.person is not None:
        return _named(case, judged, row, group.label)
    misses = [*_misses(case, judged, row), *_not_shared(case, judged, row)]
    text = " ".join(miss.text for miss in misses)
    checks = tuple(one for miss in misses for one in miss.checks)
    return Step(
        stage="name", outcome=misses[0].code if misses else "not_named", text=f"Not named. {text}", checks=checks
    )


def _step(outcome: str, text: str) -> Step:
    return Step(stage="name", outcome=outcome, text=text, checks=())


def _named(case: Case, judged: Judgement, row: int, label: str) -> Step:
    names = judged.names
    if names.person[row] == NOBODY:
        _, part = name_within(names, case.grouping.members(case.grouping.group[row]), weights(case.tracks))
        text = f"{label}, because other tracks of its identity are, and hold {part:.0%} of its evidence."
        return _step("shared", text)
    by = "its photographs" if names.round[row] == 0 else "faces of this video that have the name"
    outcome = "photographs" if names.round[row] == 0 else "episode"
    if names.by_clothes[row]:
        outcome, by = "clothes", "faces of this video that have the name, with the help of clothes"
    limit = case.limits.photos * case.similarity.same
    text = (
        f"{label}, by {by}: distance {names.distance[row]:.2f} (at most {limit:.2f}), the next person "
        f"{names.margin[row]:.2f} farther, {names.agreeing[row]} of {many(int(names.samples[row]), 'sample')} agree."
    )
    return _step(outcome, text)


def _misses(case: Case, judged: Judgement, row: int) -> list[Miss]:
    """What the track itself lacks, in the order in which it is looked at."""
    limits, tracks = case.limits, case.tracks
    width = float(tracks.width[row])
    wide = check(
        "width_to_be_named",
        width,
        limits.smallest,
        is_met=width >= limits.smallest,
        setting="faces.matches.smallest_px",
        needs=rounded_down(width),
    )
    if not case.is_face[case.grouping.group[row]]:
        return [Miss("not_a_face", "It does not look like a face.")]
    if not tracks.has_face[row]:
        return [Miss("no_samples", "Nothing of it can be compared.")]
    found = []
    if not wide.is_met:
        text = f"The face is {width:.0f} pixels wide; a name needs {limits.smallest:.0f}."
        found.append(Miss("too_small", text, (wide,)))
    samples = int(judged.names.samples[row])
    if not judged.trial.has_samples[row]:
        counted = check(
            "samples", samples, limits.samples, is_met=False, setting="faces.matches.samples", needs=samples
        )
        text = f"It has {many(samples, 'sample')} to compare; a name needs {limits.samples}."
        found.append(Miss("few_samples", text, (counted,)))
    return [*found, *_against_people(case, judged, row)]


def _against_people(case: Case, judged: Judgement, row: int) -> list[Miss]:
    trial = judged.trial
    found = []
    free = int(judged.table[row].argmin())
    if not np.isfinite(trial.distance[row]):
        return [_taken(case, judged, row, free)] if np.isfinite(judged.table[row, free]) else []
    person = int(trial.person[row])
    if free != person:
        found.append(_taken(case, judged, row, free))
    name = case.name_of(person)
    if not trial.is_near[row]:
        found.append(_far(case, judged, row, person))
    if trial.is_vetoed[row] and (miss := _vetoed(case, judged, row, person)) is not None:
        found.append(miss)
    if not trial.is_ahead[row]:
        needed = case.limits.margin * case.similarity.same
        ahead = check("lead_over_the_next_person", float(trial.margin[row]), needed, is_met=False)
        text = f"{name} is only {trial.margin[row]:.3f} nearer than the next person; {needed:.3f} are needed."
        found.append(Miss("no_lead", text, (ahead,)))
    if not trial.do_agree[row] and trial.has_samples[row]:
        found.append(_disagree(case, judged, row, name))
    if trial.is_contested[row]:
        found.append(Miss("contested", f"Another face at the same instant has as good a right to be {name}."))
    return found


def _taken(case: Case, judged: Judgement, row: int, person: int) -> Miss:
    pairs = case.grouping.together
    beside = pairs[(pairs == row).any(axis=1)]
    others = [int(other) for other in beside[beside != row] if judged.names.person[other] == person]
    tracks = ", ".join(case.tracks.ids[other][:10] for other in others[:3])
    distance = float(judged.table[row, person])
    text = (
        f"It looks most like {case.name_of(person)} (distance {distance:.2f}), who is somebody else at the same instant "
        f"(track {tracks})."
    )
    return Miss("taken", text)


def _far(case: Case, judged: Judgement, row: int, person: int) -> Miss:
    same, limits = case.similarity.same, case.limits
    photos, episode = float(judged.photos[row, person]), float(judged.episode[row, person])
    name = case.name_of(person)
    to_photos = check(
        "distance_to_photographs",
        photos,
        limits.photos * same,
        is_met=photos <= limits.photos * same,
        setting="faces.matches.photos" if photos <= same else None,
        needs=rounded_up(photos / same),
    )
    text = (
        f"Nearest is {name}: {photos:.2f} to the photographs, at most {limits.photos * same:.2f} is needed "
        f"(missed by {photos - limits.photos * same:.2f})"
    )
    checks = [to_photos]
    if math.isfinite(episode):
        here = limits.episode * same
        checks.append(check("distance_to_named_faces_of_this_video", episode, here, is_met=episode <= here))
        text += f"; {episode:.2f} to {name}'s faces in this video, at most {here:.2f}"
    return Miss("too_far", f"{text}.", tuple(checks))


def _vetoed(case: Case, judged: Judgement, row: int, person: int) -> Miss | None:
    """What the photographs say against a name; None when only its size does, which is said elsewhere."""
    same, limits = case.similarity.same, case.limits
    photos = judged.photos[row]
    nearest, name = int(photos.argmin()), case.name_of(person)
    if photos[person] > limits.far * same:
        far = check("distance_of_a_stranger", float(photos[person]), limits.far * same, is_met=False)
        text = f"The photographs of {name} are as far away as a stranger's ({photos[person]:.2f})."
        return Miss("stranger", text, (far,))
    apart = float(photos[person] - photos[nearest])
    if apart > limits.veto * same:
        against = check("lead_of_somebody_elses_photographs", apart, limits.veto * same, is_met=False)
        text = f"The photographs of {case.name_of(nearest)} are {apart:.2f} nearer than those of {name}."
        return Miss("other_photographs", text, (against,))
    return None


def _disagree(case: Case, judged: Judgement, row: int, name: str) -> Miss:
    limits = case.limits
    samples, agreeing = int(judged.names.samples[row]), int(judged.trial.agreeing[row])
    part = math.ceil(limits.agreement * samples)
    can_set = agreeing >= part and agreeing > 0
    agree = check(
        "samples_that_agree",
        agreeing,
        max(limits.samples, part),
        is_met=False,
        setting="faces.matches.samples" if can_set else None,
        needs=agreeing,
    )
    text = (
        f"Only {agreeing} of {many(samples, 'sample')} look like {name} one by one; {max(limits.samples, part)} must."
    )
    return Miss("samples_disagree", text, (agree,))


def _not_shared(case: Case, judged: Judgement, row: int) -> list[Miss]:
    """Why it did not get the name of its identity, where there is one."""
    members = case.grouping.members(int(case.grouping.group[row]))
    people = {int(person) for person in judged.names.person[members]} - {NOBODY}
    if not people or case.limits.rounds < 2:
        return []
    listed = ", ".join(sorted(case.name_of(person) for person in people))
    if len(people) > 1:
        return [Miss("identity_disagrees", f"Tracks of its identity have several names: {listed}.")]
    who, part = name_within(judged.names, members, weights(case.tracks))
    if part * 2 < 1:
        text = f"Other tracks of its identity are {listed}, but hold {part:.0%} of its evidence; half is needed."
        return [Miss("identity_unsure", text)]
    if objections(case.tracks, judged.vetoed, case.limits)[row, who]:
        miss = _vetoed(case, judged, row, who)
        why = f" {miss.text}" if miss is not None else ""
        return [Miss("identity_vetoed", f"It may not have the name of its identity, {listed}.{why}")]
    return [Miss("identity_taken", f"{listed}, as other tracks of its identity are called, is seen beside it.")]
