"""Converted networks compute what the published ones compute."""

import numpy as np
import onnx
import pytest

from telecine.adapters.inference.conversion import CONVERTERS, ConversionFailed
from telecine.adapters.inference.conversion.centerface import convert_centerface
from telecine.adapters.inference.conversion.dlib_resnet import convert_dlib_resnet, read_layers
from telecine.adapters.inference.conversion.graphs import clean_onnx
from telecine.adapters.inference.conversion.recording import check_answers, made_up_input, sampled
from telecine.adapters.inference.sessions import ModelNotLoaded, OnnxNetwork
from tests.fixtures.models.dlib_file import SmallResNet
from tests.fixtures.models.stand_in_networks import centerface_stand_in, embedder_stand_in, small_centerface


def test_centerface_converted_answers_as_published() -> None:
    published = small_centerface()
    # Small numbers, so that the probabilities keep enough digits to compare what is before them.
    picture = made_up_input((2, 3, 64, 96), "a picture", 4) / np.float32(255)
    heat, scale, offset, points = OnnxNetwork(published).run({"in": picture})
    (maps,) = OnnxNetwork(convert_centerface(published)).run({"picture": picture})
    expected = np.concatenate([np.log(heat / (1 - heat)), scale, offset, points], axis=1)
    assert np.ptp(expected) > 1
    assert np.allclose(maps, expected, atol=1e-3)


def test_centerface_converted_takes_pictures_and_batches_of_any_size() -> None:
    network = OnnxNetwork(convert_centerface(small_centerface()))
    assert network.inputs == {"picture": (None, 3, None, None)}
    (maps,) = network.run({"picture": np.zeros((3, 3, 32, 160), np.float32)})
    assert maps.shape == (3, 15, 8, 40)


def test_centerface_converted_holds_fewer_nodes_and_no_weights_among_its_inputs() -> None:
    before = onnx.load_model_from_string(small_centerface()).graph
    after = onnx.load_model_from_string(convert_centerface(small_centerface())).graph
    assert [value.name for value in after.input] == ["picture"]
    assert {node.op_type for node in before.node} - {node.op_type for node in after.node} == {
        "BatchNormalization",
        "Sigmoid",
    }
    # One of the two 1x1 convolutions in a row, three of the four heads.
    count = {"before": before, "after": after}
    convolutions = {name: sum(node.op_type == "Conv" for node in graph.node) for name, graph in count.items()}
    assert convolutions["before"] - convolutions["after"] == 4


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"this is text", id="text"),
        pytest.param(centerface_stand_in(), id="one output"),
        pytest.param(small_centerface()[:-400], id="cut off"),
    ],
)
def test_what_is_not_centerface_is_refused(content: bytes) -> None:
    with pytest.raises(ConversionFailed):
        convert_centerface(content)


def test_the_dlib_network_converted_answers_as_dlib_computes() -> None:
    net = SmallResNet()
    faces = made_up_input((3, 3, 150, 150), "faces", 9)
    (vectors,) = OnnxNetwork(convert_dlib_resnet(net.file())).run({"faces": faces})
    expected = net.answer(faces.astype(np.float64))
    assert np.ptp(expected) > 0.1
    assert np.allclose(vectors, expected, atol=1e-4)


def test_every_number_of_the_dlib_file_is_read_as_written() -> None:
    net = SmallResNet()
    means, layers = read_layers(net.file())
    assert means.tolist() == pytest.approx(net.means)
    stem = next(layer for layer in layers if layer.kind == "con_4")
    assert stem.sizes == (4, 7, 7, 2, 2, 0, 0)
    assert np.array_equal(stem.weights[:-4], net.weights["stem"].ravel())
    assert [layer.kind for layer in layers][-1] == "fc_2"


@pytest.mark.parametrize("kept", [0, 10, 400, 3_000])
def test_a_dlib_file_that_ends_early_is_refused(kept: int) -> None:
    with pytest.raises(ConversionFailed):
        convert_dlib_resnet(SmallResNet().file()[:kept])


def test_a_dlib_file_with_a_number_that_is_none_is_refused() -> None:
    net = SmallResNet()
    net.weights["a1"][0, 0, 0, 0] = np.nan
    with pytest.raises(ConversionFailed):
        convert_dlib_resnet(net.file())


def test_an_onnx_file_loses_only_its_weights_among_the_inputs() -> None:
    cleaned = onnx.load_model_from_string(clean_onnx(small_centerface())).graph
    assert [value.name for value in cleaned.input] == ["in"]
    assert len(cleaned.node) == len(onnx.load_model_from_string(small_centerface()).graph.node)
    with pytest.raises(ConversionFailed):
        clean_onnx(b"")


def test_the_made_up_input_depends_on_its_seed_alone() -> None:
    first = made_up_input((2, 3, 20, 30), "seed", 10)
    assert first.shape == (2, 3, 20, 30)
    assert np.array_equal(first, made_up_input((2, 3, 20, 30), "seed", 10))
    assert not np.array_equal(first, made_up_input((2, 3, 20, 30), "other", 10))
    # Written down once: it has to stay the same on every machine, or recorded answers mean nothing.
    assert first[0, 0, 0, ::10].tolist() == [79, 214, 128]
    assert (first[0, :, :10, :10] == first[0, :, :1, :1]).all()


def test_a_network_that_answers_differently_is_refused() -> None:
    network = OnnxNetwork(embedder_stand_in(8, "n"))
    given = made_up_input((6, 3, 8, 8), "seed", 4)
    answers = sampled(network.run({"data": given}), 16)
    check_answers(network, given, answers.tolist(), 1e-3, "stand-in")
    answers[5] += 0.1
    with pytest.raises(ConversionFailed, match=r"0\.1 apart where 0\.001 is allowed"):
        check_answers(network, given, answers.tolist(), 1e-3, "stand-in")
    answers[5] = np.nan
    with pytest.raises(ConversionFailed):
        check_answers(network, given, answers.tolist(), 1e-3, "stand-in")


def test_every_converter_has_a_version() -> None:
    assert all(converter.version >= 1 for converter in CONVERTERS.values())


def test_what_onnx_runtime_does_not_accept_is_a_defect_that_says_so() -> None:
    with pytest.raises(ModelNotLoaded, match="does not accept"):
        OnnxNetwork(b"not a model")
