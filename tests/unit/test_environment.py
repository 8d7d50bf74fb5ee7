"""The three lists of packages agree: pyproject.toml (ranges), constraints.txt (exact pins), environment.yml (conda)."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
CONDA_NAME = {"torch": "pytorch-cpu"}  # where conda-forge calls a package by another name


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]


@pytest.fixture(scope="module")
def ranges(project):
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    return {r.name: r.specifier for r in map(Requirement, lines)}


@pytest.fixture(scope="module")
def school(project):
    return {r.name: r.specifier for r in map(Requirement, project["optional-dependencies"]["school"])}


@pytest.fixture(scope="module")
def pins():
    lines = (ROOT / "constraints.txt").read_text("utf8").splitlines()
    requirements = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    return {r.name.lower().replace("_", "-"): str(r.specifier).removeprefix("==") for r in requirements}


@pytest.fixture(scope="module")
def conda():
    return yaml.safe_load((ROOT / "environment.yml").read_text("utf8"))


def test_every_requirement_is_pinned_inside_its_range(ranges, school, pins):
    for name, specifier in {**ranges, **school}.items():
        assert name.lower() in pins, f"constraints.txt does not pin {name}"
        pin = pins[name.lower()]
        assert specifier.contains(Version(pin)), f"{name}: pin {pin} is outside {specifier}"


def test_make_and_constraints_name_the_same_torch(pins):
    assert re.search(r"^TORCH := torch==(\S+)$", (ROOT / "Makefile").read_text("utf8"), re.M)[1] == pins["torch"]


def test_environment_has_the_shape_conda_reads(conda):
    assert set(conda) == {"name", "channels", "dependencies"}
    assert conda["channels"] == ["conda-forge"]
    tail = conda["dependencies"][-1]
    assert list(tail) == ["pip"], "the pip section comes last"
    for line in tail["pip"]:
        assert line == "-e ." or Requirement(line)


def test_conda_understands_each_spec(conda):
    rattler = pytest.importorskip("rattler")
    for spec in conda["dependencies"][:-1]:
        name = re.match(r"^[a-z0-9_.-]+", spec)[0]
        assert rattler.MatchSpec(spec).name.normalized == name


def test_environment_agrees_with_pyproject(conda, ranges, project):
    specs = [*conda["dependencies"][:-1], *conda["dependencies"][-1]["pip"]]
    listed = {}
    for spec in specs:
        if not spec.startswith("-") and spec != "pip":
            requirement = Requirement(spec)
            listed[requirement.name] = requirement.specifier
    assert listed.pop("python") == Requirement("python" + project["requires-python"]).specifier
    assert listed == {CONDA_NAME.get(name, name): specifier for name, specifier in ranges.items()}


def test_what_grades_is_an_extra_of_its_own(school, ranges, conda):
    """nbgrader adds buttons to JupyterLab, so neither `make lab` nor environment.yml brings it along."""
    assert set(school) == {"nbgrader"} and not set(school) & set(ranges)
    assert "nbgrader" not in str(conda)
