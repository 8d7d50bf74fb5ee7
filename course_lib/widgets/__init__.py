"""The pictures of the course: widgets to move, and still pictures with alternative text."""

from .picture import canvas, figure, picture

__all__ = ["canvas", "figure", "picture"]
