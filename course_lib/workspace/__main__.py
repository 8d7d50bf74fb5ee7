"""What the Makefile calls: `python -m course_lib.workspace COMMAND`.

lab [options of jupyter lab]               the course in JupyterLab
present LECTURE [options of jupyter lab]   one lecture as slides whose cells run
copies                                     make the copies that are missing, no more
"""

import sys

from course_lib.workspace import lab, presenting
from course_lib.workspace.copies import make_copies
from course_lib.workspace.places import find_places

USAGE = "usage: python -m course_lib.workspace COMMAND\n\n" + __doc__.partition("\n\n")[2]


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 2 for a command there is not, 1 when a copy could not be made."""
    match arguments:
        case ["lab", *options]:
            lab.main(options)
            return 0
        case ["present", name, *options]:
            return presenting.main(name, options)
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
