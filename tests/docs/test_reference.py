"""The reference says what the product says: it is generated, committed, and compared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import PAGES, main
from docs.generators import advice, codes, columns, errors, settings
from docs.generators.cli import commands
from docs.generators.graph import REGISTRY
from telecine.records import catalog
from telecine.settings import names
from tests.architecture.tree import ROOT
from tests.docs.documents import DOCS, read


def _headings(page: str) -> set[str]:
    return set(read(DOCS / "reference" / page).headings())


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_product_says_now(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "`make docs` writes it anew"


def test_generating_again_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert capsys.readouterr().out == ""


def test_pages_do_not_depend_on_the_machine_or_the_user(tmp_path: Path) -> None:
    code = "from docs.generate import PAGES; print(''.join(write() for write in PAGES.values()), end='')"
    printed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "COLUMNS": "40", "HOME": str(tmp_path), "LANG": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1",
            "PYTHONPATH": str(ROOT / "src"), "TELECINE_HOME": str(tmp_path), "TELECINE_WORKERS": "3",
            "XDG_DATA_HOME": str(tmp_path),
        },
        capture_output=True,
        check=True,
        text=True,
    ).stdout  # fmt: skip
    assert printed == "".join((ROOT / name).read_text(encoding="utf-8") for name in PAGES)


def test_every_command_has_its_part() -> None:
    assert {words for words, _ in commands()} <= _headings("cli.md")


def test_every_option_is_listed_with_its_command() -> None:
    text = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    parts = {part.split("\n", 1)[0]: part for part in text.split("\n## ")}
    missing = [
        f"{words} {option}"
        for words, context in commands()
        for param in context.command.get_params(context)
        if not getattr(param, "hidden", False)
        for option in (param.opts if param.param_type_name == "option" else [param.metavar])
        if option not in parts[words]
    ]
    assert not missing


def test_every_setting_is_on_its_page_and_in_the_example() -> None:
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in names() if f"| `{name}` |" not in page] == []
    assert [name for name in names() if f"\n# {name}=" not in example] == []


def test_every_stage_application_and_record_has_its_part() -> None:
    assert REGISTRY.stages.keys() | REGISTRY.applications.keys() <= _headings("stages.md")
    assert {artifact.name for artifact in catalog.ALL} <= _headings("records.md")
    tables = {f"{artifact.name}: {table}" for artifact in catalog.ALL for table in artifact.tables}
    assert tables <= _headings("records.md")


def test_every_code_and_class_of_the_error_tree_is_listed() -> None:
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    assert [each.name for each in codes.codes() if f"`{each.name}`" not in page] == []
    assert [name for name in codes.tree() if f"| {name} |" not in page] == []


def test_advice_is_about_codes_that_exist() -> None:
    assert advice.ADVICE.keys() == {each.name for each in codes.codes()}


def test_a_code_without_advice_stops_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(advice.ADVICE, "no_space")
    with pytest.raises(KeyError, match="what to do about no_space"):
        errors.page()


def test_a_default_that_depends_on_the_machine_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(settings.MADE, "TELECINE_WORKERS")
    with pytest.raises(KeyError, match="default of TELECINE_WORKERS"):
        settings.page()


def test_a_column_without_words_stops_the_generator() -> None:
    with pytest.raises(KeyError, match="no_such_column"):
        columns.describe("faces.tracks/crops", ["track_id", "rank", "at_num", "at_den", "jpeg", "no_such_column"])


def test_the_source_is_searched_for_codes_that_single_errors_get() -> None:
    found = {each.name: each.kind for each in codes.codes() if not each.is_own}
    assert found["bad_setting"] == "UserError"
    assert found["file_missing"] == "BadMedia"
    assert found["input_lost"] == "TransientError"
