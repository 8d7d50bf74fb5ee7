"""Arguments for the probes of the residual block and of its gradients: short numbers of both signs."""

import numpy as np


def numbers(count, start):
    """Distinct integers of both signs and no symmetry: -2, 3, 1, -4, 6, -3, ..."""
    return [((start + 5 * k) % 13 - 6) + (k // 13) for k in range(count)]


def block_arguments(N, D, H, out=None, start=0, dtype=np.float64):
    """x, W1, W2 and P of these sizes; P is None where `out`, the number of outputs, is not given."""
    sizes = {"x": (N, D), "W1": (H, D), "W2": (out or D, H), "P": out and (out, D)}
    args = {}
    for offset, (name, shape) in enumerate(sizes.items()):
        if shape:
            args[name] = np.array(numbers(int(np.prod(shape)), start + 4 * offset), dtype=dtype).reshape(shape)
        else:
            args[name] = None
    return args


def tiny_arguments(x, w1, w2, p=None):
    """One example, one unit everywhere."""
    args = {"x": [[x]], "W1": [[w1]], "W2": [[w2]]}
    return {name: np.array(value, dtype=float) for name, value in args.items()} | {
        "P": None if p is None else np.array([[p]], dtype=float)
    }


def tags_of(args):
    """What is special about this call, in the student's words."""
    x, W1, W2, P = (args[name] for name in ("x", "W1", "W2", "P"))
    a = x @ W1.T
    tags = ("no P",) if P is None else ("a P",)
    if len(x) > 1:
        tags += ("more than one example",)
    if any(W is not None and W.shape[0] != W.shape[1] for W in (W1, W2, P)):
        tags += ("a weight matrix that is not square",)
    if (a < 0).any():
        tags += ("a negative hidden pre-activation",)
    if (np.maximum(a, 0) @ W2.T + (x if P is None else x @ P.T) < 0).any():
        tags += ("a negative sum before the last ReLU",)
    return tags
