"""Operations on ONNX graphs that keep what a network computes and change how fast it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, ValueInfoProto, helper, numpy_helper

from telecine.adapters.inference.conversion import ConversionFailed

Weights: TypeAlias = npt.NDArray[np.float32]


def read_onnx(content: bytes) -> ModelProto:
    """Parse an ONNX file. Raises ConversionFailed."""
    import onnx

    try:
        return onnx.load_model_from_string(content)
    except Exception as error:
        raise ConversionFailed("The file is not an ONNX model.") from error


def clean_onnx(content: bytes) -> bytes:
    """An ONNX file that needs nothing but its weights taken out of its inputs. Raises ConversionFailed."""
    model = read_onnx(content)
    if not model.graph.node:
        raise ConversionFailed("The ONNX file holds no network.")
    take_weights_out_of_inputs(model.graph)
    return bytes(model.SerializeToString())


def take_weights_out_of_inputs(graph: GraphProto) -> None:
    """Stop declaring weights as inputs: a runtime folds and lays out only weights nobody can replace.

    CenterFace as shipped declares all of its weights as inputs; without, ONNX Runtime needs less than half the time.
    """
    weights = {tensor.name for tensor in graph.initializer}
    inputs = [value for value in graph.input if value.name not in weights]
    del graph.input[:]
    graph.input.extend(inputs)


def free_dimensions(values: Iterable[ValueInfoProto], axes: Iterable[int]) -> None:
    """Let `axes` of `values` be of any size; each gets a name of its own."""
    chosen = tuple(axes)
    for value in values:
        dimensions = value.type.tensor_type.shape.dim
        for axis in chosen:
            dimensions[axis].dim_param = "n" if axis == 0 else f"{value.name}_{axis}"


def weights_of(graph: GraphProto, name: str) -> Weights:
    """The weights called `name` as float32."""
    for tensor in graph.initializer:
        if tensor.name == name:
            return np.asarray(numpy_helper.to_array(tensor), np.float32)
    raise ConversionFailed(f"The network has no weights named {name}.")


def set_weights(graph: GraphProto, name: str, value: Weights) -> None:
    """Add or replace the weights called `name`."""
    for index, tensor in enumerate(graph.initializer):
        if tensor.name == name:
            del graph.initializer[index]
            break
    graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))


def maker_of(graph: GraphProto, value: str) -> NodeProto:
    """The node whose output is `value`."""
    makers: list[NodeProto] = [node for node in graph.node if value in node.output]
    if makers:
        return makers[0]
    raise ConversionFailed(f"Nothing in the network makes {value}.")


def users_of(graph: GraphProto, value: str) -> list[NodeProto]:
    """The nodes that read `value`."""
    return [node for node in graph.node if value in node.input]


def attribute(node: NodeProto, name: str) -> AttributeProto:
    """An attribute that has to be there."""
    found: list[AttributeProto] = [candidate for candidate in node.attribute if candidate.name == name]
    if found:
        return found[0]
    raise ConversionFailed(f"A node {node.op_type} has no attribute {name}.")


def fold_normalization(graph: GraphProto) -> int:
    """Fold every BatchNormalization that directly follows a ConvTranspose into its weights. Returns how many."""
    folded = 0
    for node in [candidate for candidate in graph.node if candidate.op_type == "BatchNormalization"]:
        before = maker_of(graph, node.input[0])
        if before.op_type != "ConvTranspose" or len(before.input) != 2 or len(users_of(graph, before.output[0])) != 1:
            continue
        gain, shift, mean, variance = (weights_of(graph, name) for name in node.input[1:5])
        scale = gain / np.sqrt(variance + attribute(node, "epsilon").f)
        kernel = weights_of(graph, before.input[1])
        set_weights(graph, before.input[1], kernel * scale[None, :, None, None])
        bias = f"{before.input[1]}_bias"
        set_weights(graph, bias, shift - mean * scale)
        before.input.append(bias)
        before.output[0] = node.output[0]
        graph.node.remove(node)
        folded += 1
    return folded


def fuse_linear_pairs(graph: GraphProto) -> int:
    """Make two 1x1 convolutions in a row, with nothing between, into one where that is less work. Returns how many."""
    fused = 0
    for second in [node for node in graph.node if _is_pointwise(graph, node)]:
        try:
            first = maker_of(graph, second.input[0])
        except ConversionFailed:
            continue
        if not _is_pointwise(graph, first) or len(users_of(graph, first.output[0])) != 1:
            continue
        one, two = weights_of(graph, first.input[1])[..., 0, 0], weights_of(graph, second.input[1])[..., 0, 0]
        if one.shape[1] * two.shape[0] >= one.size + two.size:
            continue
        bias = two.astype(np.float64) @ weights_of(graph, first.input[2]) + weights_of(graph, second.input[2])
        set_weights(graph, second.input[1], (two.astype(np.float64) @ one)[..., None, None].astype(np.float32))
        set_weights(graph, second.input[2], bias.astype(np.float32))
        second.input[0] = first.input[0]
        graph.node.remove(first)
        fused += 1
    return fused


def drop_unused_weights(graph: GraphProto) -> None:
    """Remove weights that no node reads."""
    read = {name for node in graph.node for name in node.input}
    used = [tensor for tensor in graph.initializer if tensor.name in read]
    del graph.initializer[:]
    graph.initializer.extend(used)


def finish(graph: GraphProto, *, opset: int, ir_version: int) -> ModelProto:
    """A model of `graph`. Raises ConversionFailed when it is not a valid one."""
    import onnx

    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="telecine", ir_version=ir_version
    )
    try:
        onnx.checker.check_model(model)
    except onnx.checker.ValidationError as error:
        raise ConversionFailed(f"The converted network is not valid: {error}") from error
    return model


def _is_pointwise(graph: GraphProto, node: NodeProto) -> bool:
    if node.op_type != "Conv" or len(node.input) != 3:
        return False
    kernel = weights_of(graph, node.input[1])
    plain = list(attribute(node, "strides").ints) == [1, 1] and attribute(node, "group").i == 1
    return kernel.shape[2:] == (1, 1) and plain
