"""dlib's face recognition ResNet from dlib's own file format to ONNX.

Each layer writes its name, then its numbers; layers come in the order in which they are computed, so the file is read
as a list of layers, and the wrapping of networks in networks between them is skipped. Integers are one byte with sign
and count followed by that many bytes, little-endian first; reals are an integer mantissa and a binary exponent.
Source: dlib/serialize.h, dlib/dnn/layers.h and the documentation of `dnn_face_recognition_ex.cpp` (dlib 19).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

from telecine.adapters.inference.conversion import ConversionFailed
from telecine.adapters.inference.conversion.graphs import Weights, finish

_SIDE: Final = 150
_NAMES: Final = (
    b"input_rgb_image_sized",
    b"con_4",
    b"affine_",
    b"relu_",
    b"max_pool_2",
    b"avg_pool_2",
    b"add_prev_",
    b"fc_2",
)
_TAG: Final = re.compile(b"|".join(b"\x01" + re.escape(bytes([len(name)]) + name) for name in _NAMES))


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the file.

    Attributes:
        kind: dlib's name of it.
        sizes: its whole numbers, in dlib's order.
        weights: its parameters, flat; empty when it has none.
    """

    kind: str
    sizes: tuple[int, ...] = ()
    weights: Weights = field(default_factory=lambda: np.empty(0, np.float32))


def convert_dlib_resnet(content: bytes) -> bytes:
    """The published file to one with input `faces` and output `vectors`.

    `faces` is float32 ``[n, 3, 150, 150]``, RGB 0 to 255; `vectors` is float32 ``[n, 128]``, not of unit length. The
    mean colour and the affine layers are folded into the convolutions before or after them.

    Raises:
        ConversionFailed: when `content` is another network.
    """
    means, layers = read_layers(content)
    return _Drawing(means).draw(layers)


def read_layers(content: bytes) -> tuple[Weights, list[Layer]]:
    """Mean colour ``[3]`` and the layers in the order of computation. Raises ConversionFailed."""
    means: Weights | None = None
    layers: list[Layer] = []
    position = 0
    try:
        while found := _TAG.search(content, position):
            reader = _Reader(content, found.end())
            kind = found.group()[2:].decode("ascii")
            if kind == "input_rgb_image_sized":
                means = np.array([reader.real() for _ in range(3)], np.float32)
                if (reader.integer(), reader.integer()) != (_SIDE, _SIDE):
                    raise ConversionFailed("The dlib network does not take faces of 150 pixels.")
            else:
                layers.append(_read_layer(kind, reader))
            position = reader.position
    except (IndexError, ValueError) as error:
        raise ConversionFailed("The dlib file ends or changes where a number was expected.") from error
    if means is None or not layers or layers[-1].kind != "fc_2":
        raise ConversionFailed("The file is not dlib's face recognition network.")
    return means, layers


def _read_layer(kind: str, reader: _Reader) -> Layer:
    if kind == "con_4":
        weights = reader.tensor()
        return Layer(kind, tuple(reader.integer() for _ in range(7)), weights)
    if kind == "affine_":
        return Layer(kind, (), reader.tensor())
    if kind == "fc_2":
        return Layer(kind, (reader.integer(), reader.integer()), reader.tensor())
    if kind in {"max_pool_2", "avg_pool_2"}:
        return Layer(kind, tuple(reader.integer() for _ in range(6)))
    return Layer(kind)


class _Reader:
    """Numbers of a dlib file from a position on."""

    def __init__(self, content: bytes, position: int) -> None:
        self._content = content
        self.position = position

    def integer(self) -> int:
        head = self._content[self.position]
        count = head & 0x0F
        if head & 0x70 or not 1 <= count <= 8:
            raise ValueError("not an integer")
        start, self.position = self.position + 1, self.position + 1 + count
        value = int.from_bytes(self._content[start : self.position], "little")
        return -value if head & 0x80 else value

    def real(self) -> float:
        mantissa, exponent = self.integer(), self.integer()
        return math.ldexp(mantissa, exponent)

    def tensor(self) -> Weights:
        if self.integer() != 2:
            raise ValueError("not a tensor")
        count = math.prod(self.integer() for _ in range(4))
        values = np.frombuffer(self._content, "<f4", count, self.position)
        self.position += 4 * count
        if not np.isfinite(values).all():
            raise ValueError("not numbers")
        return values.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Value:
    """A named value of the graph: ``[n, channels, side, side]``."""

    name: str
    channels: int
    side: int


class _Drawing:
    """Draws the layers as ONNX nodes while they are read."""

    def __init__(self, means: Weights) -> None:
        self._means = means.astype(np.float64)
        self._nodes: list[NodeProto] = []
        self._weights: list[TensorProto] = []
        self._now = _Value("faces", 3, _SIDE)
        self._shortcut = self._now
        self._branch: _Value | None = None

    def draw(self, layers: list[Layer]) -> bytes:
        for index, layer in enumerate(layers):
            following = layers[index + 1] if index + 1 < len(layers) else None
            if layer.kind == "con_4":
                if following is None or following.kind != "affine_":
                    raise ConversionFailed("A convolution of the dlib network is not followed by its affine layer.")
                self._convolve(layer, following.weights)
            elif layer.kind == "relu_":
                self._relu(after_sum=layers[index - 1].kind == "add_prev_")
            elif layer.kind == "max_pool_2":
                self._shrink(layer)
            elif layer.kind == "avg_pool_2":
                self._average(layer)
            elif layer.kind == "add_prev_":
                self._sum()
            elif layer.kind == "fc_2":
                self._project(layer)
        graph = helper.make_graph(
            self._nodes,
            "dlib_resnet",
            [helper.make_tensor_value_info("faces", TensorProto.FLOAT, ["n", 3, _SIDE, _SIDE])],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", self._now.channels])],
            self._weights,
        )
        return bytes(finish(graph, opset=17, ir_version=8).SerializeToString())

    def _node(self, operation: str, inputs: list[str], name: str | None = None, **attributes: Any) -> str:
        output = name or f"{operation}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, inputs, [output], **attributes))
        return output

    def _constant(self, values: np.ndarray) -> str:
        name = f"weights_{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _convolve(self, layer: Layer, affine: Weights) -> None:
        filters, height, width, stride, _, pad, _ = layer.sizes
        channels = self._now.channels
        count = filters * channels * height * width
        if layer.weights.size != count + filters or affine.size != 2 * filters:
            raise ConversionFailed("A convolution of the dlib network has another size than its numbers say.")
        kernel = layer.weights[:count].reshape(filters, channels, height, width).astype(np.float64)
        bias = layer.weights[count:].astype(np.float64)
        if self._now.name == "faces":
            if pad:
                raise ConversionFailed("The first convolution of the dlib network pads, so the mean cannot be folded.")
            kernel /= 256
            bias = bias - np.einsum("fchw,c->f", kernel, self._means)
        gain, shift = affine[:filters].astype(np.float64), affine[filters:]
        self._convolution(kernel * gain[:, None, None, None], bias * gain + shift, stride, pad)

    def _convolution(self, kernel: np.ndarray, bias: np.ndarray, stride: int, pad: int) -> None:
        filters, _, size, _ = kernel.shape
        name = self._node(
            "Conv",
            [self._now.name, self._constant(kernel.astype(np.float32)), self._constant(bias.astype(np.float32))],
            kernel_shape=[size, size],
            strides=[stride, stride],
            pads=[pad] * 4,
        )
        self._now = _Value(name, filters, (self._now.side + 2 * pad - size) // stride + 1)

    def _relu(self, *, after_sum: bool) -> None:
        self._now = _Value(self._node("Relu", [self._now.name]), self._now.channels, self._now.side)
        if after_sum:
            self._shortcut = self._now

    def _shrink(self, layer: Layer) -> None:
        height, width, stride, _, _, _ = layer.sizes
        name = self._node("MaxPool", [self._now.name], kernel_shape=[height, width], strides=[stride, stride])
        self._now = _Value(name, self._now.channels, (self._now.side - height) // stride + 1)
        self._shortcut = self._now

    def _average(self, layer: Layer) -> None:
        height, _, stride, _, _, _ = layer.sizes
        if height == 0:
            name = self._node("GlobalAveragePool", [self._now.name])
            self._now = _Value(self._node("Flatten", [name]), self._now.channels, 1)
            return
        self._branch, self._now = self._now, self._shortcut
        # dlib adds tensors of different depth as if the missing channels were zero. A convolution says both, the mean
        # and the missing channels, and keeps ONNX Runtime in its fast memory layout, which Pad would leave.
        kernel = np.zeros((self._branch.channels, self._now.channels, height, height))
        kernel[np.arange(self._now.channels), np.arange(self._now.channels)] = 1 / height**2
        self._convolution(kernel, np.zeros(len(kernel)), stride, 0)

    def _sum(self) -> None:
        first, second = self._branch or self._now, self._now if self._branch else self._shortcut
        self._branch = None
        side = max(first.side, second.side)
        names = [self._padded(value, side) for value in (first, second)]
        self._now = _Value(self._node("Add", names), first.channels, side)

    def _padded(self, value: _Value, side: int) -> str:
        """Dlib adds tensors of different size as if what is missing at the right and bottom were zero."""
        if value.side == side:
            return value.name
        missing = side - value.side
        pads = self._constant(np.array([0, 0, 0, 0, 0, 0, missing, missing], np.int64))
        return self._node("Pad", [value.name, pads])

    def _project(self, layer: Layer) -> None:
        outputs, inputs = layer.sizes
        if inputs != self._now.channels or layer.weights.size != inputs * outputs:
            raise ConversionFailed("The last layer of the dlib network has another size than its numbers say.")
        self._node("MatMul", [self._now.name, self._constant(layer.weights.reshape(inputs, outputs))], name="vectors")
        self._now = _Value("vectors", outputs, 1)
