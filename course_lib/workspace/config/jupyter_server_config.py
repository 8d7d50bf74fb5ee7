"""Read by Jupyter Server when the course's launcher started it."""

import warnings

from course_lib.workspace.saving import before_saving

# Jupyter validates the hook twice and then warns that it replaced it by itself.
warnings.filterwarnings("ignore", message="Overriding existing pre_save_hook")
c = get_config()  # noqa: F821  (Jupyter defines it)
c.FileContentsManager.pre_save_hook = before_saving
# Without this line every first connection warns that a ping must not wait longer than the pause between two pings.
c.ServerApp.tornado_settings = {"ws_ping_timeout": 30_000}
