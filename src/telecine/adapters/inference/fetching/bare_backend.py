"""Stands in for setuptools while pip downloads a source distribution.

pip asks the build backend of every source distribution for its metadata, even when it only downloads, and setuptools
answers by running the `setup.py` in it. This module is put in setuptools' place and answers from `PKG-INFO`, so that
nothing of the distribution runs. It is copied beside pip and imports nothing but the standard library.

The names and arguments are those of PEP 517.
"""

from email import message_from_bytes
from pathlib import Path


class _Backend:
    def get_requires_for_build_wheel(self, config_settings: object = None) -> list[str]:
        return []

    def get_requires_for_build_sdist(self, config_settings: object = None) -> list[str]:
        return []

    def prepare_metadata_for_build_wheel(self, metadata_directory: str, config_settings: object = None) -> str:
        """Pip calls this in the folder of the unpacked distribution."""
        written = message_from_bytes(Path("PKG-INFO").read_bytes())
        name, version = str(written["Name"]), str(written["Version"])
        folder = Path(metadata_directory) / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
        return folder.name


__legacy__ = _Backend()
