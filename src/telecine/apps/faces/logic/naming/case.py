"""What is known of a video when its faces are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from telecine.apps.faces.logic.grouping.identities import Grouping
from telecine.apps.faces.logic.naming.given import Given
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import Judgement, NamingLimits, judge_tracks
from telecine.apps.faces.logic.rulings.links import Links
from telecine.apps.faces.logic.rulings.names import GivenNames
from telecine.apps.faces.logic.trackset import Flags, TrackSet
from telecine.engine.capabilities import Similarity


@dataclass(frozen=True)
class Case:
    """Everything that names are decided from.

    Attributes:
        tracks: of the whole video.
        grouping: their identities.
        people: who can be named.
        given: what people said about names and about who is one person.
        said: the same as it was read from their decisions.
        links: which tracks people said belong together.
        limits: when a name is given.
        similarity: of the embedding space.
        is_face: bool ``[g]``, identities that hold a face.
        names: display name by person id.
    """

    tracks: TrackSet
    grouping: Grouping
    people: People
    given: Given
    said: GivenNames
    links: Links
    limits: NamingLimits
    similarity: Similarity
    is_face: Flags
    names: Mapping[str, str]

    def judge(self) -> Judgement | None:
        """What was decided by itself, with every limit; None where nobody can be named."""
        if not len(self.people) or not self.tracks.has_face.any():
            return None
        return judge_tracks(
            self.tracks,
            self.people,
            self.grouping.pairs,
            self.grouping.together,
            similarity=self.similarity,
            limits=self.limits,
            allowed=np.asarray(self.is_face[self.grouping.group], dtype=np.bool_),
            given=self.given.person,
        )

    def name_of(self, column: int) -> str:
        """Display name of a column of `people`."""
        person = self.people.ids[column]
        return self.names.get(person, person)
