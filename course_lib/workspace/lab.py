"""Start JupyterLab on the index with the settings of the course: what `make lab` runs."""

import contextlib
import json
import os
import sys
from pathlib import Path

from course_lib.workspace.copies import CopyReport, make_copies
from course_lib.workspace.places import Places, find_places
from course_lib.workspace.saving import INDEX

CONFIG = Path(__file__).with_name("config")
TRUSTED = ("lectures", "exercises", "solutions")


def main(arguments: list[str]) -> None:
    """Make missing copies, trust the notebooks of the course, run JupyterLab until it is stopped."""
    places = find_places()
    prepare(places)
    launch(places, arguments)


def prepare(places: Places) -> None:
    """Make missing copies and trust the notebooks of the course, and say so."""
    say(f"Course folder: {places.root}")
    for line in copy_lines(places, make_copies(places)):
        say(line)
    trust(places)


def launch(places: Places, arguments: list[str], config: Path | None = None) -> None:
    """Run JupyterLab until it is stopped; the settings in the folder `config` go before those of the course."""
    folders = [config, CONFIG, os.environ.get("JUPYTER_CONFIG_PATH")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(str(folder) for folder in folders if folder)
    os.chdir(places.root)
    options = lab_options(places, arguments)
    if "--no-browser" in options:
        say("Starting JupyterLab; open the address it prints below. Ctrl-C stops it.")
    else:
        say("Starting JupyterLab; your browser opens it. Ctrl-C stops it.")
    from jupyterlab.labapp import LabApp  # late: it takes half a second, and the lines above should not wait

    LabApp.launch_instance(argv=options)


def say(line: str) -> None:
    print(line, flush=True)


def lab_options(places: Places, arguments: list[str]) -> list[str]:
    """Options of `jupyter lab`: those of ours that the caller does not give, then the caller's."""
    options = [
        f"--ServerApp.root_dir={places.root}",
        f"--LabApp.default_url=/lab/tree/{INDEX}",
        "--ServerApp.answer_yes=True",  # Ctrl-C stops at once: nothing is lost, kernels hold no files of ours
    ]
    if places.work_is_inside:  # the tabs left open belong to this course, not to every Lab of this user
        options.append(f"--LabApp.workspaces_dir={places.work / '.lab'}")
    if not any(word in argument for argument in arguments for word in ("token", "password", "log", "debug")):
        options.append("--Application.log_level=WARN")  # leaves the address, which counts as critical
    if not can_open_browser():
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # a container
    given = {argument.partition("=")[0] for argument in arguments}  # JupyterLab refuses to be told twice
    return [option for option in options if option.partition("=")[0] not in given] + arguments


def can_open_browser() -> bool:
    """Whether a browser window can appear here. Text browsers, which `webbrowser` would start, do not count."""
    if sys.platform in ("win32", "darwin"):
        return True
    import webbrowser

    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    with contextlib.suppress(webbrowser.Error):
        webbrowser.get()
        return True
    return False


def copy_lines(places: Places, report: CopyReport) -> list[str]:
    """What happened to the copies, one line each; nothing when nothing happened."""
    lines = []
    if report.made:
        lines.append(f"Made your copies in {places.work}: {', '.join(report.made)}")
    if report.renewed:
        lines.append(f"Renewed copies you had not changed: {', '.join(report.renewed)}")
    return lines + report.problems


def trust(places: Places) -> None:
    """Sign the notebooks of the course, so that Jupyter shows their widgets before a cell is run.

    A signature is one of the content: an unchanged copy in work/ is trusted with its original. Signing is a
    convenience too: where the signature file cannot be written, the Lab shows pictures instead of widgets.
    """
    from nbformat import from_dict
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for path in sorted(path for folder in TRUSTED for path in (places.root / folder).glob("*.ipynb")):
        try:
            notary.sign(from_dict(json.loads(path.read_bytes())))
        except Exception as wrong:  # one unreadable notebook must not keep the Lab from starting
            say(f"{path.name} could not be marked as trusted: {wrong}")
    notary.store.close()
