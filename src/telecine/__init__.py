"""Telecine: a build system for video."""

import os

__version__ = "0.1.0"

# OpenCV reads this when it is loaded, so it stands before everything else: a small file may be an enormous picture.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", "64000000")  # noqa: TID251 - set, not read
