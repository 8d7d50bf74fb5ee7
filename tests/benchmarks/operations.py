"""NumPy operations against torch on the CPU, in one process. Run: python -m tests.benchmarks.operations [CASE ...]

Two threads for everybody, memory settings of _quiet.py, medians of rounds in random order; a time counts only if all
other processes used less than a tenth of a core meanwhile. On a busy machine it says so and measures nothing
(--anyway measures, and notes how busy it was; --processor-time measures with one thread the time that the processor
gave to us). --rounds N (default 5). Writes build/benchmarks/operations.{txt,json,svg}.

Promises, as multiples of torch's time: conv2d (course_lib.numpy_ops.conv_fast) 1.6 forward and 1.3 forward and
backward in the geometric mean of the six cases, none above 2.2 and 2.8; max-pool forward 1.0; batch norm 1.5 and 2;
LSTM step 1.1.
"""

import argparse
import json
import math
import platform
from pathlib import Path

from tests.benchmarks._figure import draw
from tests.benchmarks._quiet import OTHERS, BusyError, Timer, restart_with_settings

OUT = Path(__file__).parents[2] / "build" / "benchmarks"
CONVOLUTIONS = {  # x, w, arguments
    "LeNet": ((64, 1, 28, 28), (6, 1, 5, 5), {}),
    "CIFAR": ((64, 16, 32, 32), (16, 16, 3, 3), {"padding": 1}),
    "VGG": ((8, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
    "strided": ((8, 64, 56, 56), (128, 64, 3, 3), {"stride": 2, "padding": 1}),
    "1x1": ((8, 256, 28, 28), (64, 256, 1, 1), {}),
    "AlexNet": ((8, 3, 224, 224), (96, 3, 11, 11), {"stride": 4}),
}
LOOPS = "conv_loops (definition)"
FORWARD, BOTH = "forward", "forward + backward"


def normal(*shape):
    import numpy as np

    return np.random.default_rng(sum(shape)).standard_normal(shape, dtype=np.float32)


def twice(forward, backward):
    """{what is timed: call} for y, cache = forward() and backward(cache)."""
    return {FORWARD: forward, BOTH: lambda: backward(forward()[-1])}


def torchs(forward, dys, **arrays):
    """torch's own forward, and with its autograd. `dys`: gradients of the answers, in their order."""
    import torch

    plain = {name: torch.tensor(array) for name, array in arrays.items()}
    wanted = {name: tensor.clone().requires_grad_() for name, tensor in plain.items()}
    dys = [torch.tensor(dy) for dy in dys]

    def alone():
        with torch.no_grad():
            return forward(**plain)

    def both():
        answers = forward(**wanted)
        return torch.autograd.grad(answers if isinstance(answers, tuple) else (answers,), list(wanted.values()), dys)

    return {FORWARD: alone, BOTH: both}


def einsum_conv(x, w, b, dy, stride=1, padding=0):
    """The shortest fast convolution: a view of all windows, and einsum. Backward sees dy's windows likewise."""
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view as views

    kh, kw = w.shape[2:]

    def forward():
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        seen = views(padded, (kh, kw), (2, 3))[:, :, ::stride, ::stride]
        return np.einsum("ncrqij,fcij->nfrq", seen, w, optimize=True) + b[:, None, None], (padded, seen)

    def backward(cache):
        padded, seen = cache
        dw = np.einsum("ncrqij,nfrq->fcij", seen, dy, optimize=True)
        rows, cols = padded.shape[2] + kh - 1, padded.shape[3] + kw - 1
        spread = np.zeros((*dy.shape[:2], rows, cols), dy.dtype)
        (oh, ow), s = dy.shape[2:], stride
        spread[:, :, kh - 1 : kh - 1 + s * oh : s, kw - 1 : kw - 1 + s * ow : s] = dy
        dx = np.einsum("nfhvij,fcij->nchv", views(spread, (kh, kw), (2, 3)), w[..., ::-1, ::-1], optimize=True)
        end = (dx.shape[2] - padding, dx.shape[3] - padding)
        return dx[:, :, padding : end[0], padding : end[1]], dw, dy.sum(axis=(0, 2, 3))

    calls = twice(forward, backward)
    if 4 * dy.shape[1] * math.prod(x.shape[2:]) * len(x) * kh * kw > 1 << 30:  # AlexNet: windows of 18.6 GB
        del calls[BOTH]
    return calls


def gemm_floor(w, dy):
    """The bare products of a convolution whose columns are there already: nothing made of products can be faster."""
    import numpy as np

    filters = w.reshape(len(w), -1)
    windows = dy.shape[0] * dy.shape[2] * dy.shape[3]
    columns, above = normal(filters.shape[1], windows), normal(len(w), windows)
    y, dcolumns = np.empty_like(above), np.empty_like(columns)
    return twice(
        lambda: (np.matmul(filters, columns, out=y),),
        lambda _: (np.matmul(filters.T, above, out=dcolumns), above @ columns.T),
    )


def convolution(name):
    """{who: {what: call}}"""
    import torch.nn.functional as F

    from course_lib.numpy_ops import conv, conv_fast, conv_loops

    x_shape, w_shape, more = CONVOLUTIONS[name]
    x, w, b = normal(*x_shape), normal(*w_shape), normal(w_shape[0])
    dy = normal(*conv.conv2d(x, w, b, **more)[0].shape)
    calls = {
        "torch": torchs(lambda x, w, b: F.conv2d(x, w, b, **more), [dy], x=x, w=w, b=b),
        "conv_fast": twice(lambda: conv_fast.conv2d(x, w, b, **more), lambda c: conv_fast.conv2d_backward(dy, c)),
        "conv (columns)": twice(lambda: conv.conv2d(x, w, b, **more), lambda c: conv.conv2d_backward(dy, c)),
        "windows + einsum": einsum_conv(x, w, b, dy, **more),
        "GEMM floor": gemm_floor(w, dy),
    }
    if name == "LeNet":
        forward, backward = conv_loops.conv2d_loops, conv_loops.conv2d_loops_backward
        calls[LOOPS] = twice(lambda: forward(x, w, b, **more), lambda c: backward(dy, c))
    return calls


def max_pool(shape, size, stride):
    import torch.nn.functional as F

    from course_lib import numpy_ops as ops

    x = normal(*shape)
    dy = normal(*ops.max_pool2d(x, size, stride)[0].shape)
    return {
        "torch": torchs(lambda x: F.max_pool2d(x, size, stride), [dy], x=x),
        "numpy_ops": twice(lambda: ops.max_pool2d(x, size, stride), lambda c: ops.max_pool2d_backward(dy, c)),
    }


def batch_norm(*shape):
    import numpy as np
    import torch
    import torch.nn.functional as F

    from course_lib import numpy_ops as ops

    x, gamma, beta, dy, channels = normal(*shape), normal(shape[1]), normal(shape[1]), normal(*shape), shape[1]
    mean, var = np.zeros(channels, np.float32), np.ones(channels, np.float32)
    running = torch.tensor(mean), torch.tensor(var)
    return {
        "torch": torchs(
            lambda x, gamma, beta: F.batch_norm(x, *running, gamma, beta, training=True),
            [dy], x=x, gamma=gamma, beta=beta,
        ),
        "numpy_ops": twice(
            lambda: ops.batch_norm(x, gamma, beta, mean, var), lambda c: ops.batch_norm_backward(dy, c)
        ),
    }  # fmt: skip


def lstm_arrays(x, n, d, h):
    return {"x": x, "h": normal(n, h), "c": normal(n, h)} | {
        "wx": normal(4 * h, d) / 16, "wh": normal(4 * h, h) / 16, "bx": normal(4 * h), "bh": normal(4 * h),
    }  # fmt: skip


def lstm_step(n, d, h):
    import torch

    from course_lib import numpy_ops as ops

    arrays, dh, dc = lstm_arrays(normal(n, d), n, d, h), normal(n, h), normal(n, h)
    return {
        "torch": torchs(lambda x, h, c, *ws, **w: torch.lstm_cell(x, (h, c), *ws, *w.values()), [dh, dc], **arrays),
        "numpy_ops": twice(lambda: ops.lstm_cell(**arrays), lambda c: ops.lstm_cell_backward(dh, dc, c)),
    }


def lstm_sequence(steps, n, d, h):
    import torch

    from course_lib import numpy_ops as ops

    arrays, dy, dc = lstm_arrays(normal(steps, n, d), n, d, h), normal(steps, n, h), normal(n, h)

    def forward(x, h, c, **w):
        y, _, c = torch.lstm(x, (h[None], c[None]), list(w.values()), True, 1, 0.0, False, False, False)
        return y, c

    return {
        "torch": torchs(forward, [dy, dc[None]], **arrays),
        "numpy_ops": twice(lambda: ops.lstm(**arrays), lambda c: ops.lstm_backward(dy, dc, c)),
    }


CASES = {name: (convolution, (name,), "conv2d") for name in CONVOLUTIONS} | {
    "max-pool 64x16x32x32 2x2/2": (max_pool, ((64, 16, 32, 32), 2, 2), "max_pool2d"),
    "max-pool 8x96x54x54 3x3/2": (max_pool, ((8, 96, 54, 54), 3, 2), "max_pool2d"),
    "batch norm 64x64x32x32": (batch_norm, (64, 64, 32, 32), "batch_norm"),
    "LSTM step B64 256-256": (lstm_step, (64, 256, 256), "lstm_cell"),
    "LSTM T32 B32 128-128": (lstm_sequence, (32, 32, 128, 128), "lstm"),
}


def measure(name, timer, rounds):
    """{what: {who: seconds}} of one case. The loops are timed once: they take seconds."""
    make, arguments, _ = CASES[name]
    calls = make(*arguments)
    times = {}
    for what in (FORWARD, BOTH):
        quick = {who: c[what] for who, c in calls.items() if what in c and who != LOOPS}
        times[what] = timer.medians(quick, rounds)
        if LOOPS in calls:
            times[what][LOOPS] = timer.block(calls[LOOPS][what])
    return times


def table(results):
    """Lines of text: torch in milliseconds, everybody else as a multiple of torch."""
    lines = []
    for what in (FORWARD, BOTH):
        shown = [name for name in results if name in CONVOLUTIONS]
        if shown:
            lines += ["", f"conv2d, {what}", _row("", [*shown, "geo. mean"])]
            whos = dict.fromkeys(who for name in shown for who in results[name][what])
            lines += [_convolution_row(results, what, who, shown) for who in whos]
    others = [name for name in results if name not in CONVOLUTIONS]
    if others:
        lines += ["", _row("", ["torch fwd", "numpy fwd", "torch both", "numpy both"])]
    for name in others:
        cells = []
        for what in (FORWARD, BOTH):
            torch_time = results[name][what]["torch"]
            cells += [f"{1e3 * torch_time:.2f} ms", f"{results[name][what]['numpy_ops'] / torch_time:.2f}"]
        lines.append(_row(name, cells))
    return lines


def _convolution_row(results, what, who, shown):
    if who == "torch":
        return _row("torch (ms)", [f"{1e3 * results[name][what]['torch']:.2f}" for name in shown])
    ratios = [results[n][what][who] / results[n][what]["torch"] if who in results[n][what] else None for n in shown]
    cells = ["-" if ratio is None else f"{ratio:.2f}" for ratio in ratios]
    if None not in ratios:
        cells.append(f"{math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}")
    return _row(who, cells)


def _row(first, cells):
    return f"{first:<28}" + "".join(f"{cell:>12}" for cell in cells)


def about(timer, rounds):
    import numpy as np
    import torch

    processor = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        processor = models[0].partition(": ")[2] if models else processor
    return {
        "processor": processor,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "rounds": rounds,
        "clock": timer.clock.__name__,
        "others_used_at_most": round(timer.worst, 3),
    }


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.operations", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; default: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--anyway", action="store_true", help="measure on a busy machine too")
    parser.add_argument("--processor-time", action="store_true", help="one thread, processor time: for busy machines")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no case {', '.join(sorted(unknown))}; there are: {', '.join(CASES)}")
    threads = 1 if options.processor_time else 2
    restart_with_settings("tests.benchmarks.operations", threads)

    import torch

    from course_lib import numpy_ops

    torch.set_num_threads(threads)
    timer, results = Timer(options.anyway, options.processor_time), {}
    for name in options.cases or CASES:
        if not hasattr(numpy_ops, CASES[name][2]):
            print(f"{name}: left out, numpy_ops has no {CASES[name][2]} yet", flush=True)
            continue
        try:
            results[name] = measure(name, timer, options.rounds)
        except BusyError as busy:
            print(f"Skipped: {busy}, more than {OTHERS} for too long. Try when the machine is quiet, or --anyway.")
            return
    facts = about(timer, options.rounds)
    lines = [", ".join(f"{key} {value}" for key, value in facts.items()), *table(results)]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "operations.txt").write_text("\n".join(lines) + "\n")
    (OUT / "operations.json").write_text(json.dumps({"about": facts, "seconds": results}, indent=1) + "\n")
    draw(results, OUT / "operations.svg", facts["processor"])
    print(*lines, f"\nwritten to {OUT}", sep="\n")


if __name__ == "__main__":
    main()
