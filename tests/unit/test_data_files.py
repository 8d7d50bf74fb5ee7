"""Files of MNIST and CIFAR, written here in small; what is damaged or dangerous is refused in words."""

import gzip
import pickle
import struct
import urllib.error

import numpy as np
import pytest

from course_lib import data

RNG = np.random.default_rng(1)


def idx(array):
    code = {"uint8": 8, "int8": 9, "int16": 11, "int32": 12, "float32": 13, "float64": 14}[array.dtype.name]
    head = struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
    return head + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def mnist_folder(tmp_path):
    for name, n in (("train", 7), ("t10k", 3)):
        images, labels = RNG.integers(0, 256, (n, 28, 28), np.uint8), np.arange(n, dtype=np.uint8)
        (tmp_path / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images), mtime=0))
        (tmp_path / f"{name}-labels-idx1-ubyte").write_bytes(idx(labels))
    return tmp_path


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "float32", "float64"])
@pytest.mark.parametrize("shape", [(4, 3), (5,), (0, 2), (2, 1, 2, 2)])
def test_idx_comes_back(tmp_path, dtype, shape):
    array = (100 * RNG.random(shape)).astype(dtype)
    for name, content in (("plain", idx(array)), ("packed.gz", gzip.compress(idx(array), mtime=0))):
        (tmp_path / name).write_bytes(content)
        got = data.read_idx(tmp_path / name)
        assert got.dtype == dtype and got.dtype.isnative and got.shape == shape
        assert np.array_equal(got, array)


GOOD = idx(np.arange(12, dtype=np.uint8).reshape(3, 4))


@pytest.mark.parametrize(
    "name, content, text",
    [
        ("a", b"", "is no IDX file: it begins with nothing"),
        ("a", b"\x89PNG....", "is no IDX file: it begins with 89 50 4e 47"),
        ("a", GOOD[:-1], r"must hold 12 bytes for the shape \(3, 4\), got 11: copy it again"),
        ("a", GOOD + b"!", r"must hold 12 bytes for the shape \(3, 4\), got more"),
        ("a", GOOD[:9], "is cut off within its head: copy it again"),
        ("a.gz", gzip.compress(GOOD, mtime=0)[:-9], "is cut off or damaged"),
        ("a.gz", GOOD, "is cut off or damaged"),
        ("a", struct.pack(">BBBB3I", 0, 0, 8, 3, *[2**32 - 1] * 3), "got 0: copy it again"),
    ],
)
def test_a_damaged_idx_file_is_refused(tmp_path, name, content, text):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=text):
        data.read_idx(tmp_path / name)


def test_mnist_from_files_packed_or_not(mnist_folder):
    split = data.mnist(mnist_folder)
    assert split.x.shape == (7, 1, 28, 28) and split.x_test.shape == (3, 1, 28, 28)
    assert split.x.dtype == np.float32 and 0 <= split.x.min() and split.x.max() <= 1
    assert split.labels.tolist() == list(range(7)) and split.labels_test.dtype == np.int64


def test_a_missing_mnist_file_is_named(mnist_folder, tmp_path):
    (mnist_folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError, match=r"must hold t10k-labels-idx1-ubyte \(or .*gz\), found: \['t10k-im"):
        data.mnist(mnist_folder)
    with pytest.raises(FileNotFoundError, match="found: no such folder"):
        data.mnist(tmp_path / "nowhere")


def cifar_batch(n, label):
    return np.hstack([np.full((n, 1), label, np.uint8), RNG.integers(0, 256, (n, 3072), np.uint8)])


def test_cifar_from_the_binary_version(tmp_path):
    for i in range(1, 6):
        cifar_batch(2, i).tofile(tmp_path / f"data_batch_{i}.bin")
    last = cifar_batch(3, 9)
    last.tofile(tmp_path / "test_batch.bin")
    split = data.cifar10(tmp_path)
    assert split.x.shape == (10, 3, 32, 32) and split.labels.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert split.labels_test.tolist() == [9, 9, 9]
    assert split.x_test[1, 2, 31, 31] == np.float32(last[1, -1]) / np.float32(255), "blue, last row, last column"
    assert split.x_test[1, 0, 0, 1] == np.float32(last[1, 2]) / np.float32(255), "red, first row, second column"


def test_wrong_cifar_files_are_refused(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"\0" * 3074)
    with pytest.raises(ValueError, match="must hold a multiple of 3,073 bytes, got 3,074"):
        data.read_cifar_binary(path)
    cifar_batch(1, 10).tofile(path)
    with pytest.raises(ValueError, match="labels must be at most 9, got 10"):
        data.read_cifar_binary(path)


class Bomb:
    """What a pickle of a stranger may do: run a program when it is opened."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_pickles_are_never_opened(tmp_path):
    victim = tmp_path / "victim"
    (tmp_path / "data_batch_1").write_bytes(pickle.dumps(Bomb(victim)))
    with pytest.raises(ValueError, match="consists of pickles.*binary version"):
        data.cifar10(tmp_path)
    np.savez(tmp_path / "objects.npz", x=np.array([Bomb(victim)], dtype=object))
    (tmp_path / "raw.npz").write_bytes(pickle.dumps(Bomb(victim)))
    for name in ("objects.npz", "raw.npz"):
        with pytest.raises(ValueError, match="must be an .npz file of plain arrays"):
            data.read_arrays(tmp_path / name)
    assert not victim.exists()
    with pytest.raises(FileNotFoundError):
        data.read_arrays(tmp_path / "none.npz")
    np.savez(tmp_path / "good.npz", x=np.arange(3))
    assert data.read_arrays(tmp_path / "good.npz")["x"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("load, name", [(data.mnist, "mnist_784"), (data.cifar10, "CIFAR_10")])
def test_without_a_network_it_says_what_to_do(monkeypatch, load, name):
    def offline(asked, **settings):
        assert asked == name and settings["as_frame"] is False
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr("sklearn.datasets.fetch_openml", offline)
    with pytest.raises(ConnectionError, match=rf"{name} could not be fetched.*no route.*digits\(\).*\(folder\)"):
        load()


def test_openml_tables_become_images(monkeypatch):
    class Table:
        data = np.tile(np.arange(784.0), (60_002, 1)).astype(np.uint8)
        target = np.array(["7"] * 60_002)

    monkeypatch.setattr("sklearn.datasets.fetch_openml", lambda *asked, **settings: Table)
    split = data.mnist()
    assert split.x.shape == (60_000, 1, 28, 28) and split.x_test.shape == (2, 1, 28, 28)
    assert split.labels_test.tolist() == [7, 7] and split.x_test[0, 0, 1, 2] == np.float32(30) / 255
