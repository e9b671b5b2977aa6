"""Compares a converted model with what the published one answered to the same made-up input."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from telecine.adapters.inference.conversion import ConversionFailed
from telecine.adapters.inference.sessions import Network, Tensor


def made_up_input(shape: tuple[int, int, int, int], seed: str, block: int) -> Tensor:
    """Squares of `block` pixels in colours that depend on `seed` only: float32 `shape`, whole numbers 0 to 255.

    The colours are the bytes of SHAKE-256 of the seed, so they are the same with every version of every library.
    """
    count, channels, height, width = shape
    rows, columns = -(-height // block), -(-width // block)
    stream = hashlib.shake_256(seed.encode()).digest(count * channels * rows * columns)
    colours = np.frombuffer(stream, np.uint8).reshape(count, channels, rows, columns)
    return colours.repeat(block, axis=2).repeat(block, axis=3)[..., :height, :width].astype(np.float32)


def sampled(outputs: Sequence[Tensor], count: int) -> Tensor:
    """`count` evenly spaced values of all outputs laid end to end, float32 ``[count]``."""
    flat = np.concatenate([output.ravel() for output in outputs])
    return flat[np.linspace(0, len(flat) - 1, count).round().astype(np.intp)]


def check_answers(network: Network, given: Tensor, values: Sequence[float], tolerance: float, name: str) -> None:
    """Raise ConversionFailed when `network` does not answer `given` with `values`, each within `tolerance`."""
    ((input_name, _),) = network.inputs.items()
    answers = sampled(network.run({input_name: given}), len(values))
    difference = float(np.abs(answers - np.asarray(values, np.float32)).max())
    if not difference <= tolerance:
        raise ConversionFailed(
            f"{name} as converted here answers differently from the published model: {difference:.2g} apart where "
            f"{tolerance:.2g} is allowed. Please report it with the output of `telecine doctor`."
        )
