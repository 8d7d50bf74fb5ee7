"""What a notebook's outputs depend on, as one digest: its code cells, the course_lib files they import
(transitively, read from the source, nothing is run), the files those load, and the figures it shows.

Prose is left out: a sentence changes no output, and that the pair agrees on prose is another check.
"""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path

from nbformat import NotebookNode

from .course import Course, Refusal

RECIPE = "1"  # raise it when the way of executing changes what is stored
PACKAGE = "course_lib"


def digest(course: Course, source: Path, nb: NotebookNode) -> str:
    """Hex digest of all that the outputs of `nb` (read from `source`) follow from."""
    sha = hashlib.sha256(RECIPE.encode())
    for cell in nb.cells:
        if cell.cell_type == "code":
            sha.update(b"\0cell\0" + cell.source.encode())
    for path in inputs(course, source):
        sha.update(b"\0file\0" + course.relative(path).encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()[:32]


def inputs(course: Course, source: Path) -> list[Path]:
    """Every file besides the notebook itself that its outputs depend on, sorted."""
    modules: dict[Path, ast.Module] = {}
    tree = _parse(course, source)
    waiting = sorted(_imports(course, tree, source))
    while waiting:
        path = waiting.pop()
        if path not in modules:
            modules[path] = _parse(course, path)
            waiting += sorted(_imports(course, modules[path], path) - modules.keys())
    return sorted(set(modules) | _assets(modules, source) | _figures(course, source))


def _parse(course: Course, path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Refusal(f"{course.relative(path)}, line {error.lineno}: {error.msg}") from error


def _imports(course: Course, tree: ast.Module, path: Path) -> set[Path]:
    """Files of course_lib that a module imports, anywhere in it (also inside functions)."""
    found: set[Path] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found |= _module_files(course, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = path.parent.relative_to(course.root).parts
                base = ".".join((*package[: len(package) - node.level + 1], *filter(None, [base])))
            found |= _module_files(course, base)
            for alias in node.names:  # a name may itself be a module: from course_lib import widgets
                found |= _module_files(course, f"{base}.{alias.name}")
    if path.name == "__init__.py" and any(getattr(node, "name", "") == "__getattr__" for node in tree.body):
        found |= set(path.parent.glob("*.py"))  # loads its modules by name at run time: assume all of them
    return found - {path}


def _module_files(course: Course, name: str) -> set[Path]:
    """The file of a dotted course_lib name and the __init__.py files on the way; the empty set for others."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return set()
    found, folder = set(), course.root
    for part in parts:
        module = folder / f"{part}.py"
        folder = folder / part
        hit = folder / "__init__.py" if (folder / "__init__.py").exists() else module
        if not hit.exists():
            break
        found.add(hit)
    return found


def _assets(modules: dict[Path, ast.Module], source: Path) -> set[Path]:
    """Files beside the modules (scripts, styles, images, tables) that one of them names, or that share a
    module's stem: kit.py and kit.js, or "perceptron.png" in a string. Of the files beside the notebook, those
    that a module names in full ("parts.toml")."""
    words: dict[Path, set[str]] = {}
    for path, tree in modules.items():
        said = words.setdefault(path.parent, set())
        said.add(path.stem)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
                said |= set(re.split(r"[^\w.-]+", node.value))
    found = set()
    for folder, said in words.items():
        for path in sorted(folder.rglob("*")):
            data = path.is_file() and path.suffix not in (".py", ".pyc") and not path.name.startswith(".")
            if data and (path.name in said or path.stem in said):
                found.add(path)
    named = set().union(*words.values()) if words else set()
    return found | {path for path in source.parent.iterdir()
                    if path.is_file() and path.suffix not in (".py", ".ipynb") and path.name in named}


def _figures(course: Course, source: Path) -> set[Path]:
    """figs/NAME.svg that the text shows: figure("NAME"), or a link to NAME.svg."""
    text = source.read_text(encoding="utf-8")
    return {path for path in course.files("figs", "*.svg")
            if re.search(rf"""["'/]{re.escape(path.stem)}(\.svg|["'])""", text)}
