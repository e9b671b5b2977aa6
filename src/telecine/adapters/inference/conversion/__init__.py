"""Makes a file as published into a network as Telecine runs it. NumPy and onnx only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from telecine.kernel.errors import DefectError


class ConversionFailed(DefectError):
    """A model file is not what its converter was written for, or the result does not compute the same."""

    code = "conversion_failed"


@dataclass(frozen=True, slots=True)
class Converter:
    """One way from a published file to a network.

    Attributes:
        version: part of every result's key; grows when the network computes anything else than before.
        convert: bytes of the published file to bytes of an ONNX file; raises ConversionFailed.
    """

    version: int
    convert: Callable[[bytes], bytes]


def _centerface(content: bytes) -> bytes:
    from telecine.adapters.inference.conversion.centerface import convert_centerface

    return convert_centerface(content)


def _dlib_resnet(content: bytes) -> bytes:
    from telecine.adapters.inference.conversion.dlib_resnet import convert_dlib_resnet

    return convert_dlib_resnet(content)


def _onnx(content: bytes) -> bytes:
    from telecine.adapters.inference.conversion.graphs import clean_onnx

    return clean_onnx(content)


CONVERTERS: Final[Mapping[str, Converter]] = {
    "centerface": Converter(1, _centerface),
    "dlib-resnet": Converter(1, _dlib_resnet),
    "onnx": Converter(1, _onnx),
}
