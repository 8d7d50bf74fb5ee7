"""MNIST and CIFAR-10 from files that you have, or from OpenML.

Nothing here unpickles: a pickle can run any program when it is opened, so CIFAR is read in its "binary version" and
.npz files with allow_pickle=False.
"""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np

from .split import Split

IDX_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
MNIST_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
CIFAR_FILES = (*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin")


def read_idx(path: str | Path) -> np.ndarray:
    """An array in the IDX format, in which MNIST is published; unpacked if the name ends in .gz.

    The file: two zero bytes, the type, the number of axes, each length as 4 bytes (largest first), the numbers.

    Raises FileNotFoundError, or ValueError when the file is no IDX file, is cut off or goes on too long.
    Source: the description beside the files, LeCun, Cortes, Burges (1998).
    """
    path = Path(path)
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        try:
            start = file.read(4)
            if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in IDX_TYPES:
                raise ValueError(f"{path} is no IDX file: it begins with {start.hex(' ') or 'nothing'}")
            dtype = np.dtype(IDX_TYPES[start[2]])
            lengths = file.read(4 * start[3])
            shape = tuple(int.from_bytes(lengths[i : i + 4], "big") for i in range(0, len(lengths), 4))
            expected = math.prod(shape) * dtype.itemsize
            content = _read_at_most(file, expected + 1)
        except (EOFError, gzip.BadGzipFile) as error:
            raise ValueError(f"{path} is cut off or damaged ({error}): copy it again") from None
    if len(lengths) < 4 * start[3]:
        raise ValueError(f"{path} is cut off within its head: copy it again")
    if len(content) != expected:
        long = "more" if len(content) > expected else f"{len(content):,}"
        raise ValueError(f"{path} must hold {expected:,} bytes for the shape {shape}, got {long}: copy it again")
    return np.frombuffer(content, dtype).reshape(shape).astype(dtype.newbyteorder("="))


def _read_at_most(file, count: int) -> bytes:
    """Piece by piece: a damaged head may promise more than the memory holds."""
    content = bytearray()
    while len(content) < count and (piece := file.read(min(2**20, count - len(content)))):
        content += piece
    return bytes(content)


def mnist(folder: str | Path | None = None) -> Split:
    """60,000 + 10,000 handwritten digits of 28x28: from the four IDX files in `folder` (.gz or not), else OpenML.

    Returns  Split of images (N, 1, 28, 28) float32 in [0, 1] and labels (N,) int64

    Raises FileNotFoundError (which file is missing), ValueError (a damaged one), ConnectionError (no network).
    Source: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998).
    """
    if folder is None:
        images, labels = _from_openml("mnist_784", "mnist")
        return _split(images.reshape(-1, 1, 28, 28), labels, 60_000)
    images, labels, images_test, labels_test = (read_idx(_find(Path(folder), name)) for name in MNIST_FILES)
    return Split(_unit(images[:, None]), _labels(labels), _unit(images_test[:, None]), _labels(labels_test))


def cifar10(folder: str | Path | None = None) -> Split:
    """50,000 + 10,000 small photographs of ten classes: from the "binary version" in `folder`, else OpenML.

    Returns  Split of images (N, 3, 32, 32) float32 in [0, 1] and labels (N,) int64 (airplane, automobile, bird, cat,
             deer, dog, frog, horse, ship, truck)

    Raises FileNotFoundError (which file is missing), ValueError (a damaged one), ConnectionError (no network).
    Source: Krizhevsky, Learning Multiple Layers of Features from Tiny Images (2009).
    """
    if folder is None:
        images, labels = _from_openml("CIFAR_10", "cifar10")
        return _split(images.reshape(-1, 3, 32, 32), labels, 50_000)
    folder = Path(folder)
    if (folder / "data_batch_1").exists() and not (folder / CIFAR_FILES[0]).exists():
        raise ValueError(
            f'{folder} holds the "python version" of CIFAR-10, which consists of pickles. A pickle can run any '
            'program, so the course does not open it: use the "binary version" (data_batch_1.bin and so on)'
        )
    batches = [read_cifar_binary(_find(folder, name)) for name in CIFAR_FILES]
    images = np.concatenate([images for images, _ in batches])
    labels = np.concatenate([labels for _, labels in batches])
    return _split(images, labels, len(images) - len(batches[-1][0]))


def read_cifar_binary(path: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """One file of CIFAR-10's binary version: images (N, 3, 32, 32) and labels (N,), both uint8.

    The file: for each image one byte of label and 3 * 1,024 bytes of red, green and blue, row by row.

    Raises ValueError when the length does not fit or a label is above 9.
    """
    rows = np.fromfile(path, np.uint8)
    if rows.size == 0 or rows.size % 3073:
        raise ValueError(f"{path} must hold a multiple of 3,073 bytes, got {rows.size:,}: copy it again")
    rows = rows.reshape(-1, 3073)
    labels, images = rows[:, 0], rows[:, 1:].reshape(-1, 3, 32, 32)
    if labels.max() > 9:
        raise ValueError(f"{path}: labels must be at most 9, got {labels.max()}: is it CIFAR-10's binary version?")
    return images, labels


def read_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """All arrays of an .npz file by name, never a pickle.

    Raises ValueError when the file holds Python objects instead of plain arrays, or is no .npz file.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, AttributeError, OSError, EOFError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ValueError(f"{path} must be an .npz file of plain arrays (no pickled objects): {error}") from None


def _find(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz", folder / name.replace("-idx", ".idx")):
        if candidate.exists():
            return candidate
    there = sorted(path.name for path in folder.iterdir())[:8] if folder.is_dir() else "no such folder"
    raise FileNotFoundError(f"{folder} must hold {name} (or {name}.gz), found: {there or 'nothing'}")


def _from_openml(name: str, function: str) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import fetch_openml

    try:
        table = fetch_openml(name, version=1, as_frame=False, parser="liac-arff")
    except OSError as error:  # urllib's URLError and timeouts are OSErrors
        raise ConnectionError(
            f"{name} could not be fetched from openml.org ({error}). Without a network use digits(), which ships with "
            f"scikit-learn, or give the folder that holds the files: {function}(folder)"
        ) from error
    return table.data, table.target


def _split(images, labels, training) -> Split:
    images, labels = _unit(images), _labels(labels)
    return Split(images[:training], labels[:training], images[training:], labels[training:])


def _unit(images):
    return images.astype(np.float32) / 255


def _labels(labels):
    return labels.astype(np.int64)
