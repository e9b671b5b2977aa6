"""What is measured on one face: pose, sharpness, quality, colours, motion."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from telecine.apps.faces.logic.tracking import motion
from telecine.apps.faces.logic.tracking.appearance import PART, clothes, colours, mean_clothes, torso_region
from telecine.apps.faces.logic.tracking.quality import (
    ClearFace,
    Pose,
    hidden_parts,
    is_clear,
    is_plausible,
    pose,
    sharpness,
    worth,
)
from telecine.kernel.boxes import Box

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

SIZE = (1280, 720)
LIMITS = ClearFace(width_px=28, yaw=72, pitch=50, sharpness=4, score=0.5)
AHEAD = Pose(0, 0, 0)

# A mean face in units of the distance between the eyes: x right, y down, z towards the camera.
_HEAD = np.array([[-0.5, 0, 0], [0.5, 0, 0], [0, 0.515, 0.55], [-0.4, 1.03, 0], [0.4, 1.03, 0]])


def _seen(yaw: float = 0, pitch: float = 0, roll: float = 0, size: float = 50) -> Floats:
    """Landmarks of a mean head turned by these degrees, orthographic, in pixels."""
    y, p, r = np.radians([yaw, pitch, roll])
    turn_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    turn_p = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    turn_r = np.array([[np.cos(r), -np.sin(r)], [np.sin(r), np.cos(r)]])
    points = (_HEAD @ turn_y.T @ turn_p.T)[:, :2] @ turn_r.T
    return np.asarray(points * size + 200, np.float32)


def _noise(height: int = 180, width: int = 320, seed: int = 1) -> Picture:
    rough = np.random.default_rng(seed).integers(0, 255, (height // 4, width // 4)).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(cv2.resize(rough, (width, height)), (0, 0), 1.5), np.uint8)


@pytest.mark.parametrize("yaw", [-60, -30, 0, 30, 60])
def test_yaw_is_read_from_five_points(yaw: float) -> None:
    assert pose(_seen(yaw=yaw)).yaw == pytest.approx(yaw, abs=3)


@pytest.mark.parametrize("pitch", [-35, 0, 35])
def test_pitch_is_read_from_five_points(pitch: float) -> None:
    assert pose(_seen(pitch=pitch)).pitch == pytest.approx(pitch, abs=6)


@pytest.mark.parametrize("roll", [-50, -20, 0, 20, 50])
def test_a_tilted_head_is_not_turned_sideways(roll: float) -> None:
    angles = pose(_seen(roll=roll))
    assert angles.roll == pytest.approx(roll, abs=2)
    assert abs(angles.yaw) < 3


def test_points_that_fall_together_have_a_pose_all_the_same() -> None:
    assert pose(np.full((5, 2), 7, np.float32)) == AHEAD


def test_landmarks_outside_the_box_are_not_a_face() -> None:
    points = _seen()
    low, high = points.min(axis=0), points.max(axis=0)
    box = Box(low[0] - 20, low[1] - 40, high[0] + 20, high[1] + 20)
    assert is_plausible(points, box)
    assert not is_plausible(points + 60, box)
    assert not is_plausible(np.full((5, 2), box.centre, np.float32), box), "all in one place"
    assert not is_plausible(points, Box(box.x1, box.y1, box.x1 + 4 * box.width, box.y2)), "far too wide"


def test_blur_lowers_sharpness_whatever_the_contrast() -> None:
    sharp = cv2.cvtColor(_noise(150, 150), cv2.COLOR_GRAY2RGB)
    soft = cv2.GaussianBlur(sharp, (0, 0), 3)
    assert sharpness(np.asarray(soft, np.uint8)) < 0.1 * sharpness(np.asarray(sharp, np.uint8))


@pytest.mark.parametrize(
    ("box", "angles", "detail", "score"),
    [
        (Box(100, 100, 120, 126), AHEAD, 50, 0.9),
        (Box(100, 100, 180, 200), Pose(70, 0, 0), 50, 0.9),
        (Box(100, 100, 180, 200), Pose(0, 60, 0), 50, 0.9),
        (Box(100, 100, 180, 200), AHEAD, 2, 0.9),
        (Box(100, 100, 180, 200), AHEAD, 50, 0.4),
        (Box(0, 100, 80, 200), AHEAD, 50, 0.9),
    ],
    ids=["small", "profile", "bowed", "blurred", "unsure", "cut-off"],
)
def test_everything_that_spoils_a_face_lowers_its_worth(box: Box, angles: Pose, detail: float, score: float) -> None:
    best = worth(Box(100, 100, 180, 200), SIZE, AHEAD, 50, 0.9)
    assert 0 <= worth(box, SIZE, angles, detail, score) < best <= 1


@pytest.mark.parametrize(
    ("box", "angles", "detail", "score", "clear"),
    [
        (Box(100, 100, 130, 140), AHEAD, 10, 0.8, True),
        (Box(100, 100, 127, 140), AHEAD, 10, 0.8, False),
        (Box(100, 100, 130, 140), Pose(75, 0, 0), 10, 0.8, False),
        (Box(100, 100, 130, 140), AHEAD, 3, 0.8, False),
        (Box(100, 100, 130, 140), AHEAD, 10, 0.3, False),
        (Box(0, 100, 130, 300), AHEAD, 10, 0.8, False),
        (Box(100, 0, 230, 200), AHEAD, 10, 0.8, True),
    ],
    ids=["clear", "narrow", "profile", "blurred", "unsure", "cut by the side", "close-up cut at the top"],
)
def test_what_is_clear(box: Box, angles: Pose, detail: float, score: float, *, clear: bool) -> None:
    assert is_clear(box, SIZE, angles, detail, score, LIMITS) is clear


def test_the_face_with_the_better_score_hides_the_other() -> None:
    boxes = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [50, 0, 60, 10]], np.float32)
    assert hidden_parts(boxes, np.array([0.9, 0.6, 0.8], np.float32)).tolist() == pytest.approx([0, 0.5, 0])
    assert hidden_parts(boxes[:1], np.array([0.9], np.float32)).tolist() == [0]


def test_the_same_colours_are_alike_and_others_are_not() -> None:
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[:, :100], picture[:, 100:] = (200, 30, 30), (30, 60, 200)
    red, more_red, blue = (
        colours(picture, box) for box in (Box(0, 0, 40, 40), Box(50, 50, 90, 90), Box(120, 0, 180, 60))
    )
    assert red @ more_red == pytest.approx(1)
    assert red @ blue == pytest.approx(0, abs=0.05)


def test_a_region_mostly_outside_the_picture_has_no_colours() -> None:
    picture = np.full((100, 100, 3), 90, np.uint8)
    assert not colours(picture, Box(80, 0, 140, 50)).any()
    assert colours(picture, Box(50, 0, 110, 50)).any()
    assert not colours(picture, Box(40, 40, 41, 41)).any()


def test_clothes_are_what_is_under_a_face_and_hair_is_over_it() -> None:
    face = Box(80, 60, 120, 110)
    picture = np.full((240, 200, 3), 128, np.uint8)
    torso = torso_region(face, 0)
    picture[int(torso.y1) : int(torso.y2), int(torso.x1) : int(torso.x2)] = (20, 150, 30)
    dressed = clothes(picture, face, 0)
    plain = clothes(np.full_like(picture, 128), face, 0)
    assert dressed[:PART] @ plain[:PART] < 0.1
    assert dressed[PART:] @ plain[PART:] > 0.99


def test_the_chest_of_somebody_in_profile_is_behind_the_face() -> None:
    face = Box(80, 60, 120, 110)
    ahead = torso_region(face, 0)
    right, left = torso_region(face, 90), torso_region(face, -90)
    assert right.x1 == pytest.approx(ahead.x1 - 20)
    assert left.x2 == pytest.approx(ahead.x2 + 20)
    assert right.width == pytest.approx(ahead.width)
    assert (right.y1, right.y2) == (ahead.y1, ahead.y2)
    assert torso_region(face, 150) == torso_region(face, 90)


def test_mean_clothes_have_halves_of_unit_length_or_none() -> None:
    assert mean_clothes(np.zeros((0, 2 * PART), np.float32)) is None
    assert mean_clothes(np.zeros((3, 2 * PART), np.float32)) is None
    seen = np.zeros((2, 2 * PART), np.float32)
    seen[0, 0] = seen[1, 1] = 1
    mean = mean_clothes(seen)
    assert mean is not None
    assert np.linalg.norm(mean[:PART]) == pytest.approx(1)
    assert not mean[PART:].any()


def test_a_pan_is_measured_in_picture_widths() -> None:
    picture = _noise(200, 400)
    assert motion.pan(picture[:180, 20:340].copy(), picture[:180, 36:356].copy()) == pytest.approx(0.05, abs=0.005)
    assert motion.pan(picture[:180, :320].copy(), _noise(seed=2)) == 0, "a cut is no pan"


def test_boxes_are_followed_where_their_picture_goes() -> None:
    picture = _noise(200, 400)
    before, after = picture[:180, :320].copy(), picture[7:187, 12:332].copy()
    boxes = np.array([[100, 60, 160, 130], [200, 80, 230, 120]], np.float32)
    moved, found = motion.follow(before, after, boxes)
    assert found.all()
    assert moved == pytest.approx(boxes - np.array([12, 7, 12, 7], np.float32), abs=1)


def test_boxes_grow_with_what_comes_nearer() -> None:
    picture = _noise()
    matrix = cv2.getRotationMatrix2D((160, 90), 0, 1.1)
    closer = np.asarray(cv2.warpAffine(picture, matrix, (320, 180)), np.uint8)
    moved, found = motion.follow(picture, closer, np.array([[130, 60, 190, 120]], np.float32))
    assert found.all()
    assert moved[0, 2] - moved[0, 0] == pytest.approx(66, abs=2)


def test_a_box_whose_picture_is_gone_stays_and_says_so() -> None:
    boxes = np.array([[100, 60, 160, 130]], np.float32)
    moved, found = motion.follow(_noise(), np.zeros((180, 320), np.uint8), boxes)
    assert not found.any()
    assert (moved == boxes).all()
    assert motion.follow(_noise(), _noise(), np.zeros((0, 4), np.float32))[0].shape == (0, 4)


def test_changes_are_seen_for_the_picture_and_for_each_box() -> None:
    before = np.zeros((100, 100), np.uint8)
    after = before.copy()
    after[:50, :50] = 255
    boxes = np.array([[0, 0, 40, 40], [60, 60, 90, 90], [200, 200, 220, 220]], np.float32)
    whole, local = motion.changes(before, after, boxes)
    assert whole == pytest.approx(0.25)
    assert local.tolist() == pytest.approx([1, 0, 0])
