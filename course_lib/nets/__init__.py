"""The architectures of the course as torch modules. A factory called without arguments builds the published network."""

from .lenet import lenet5_modern

__all__ = ["lenet5_modern"]
