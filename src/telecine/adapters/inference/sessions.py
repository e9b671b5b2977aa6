"""ONNX Runtime sessions as Telecine uses them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from telecine.kernel.errors import DefectError

Tensor: TypeAlias = npt.NDArray[np.float32]


class ModelNotLoaded(DefectError):
    """ONNX Runtime refused a converted model."""

    code = "model_not_loaded"


class Network(Protocol):
    """A network with one or more float32 inputs and outputs."""

    def run(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        """The outputs, in the order of `outputs`."""
        ...

    @property
    def inputs(self) -> Mapping[str, tuple[int | None, ...]]:
        """Shape of each input; None where any size goes."""
        ...

    @property
    def outputs(self) -> tuple[str, ...]: ...


class OnnxNetwork:
    """Implements `Network` with ONNX Runtime on the CPU."""

    def __init__(self, model: bytes | Path, *, threads: int = 1) -> None:
        """Load `model`.

        Args:
            model: path or bytes of an ONNX file.
            threads: threads one call may use; cores divided by worker processes.

        Raises:
            ModelNotLoaded: when ONNX Runtime does not accept the model.
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, threads)
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Idle threads that spin take the core from the process beside this one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        source = str(model) if isinstance(model, Path) else model
        try:
            self._session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelNotLoaded(f"ONNX Runtime does not accept a converted model: {error}") from error
        self._outputs = tuple(str(output.name) for output in self._session.get_outputs())
        self._inputs = {
            str(value.name): tuple(size if isinstance(size, int) else None for size in value.shape)
            for value in self._session.get_inputs()
        }

    def run(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        return [np.asarray(output, np.float32) for output in self._session.run(self._outputs, dict(inputs))]

    @property
    def inputs(self) -> Mapping[str, tuple[int | None, ...]]:
        return self._inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self._outputs
