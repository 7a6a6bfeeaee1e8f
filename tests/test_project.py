"""The house rules that no single module can keep: layers, lightness, versions, words."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from engine import errors

HEAVY = ("numpy", "numba", "llvmlite", "polars", "pandas", "pyarrow")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|tmp|home|Users)/\w")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".cfg",
    ".html",
    ".css",
    ".js",
    ".jinja",
    ".svg",
    ".json",
    "",
}
ROWS = range(1, 63)
# Rows of docs/semantics.md that are settled and marked "later" there, as a whole.
LATER_ROWS = {14, 24, 36, 45, 62}
ERRORS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}


@pytest.fixture(scope="module")
def tracked(root):
    """Every text file that belongs to the repository, or to the source archive."""
    answer = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        pytest.skip("not a git checkout")
    files = (root / line for line in answer.stdout.splitlines())
    return [path for path in files if path.suffix in TEXT and path.is_file()]


@pytest.fixture(scope="module")
def project(root):
    """The [project] table of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


def heavy_modules(root, code):
    """Names out of HEAVY that a new process has imported after running the code."""
    tail = f"import json, sys; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    answer = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tail}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


def test_imports_run_from_service_to_engine_to_kernels_only(root):
    answer = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout


def test_importing_engine_loads_nothing_compiled(root):
    assert heavy_modules(root, "import engine") == []


def test_help_loads_nothing_compiled(root):
    code = "import sys, service.cli\nsys.argv = ['openbell', '--help']\n"
    code += (
        "try:\n    service.cli.main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )
    assert heavy_modules(root, code) == []


def test_no_tracked_file_names_a_path_of_one_machine(tracked):
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in tracked
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_the_version_is_the_same_everywhere(root, project):
    assert version("openbell") == project["version"]
    assert f"## {project['version']}" in (root / "CHANGELOG.md").read_text()


def test_the_lock_pins_every_dependency_within_its_bounds(root, project):
    lines = (root / "tests" / "requirements.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    pinned = {canonicalize_name(name): pin for name, pin in pins.items()}
    wanted = map(Requirement, project["dependencies"] + project["optional-dependencies"]["test"])
    unmet = [
        str(need)
        for need in wanted
        if pinned.get(canonicalize_name(need.name), "") not in need.specifier
    ]
    assert unmet == []


def test_the_lock_holds_what_the_pinned_packages_need_in_turn(root):
    lines = (root / "tests" / "requirements.txt").read_text().splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if "==" in line}
    needs = {
        canonicalize_name(need.name)
        for name in pinned
        for need in map(Requirement, requires(name) or [])
        if need.marker is None or need.marker.evaluate({"extra": ""})
    }
    assert needs - pinned == set()


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_semantics_is_explained(root, row):
    assert re.search(rf"\bRow {row}\b", (root / "docs" / "semantics.md").read_text())


@pytest.mark.parametrize("row", [row for row in ROWS if row not in LATER_ROWS])
def test_every_row_of_the_semantics_has_a_test_of_its_name(root, row):
    name = re.compile(rf"^\s*def test_row_{row}_", re.MULTILINE)
    tests = (path for path in (root / "tests").rglob("test_*.py") if "oracles" not in path.parts)
    assert any(name.search(path.read_text(encoding="utf-8")) for path in tests)


@pytest.mark.parametrize("kind", ERRORS.values(), ids=ERRORS)
def test_an_error_class_says_in_one_sentence_what_it_means(kind):
    assert (kind.__doc__ or "").endswith(".")
    assert issubclass(kind, errors.OpenbellError)


def test_the_tree_drawn_in_errors_is_the_tree_of_the_classes():
    drawn, path = {}, []
    for line in errors.__doc__.splitlines():
        found = re.match(r"([│ ]*(?:[├└]── )?)([A-Z][a-z]+[A-Z]\w+)", line)
        if found:
            depth = len(found[1]) // 4
            path[depth:] = [found[2]]
            drawn[found[2]] = path[depth - 1] if depth else "Exception"
    assert drawn == {name: kind.__bases__[0].__name__ for name, kind in ERRORS.items()}


def test_every_module_and_public_name_of_the_packages_has_a_docstring(root):
    missing = [
        f"{path.relative_to(root)}: {getattr(node, 'name', 'module')}"
        for package in ("engine", "kernels", "service")
        for path in sorted((root / package).rglob("*.py"))
        for tree in [ast.parse(path.read_text(encoding="utf-8"))]
        for node in [tree, *tree.body]
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        if tree.body and not getattr(node, "name", "module").startswith("_")
        if not ast.get_docstring(node)
    ]
    assert missing == []
