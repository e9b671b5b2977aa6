"""Keys: the hash of everything that goes into a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from telecine.engine.capabilities import ModelRef
from telecine.engine.stage import Params, Stage
from telecine.kernel.hashing import digest


def source_key(sha256: str) -> str:
    """Key of the root input."""
    return f"source:{sha256}"


def gather_key(keys: Sequence[str]) -> str:
    """Key that stands for the results of a whole fan-out, in item order."""
    return digest({"gather": list(keys)})


@dataclass(slots=True)
class KeyMaker:
    """Makes the keys of one stage; what is the same for every item is hashed into text once."""

    stage: Stage
    params: Params
    models: Mapping[str, ModelRef]
    _head: str = field(init=False)

    def __post_init__(self) -> None:
        used = {name: self.models[name].key_part() for name in self.stage.resources.models}
        params = self.params.model_dump(mode="python")
        self._head = digest({"stage": self.stage.id, "version": self.stage.version, "params": params, "models": used})

    def key(self, inputs: Mapping[str, str | None], item: str | None) -> str:
        """The key for these input keys (by artifact name; None for an absent optional one) and item id."""
        return digest({"head": self._head, "inputs": dict(inputs), "item": item})


def fingerprint(value: object) -> str:
    """Hash by which two identical requests are recognised."""
    return digest(value)
