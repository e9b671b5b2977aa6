"""CenterFace as published (fixed size, weights declared as inputs, four outputs) to a network of any size, one output.

The network: Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as Point", 2019.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from onnx import GraphProto, TensorProto, helper

from telecine.adapters.inference.conversion import ConversionFailed
from telecine.adapters.inference.conversion.graphs import (
    drop_unused_weights,
    finish,
    fold_normalization,
    free_dimensions,
    fuse_linear_pairs,
    maker_of,
    read_onnx,
    set_weights,
    take_weights_out_of_inputs,
    weights_of,
)

_HEADS: Final = (1, 2, 2, 10)


def convert_centerface(content: bytes) -> bytes:
    """The published file to one whose input is `picture` and whose output is `maps`.

    `picture` is float32 ``[n, 3, h, w]``, RGB 0 to 255, h and w multiples of 32; `maps` is float32
    ``[n, 15, h/4, w/4]``: logit of "the centre of a face is here"; log of height and width, offset y and x, in cells;
    then y and x of five landmarks as shares of the height and width. The sigmoid is left out because only the few
    cells above the limit need one.

    Raises:
        ConversionFailed: when `content` is another network.
    """
    graph = read_onnx(content).graph
    take_weights_out_of_inputs(graph)
    if len(graph.input) != 1 or len(graph.output) != len(_HEADS):
        raise ConversionFailed("The CenterFace file does not have one input and four outputs.")
    del graph.value_info[:]
    fold_normalization(graph)
    fuse_linear_pairs(graph)
    _join_heads(graph)
    _rename_input(graph, "picture")
    drop_unused_weights(graph)
    free_dimensions([*graph.input, *graph.output], (0, 2, 3))
    graph.name = "centerface"
    # Conv, ConvTranspose, Relu and Add mean the same from opset 9, which the file declares, to 17.
    return bytes(finish(graph, opset=17, ir_version=8).SerializeToString())


def _join_heads(graph: GraphProto) -> None:
    """Make the four 1x1 convolutions at the end, which read the same features, into one."""
    sigmoid = maker_of(graph, graph.output[0].name)
    if sigmoid.op_type != "Sigmoid":
        raise ConversionFailed("The first output of the CenterFace file is not a probability.")
    heads = [maker_of(graph, sigmoid.input[0]), *(maker_of(graph, output.name) for output in graph.output[1:])]
    sizes = tuple(len(weights_of(graph, head.input[1])) for head in heads)
    if sizes != _HEADS or len({head.input[0] for head in heads}) != 1:
        raise ConversionFailed("The outputs of the CenterFace file are not the four known ones.")
    set_weights(graph, "maps_weights", np.concatenate([weights_of(graph, head.input[1]) for head in heads]))
    set_weights(graph, "maps_bias", np.concatenate([weights_of(graph, head.input[2]) for head in heads]))
    features = heads[0].input[0]
    for node in (sigmoid, *heads):
        graph.node.remove(node)
    graph.node.append(helper.make_node("Conv", [features, "maps_weights", "maps_bias"], ["maps"], kernel_shape=[1, 1]))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("maps", TensorProto.FLOAT, ["n", sum(_HEADS), "h", "w"]))


def _rename_input(graph: GraphProto, name: str) -> None:
    old = graph.input[0].name
    for node in graph.node:
        for index, value in enumerate(node.input):
            if value == old:
                node.input[index] = name
    graph.input[0].name = name
