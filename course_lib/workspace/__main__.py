"""`python -m course_lib.workspace lab [options of jupyter lab]`, or `... copies` to make the missing copies only."""

import sys

from course_lib.workspace import lab
from course_lib.workspace.copies import make_copies
from course_lib.workspace.places import find_places

USAGE = "usage: python -m course_lib.workspace lab [options of jupyter lab] | copies"


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 2 for a command there is not, 1 when a copy could not be made."""
    match arguments:
        case ["lab", *options]:
            lab.main(options)
            return 0
        case ["copies"]:
            places = find_places()
            report = make_copies(places)
            print("\n".join(lab.copy_lines(places, report)) or f"Your copies in {places.work} are all there.")
            return 1 if report.problems else 0
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # Ctrl-C while JupyterLab was still starting; later it stops by itself
        sys.exit(130)
