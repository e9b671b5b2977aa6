"""Parameters of the stages of application `faces`. Every length of time is in seconds."""

from __future__ import annotations

from fractions import Fraction

from pydantic import Field

from telecine.engine.stage import Params
from telecine.records.record import Instant


class TrackParams(Params):
    """How faces are found, followed and chosen for embedding. Pixels are those of the source picture."""

    detect_every: Instant = Field(default=Fraction(1, 3), gt=0, description="Seconds between two looks for faces.")
    detect_every_moving: Instant = Field(
        default=Fraction(1, 6), gt=0, description="The same while the camera or a face moves fast."
    )
    watch_every: Instant = Field(
        default=Fraction(1, 12),
        gt=0,
        description="Seconds between two looks at what moves; faces are followed at this rate.",
    )
    coarse: tuple[int, int] = Field(default=(448, 256), description="Largest picture (width, height) for the detector.")
    fine: tuple[int, int] = Field(default=(640, 384), description="The same where faces are small.")
    finest: tuple[int, int] = Field(default=(960, 544), description="The same where faces are tiny.")
    small_px: float = Field(default=60, gt=0, description="Faces lower than this call for the fine detector.")
    tiny_px: float = Field(default=30, ge=0, description="Faces lower than this call for the finest detector.")
    probe_every: Instant = Field(
        default=Fraction(3), gt=0, description="Seconds between two fine looks in a shot that needs none so far."
    )
    birth_score: float = Field(default=0.5, gt=0, lt=1, description="Detector score that may begin a track.")
    keep_score: float = Field(default=0.2, gt=0, lt=1, description="Detector score that may continue one.")
    gap: Instant = Field(default=Fraction(1, 2), ge=0, description="How long a face may stay unseen in a track.")
    rejoin_gap: Instant = Field(
        default=Fraction(1), ge=0, description="Longest time between two tracks of a shot that are joined again."
    )
    motion_pan: float = Field(
        default=0.12, gt=0, description="Camera motion, in picture widths a second, that calls for more looks."
    )
    motion_change: float = Field(
        default=0.05, gt=0, lt=1, description="Change inside the box of a face from which faces are followed."
    )
    motion_face: float = Field(
        default=1.2, gt=0, description="Motion of a face, in its own widths a second, that calls for more looks."
    )
    jump: float = Field(
        default=0.10, gt=0, lt=1, description="Change between two watched frames at which faces are looked for at once."
    )
    mean_score: float = Field(default=0.4, ge=0, lt=1, description="Mean score below which a track is no face.")
    single_score: float = Field(
        default=0.6, ge=0, le=1, description="Score below which a track that was detected once only is no face."
    )
    narrow_px: float = Field(
        default=20, ge=0, description="Median width below which a track needs the mean score of `narrow_score`."
    )
    narrow_score: float = Field(
        default=0.5, ge=0, lt=1, description="Mean score below which a narrow track is no face."
    )
    plausible: float = Field(
        default=0.5, ge=0, le=1, description="Part of the detections whose landmarks must lie as in a face."
    )
    clear_width_px: float = Field(default=28, gt=0, description="Smallest width of a clear face.")
    clear_yaw: float = Field(default=72, gt=0, description="Degrees to the side from which a face is in deep profile.")
    clear_pitch: float = Field(default=50, gt=0, description="Degrees up or down from which a face is not clear.")
    clear_sharpness: float = Field(default=4, ge=0, description="Smallest sharpness of a clear face.")
    clear_score: float = Field(default=0.5, ge=0, lt=1, description="Smallest detector score of a clear face.")
    embed_width_px: float = Field(default=16, gt=0, description="Faces narrower than this are not embedded.")
    embeddings: int = Field(default=8, ge=1, le=16, description="Most samples of a track that are embedded.")
    crops: int = Field(default=3, ge=1, le=8, description="Crops of a track that are stored for people to look at.")


class FacebankParams(Params):
    """How photographs of the cast are read."""

    detector_score: float = Field(
        default=0.5, gt=0, lt=1, description="Detector confidence from which something in a photograph is a face."
    )


class LikenessParams(Params):
    """How tracks are compared."""

    scene: Instant = Field(default=Fraction(60), gt=0, description="Seconds within which people wear the same.")


class IdentityParams(Params):
    """How tracks are grouped into identities."""

    threshold: float | None = Field(
        default=None,
        gt=0,
        description="Mean distance at which two groups stop being one person; the model's own limit when not given.",
    )
    clothes: bool = Field(default=True, description="Let distinctive clothes bring tracks of one scene together.")
    poor_faces: bool = Field(
        default=True,
        description="Let faces too poor to be compared join the person whose clothes they wear; needs `clothes`.",
    )


class MatchParams(Params):
    """When a name is given. Distances are parts of the model's limit for one person."""

    photos: float = Field(default=0.77, gt=0, le=1, description="Largest distance to a person's photographs.")
    episode: bool = Field(default=True, description="Let sure faces of this video help to name the others.")
    clothes: bool = Field(default=True, description="Let distinctive clothes of a scene help to name poor faces.")
    smallest_px: float = Field(default=24.0, ge=8, description="Median face width from which a name is given.")
    samples: int = Field(default=3, ge=1, description="Samples of a track that must agree one by one with the name.")
