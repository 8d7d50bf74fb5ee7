"""The student's desk: own copies of lectures and exercises in work/, progress beside them, and the Lab around both.

Nothing here knows any mathematics, and nothing here ever writes over what a student has changed.
"""

from course_lib.workspace.copies import fresh_copy, make_copies
from course_lib.workspace.index import overview
from course_lib.workspace.predictions import commit
from course_lib.workspace.progress_file import progress, record

__all__ = ["commit", "fresh_copy", "make_copies", "overview", "progress", "record"]
