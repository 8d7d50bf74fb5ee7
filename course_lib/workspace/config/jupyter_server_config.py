"""Read by Jupyter Server when the course's launcher started it."""

from course_lib.workspace.lab import keep_index

c = get_config()  # noqa: F821  (Jupyter defines it)
c.FileContentsManager.pre_save_hook = keep_index
