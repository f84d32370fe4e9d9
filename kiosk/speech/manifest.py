"""What `assets/models.yaml` says: each model's files, their hashes, and its sources, best first."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from kiosk.speech.types import SpeechError

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _inside(name: str) -> str:
    """`name`, which must stay inside the model's folder."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError(f"{name!r} is not a path inside the model's folder")
    return name


class ModelFile(_Strict):
    """One file of a model."""

    name: Annotated[str, Field(min_length=1)]
    bytes: Annotated[int, Field(ge=0)]
    sha256: _Sha256

    _name_inside = field_validator("name")(_inside)


class ArchiveSource(_Strict):
    """A zip on the model's home page. Its members below `strip` become the files."""

    kind: Literal["archive"]
    url: Annotated[str, Field(pattern=r"^https?://")]
    bytes: Annotated[int, Field(gt=0)]
    sha256: _Sha256
    strip: str = ""

    @property
    def file_name(self) -> str:
        return self.url.rsplit("/", 1)[-1]


class Package(_Strict):
    """A released package of a registry; the registry's own client knows where that is."""

    registry: Literal["pypi", "npm"]
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+_-]*$")]
    bytes: Annotated[int, Field(gt=0)]
    """Size of the download, for the progress bar only."""

    def is_file(self, file_name: str) -> bool:
        """Is that the name of this package's archive, as pip or npm would write it?"""
        if self.registry == "npm":
            return file_name == f"{self.name}-{self.version}.tgz"
        wheel = file_name.lower().replace("-", "_").replace(".", "_")
        stem = f"{self.name}-{self.version}".lower().replace("-", "_").replace(".", "_")
        return file_name.endswith(".whl") and wheel.startswith(stem + "_")


class Part(_Strict):
    """A member of a package that is a file, or a stretch of one."""

    package: str
    member: str


class PackageSource(_Strict):
    """Files made of the members of packages, joined in order."""

    kind: Literal["packages"]
    packages: dict[str, Package]
    parts: dict[str, tuple[Part, ...]]

    @model_validator(mode="after")
    def _known_packages(self) -> Self:
        for name, parts in self.parts.items():
            for part in parts:
                if part.package not in self.packages:
                    raise ValueError(f"{name}: no package {part.package!r} in this source")
        return self


class BroughtSource(_Strict):
    """Files that only an operator can bring: `--from` a folder that holds the model's `must_have`.

    Nobody vouches for their bytes but who brings them; the receipt keeps their hashes from then on.
    """

    kind: Literal["brought"]
    page: Annotated[str, Field(min_length=1)]
    """Where an operator finds them, in words."""


Source = Annotated[ArchiveSource | PackageSource | BroughtSource, Field(discriminator="kind")]


class ModelEntry(_Strict):
    """One model."""

    title: str
    licence: str
    required: bool
    for_tests: bool = False
    """Only tests use it."""
    files: tuple[ModelFile, ...] = ()
    """Empty where the archive's own hash vouches for what is in it."""
    must_have: tuple[str, ...] = ()
    """Files that must be there after an archive without a list of files was unpacked, or that are brought."""
    sources: tuple[Source, ...]

    @model_validator(mode="after")
    def _verifiable(self) -> Self:
        names = {f.name for f in self.files}
        if self.required and self.for_tests:
            raise ValueError("what only tests use can't be required")
        for source in self.sources:
            if isinstance(source, BroughtSource) and (self.files or len(self.sources) > 1):
                raise ValueError("files that are brought have no hashes and no other source")
            if isinstance(source, PackageSource) and set(source.parts) != names:
                raise ValueError("a source of packages must give exactly the listed files")
        if not self.files and not self.must_have:
            raise ValueError("either files or must_have is needed")
        return self


class Manifest(_Strict):
    """All models, by name."""

    version: Literal[1]
    models: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")], ModelEntry]


def load_manifest(path: Path) -> Manifest:
    """Read and check `models.yaml`.

    Raises SpeechError `manifest_bad`.
    """
    try:
        return Manifest.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SpeechError("manifest_bad", f"{path.name} can't be used: {error}") from error
