"""Read by Jupyter Server when the course's launcher started it."""

import logging
import warnings

from course_lib.workspace.saving import before_saving

# Jupyter validates the hook twice and then warns that it replaced it by itself.
warnings.filterwarnings("ignore", message="Overriding existing pre_save_hook")
c = get_config()  # noqa: F821  (Jupyter defines it)
c.FileContentsManager.pre_save_hook = before_saving
# Tornado takes Jupyter's milliseconds for seconds and warns at the first connection. The timeout is right as it is:
# were it no longer than the pause between two pings, as the warning wants, each connection would be cut after 30 s.
logging.getLogger("tornado.general").addFilter(lambda record: "websocket_ping_timeout" not in record.getMessage())
