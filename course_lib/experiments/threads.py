"""One torch thread for small nets: faster, and sums are added in the same order on every machine."""

from contextlib import contextmanager


@contextmanager
def one_thread():
    """`with one_thread():` torch computes on one thread; afterwards, also after an error, on as many as before."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
