"""The models of one process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar, cast

from telecine.adapters.inference.centerface import CenterFace
from telecine.adapters.inference.embedders import AlignedEmbedder
from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest, ModelEntry
from telecine.adapters.inference.sessions import Network, OnnxNetwork
from telecine.adapters.inference.yunet import YuNet
from telecine.engine.capabilities import Capability, ModelRef
from telecine.kernel.errors import DefectError, UserError

C = TypeVar("C")
Build: TypeAlias = Callable[[Network, Mapping[str, object]], object]


def _number(settings: Mapping[str, object], name: str) -> float:
    return float(str(settings[name]))


ADAPTERS: Final[Mapping[str, Build]] = {
    "centerface": lambda network, settings: CenterFace(
        network, threshold=_number(settings, "threshold"), overlap=_number(settings, "overlap")
    ),
    "yunet": lambda network, settings: YuNet(
        network, threshold=_number(settings, "threshold"), overlap=_number(settings, "overlap")
    ),
    "dlib-resnet": lambda network, _: AlignedEmbedder.dlib(network),
    "sface": lambda network, _: AlignedEmbedder.sface(network),
}


class ModelSet:
    """Implements `engine.ports.Models`: what a job froze, loaded once, when first asked for."""

    def __init__(
        self,
        refs: Mapping[str, ModelRef],
        folder: Path | None = None,
        *,
        threads: int = 1,
        manifest: Manifest | None = None,
    ) -> None:
        """Serve the models of `refs` (by capability).

        Args:
            refs: what the job froze.
            folder: of fetched models; the user's cache folder without one.
            threads: for each call of a model.
            manifest: where the models are listed; the one Telecine ships without one.
        """
        self._refs = dict(refs)
        self._folder = ModelFolder(manifest or Manifest.load(), folder)
        self._threads = threads
        self._loaded: dict[str, object] = {}

    def ref(self, capability: Capability[Any]) -> ModelRef:
        """Raises DefectError when the stage did not declare the capability."""
        try:
            return self._refs[capability.name]
        except KeyError:
            raise DefectError(
                f"No model was chosen for {capability.name}: the stage does not declare it in its resources."
            ) from None

    def get(self, capability: Capability[C]) -> C:
        """The model, ready to use.

        Raises:
            ModelMissing: when it was not fetched; the message says how to.
            UserError: when this version of Telecine no longer lists that model.
            DefectError: when the stage did not declare the capability.
        """
        ref = self.ref(capability)
        if capability.name not in self._loaded:
            entry = self._listed(ref)
            network = OnnxNetwork(self._folder.path(entry.name), threads=self._threads)
            self._loaded[capability.name] = ADAPTERS[entry.name](network, ref.settings)
        return cast("C", self._loaded[capability.name])

    def _listed(self, ref: ModelRef) -> ModelEntry:
        entry = self._folder.manifest.model(ref.id)
        now = self._folder.manifest.ref(entry)
        if (now.sha256, now.converter) != (ref.sha256, ref.converter):
            raise UserError(
                f"The job was planned with another version of {ref.id} than this Telecine has. Submit it again.",
                code="model_changed",
            )
        return entry
