"""Runs in the peer's own environment (numpy, dlib): faces and vectors of pictures saved as arrays.

Usage: ``python peer_dlib_worker.py FOLDER``. Reads ``FOLDER/*.npy`` (RGB) and writes ``FOLDER/found.json``: for each
picture the faces that face_recognition's recipe finds (HOG, upsampled once) with their 128 numbers. Stands alone: it
imports nothing of this project.
"""

import importlib.util
import json
import sys
import time
from pathlib import Path

import dlib
import numpy as np


def models() -> Path:
    """Folder of the model files; the package is found, not imported, because it needs what newer pips lack."""
    spec = importlib.util.find_spec("face_recognition_models")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "models"


def main() -> None:
    folder = Path(sys.argv[1])
    detector = dlib.get_frontal_face_detector()
    landmarks = dlib.shape_predictor(str(models() / "shape_predictor_5_face_landmarks.dat"))
    embedder = dlib.face_recognition_model_v1(str(models() / "dlib_face_recognition_resnet_model_v1.dat"))
    found = {}
    for path in sorted(folder.glob("*.npy")):
        picture = np.ascontiguousarray(np.load(path))
        begin = time.process_time()
        boxes = detector(picture, 1)
        if not boxes and path.name.startswith("photo"):
            boxes = detector(picture, 2)
        faces = []
        for box in boxes:
            shape = landmarks(picture, box)
            vector = embedder.compute_face_descriptor(picture, shape, 1)
            corners = [box.left(), box.top(), box.right() + 1, box.bottom() + 1]
            faces.append({"box": corners, "vector": [float(value) for value in vector]})
        found[path.stem] = {"faces": faces, "cpu_s": time.process_time() - begin}
    (folder / "found.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
