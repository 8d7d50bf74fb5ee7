"""Real data-parallel training: several processes, each with a share of every batch, and the same weights in all.

Every process holds the whole net. Of a batch of B examples process r takes every `processes`-th one, beginning with
the r-th: its shard, of n_r examples. It computes the gradient of its own shard; then the gradients are averaged over
all processes (all-reduce), and everyone makes the same step. That average is the full batch's gradient, if each shard
counts as often as it has examples:

    g = 1/B sum over the batch of g_i = sum_r (n_r / B) g^(r),    g^(r) = 1/n_r sum over the shard of g_i

DistributedDataParallel weighs all processes alike (1 / processes), which is the same only for shards of equal size. So
the loss of a shard is here its sum over examples, divided by B / processes: then their plain average is g, always.

Started by hand, it trains and says what it compared:

    torchrun --standalone --nproc-per-node=2 -m course_lib.experiments.data_parallel

From a notebook cell `run(processes=2)` does the same and returns the numbers. With a GPU for each process the gradients
travel by NCCL, else by gloo. On several machines, the same command on each, with the same address:

    torchrun --nnodes=4 --nproc-per-node=8 --rdzv-backend=c10d --rdzv-endpoint=first-machine:29500 -m ...

Source: Li et al., PyTorch Distributed, VLDB (2020), section 3; Goyal et al., Accurate, large minibatch SGD (2017),
section 3, on the weights of shards and on batch norm.
"""

from __future__ import annotations

import argparse
import copy
import os
import shlex
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

MODULE = "course_lib.experiments.data_parallel"
PRECISIONS = ("float32", "float64")
STEPS, BATCH, RATE = 40, 64, 0.2
PATIENCE = 120  # seconds until `run` gives up


@dataclass
class DataParallel:
    """One run with several processes, and beside it the same run with one process and the whole batches.

    P processes, T steps; gradients are lists with one array for each parameter of the net, of the first step.
    """

    backend: str  # "gloo", or "nccl" where each process has a GPU
    counts: np.ndarray  # (P,) examples in each shard of the first batch
    shards: list  # P lists of arrays: the gradient of the mean loss of each shard, before anything is sent
    averaged: list  # arrays: what every process has after the all-reduce
    full: list  # arrays: the gradient of the mean loss of the whole batch, computed by one process
    loss: np.ndarray  # (T,) mean loss of each batch before its step
    loss_alone: np.ndarray  # (T,) the same of the run with one process
    accuracy: float  # on the held-out digits, after the last step
    accuracy_alone: float
    weights: list  # arrays: the weights after the last step
    weights_alone: list
    same_everywhere: bool  # do all processes end with the very same bits in their weights?
    threads_left: int | None  # of the group, in process 0, after it was destroyed; None where they cannot be counted
    command: str  # what was started

    @property
    def gradient_difference(self) -> float:
        """Largest |averaged - full|, as a share of the largest |full|."""
        return difference(self.averaged, self.full)

    @property
    def shard_difference(self) -> float:
        """The same for a single shard, the one that differs most: what a process would do on its own."""
        return max(difference(shard, self.full) for shard in self.shards)

    @property
    def weight_difference(self) -> float:
        """Largest difference of the trained weights from those of one process, as a share of the largest weight."""
        return difference(self.weights, self.weights_alone)


def difference(ours, theirs) -> float:
    """Largest |ours - theirs| over two lists of arrays, divided by the largest |theirs|."""
    largest = max(float(np.abs(b).max()) for b in theirs)
    return max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True)) / largest


# ---- from a notebook -------------------------------------------------------------------------------------------------


def run(
    processes: int = 2, steps: int = STEPS, batch: int = BATCH, precision: str = "float32", batch_norm: bool = False
) -> DataParallel:
    """Start `processes` processes, train a small net on the digits for `steps` steps, and compare with one process.

    Arguments
        processes   int   at least 1; each has one thread
        steps       int   at least 1
        batch       int   examples of one step, all processes together: at least one for each process
        precision   str   "float32" or "float64": what is only rounding shrinks by about 1e9
        batch_norm  bool  a batch norm behind each convolution: it sees its shard and not the batch
    Returns a DataParallel.
    Raises
        ValueError    an argument that cannot be
        RuntimeError  the processes did not come to an end: says what they said, and how to start them by hand
    """
    if processes < 1 or steps < 1 or batch < processes or precision not in PRECISIONS:
        raise ValueError(
            f"run: processes and steps must be at least 1, batch at least processes, precision one of {PRECISIONS}, "
            f"got processes {processes}, steps {steps}, batch {batch}, precision {precision!r}"
        )
    settings = [f"--steps={steps}", f"--batch={batch}", f"--precision={precision}", *["--batch-norm"] * batch_norm]
    with tempfile.TemporaryDirectory(prefix="data_parallel_") as folder:
        launch(processes, ["-m", MODULE, *settings, f"--out={folder}"], Path(folder))
        by_hand = ["torchrun", "--standalone", f"--nproc-per-node={processes}", "-m", MODULE, *settings]
        return load(Path(folder) / "result.npz", shlex.join(by_hand))


def launch(processes: int, program: list[str], folder: Path, patience: float = PATIENCE) -> None:
    """torchrun of this Python, with this many processes of one thread; RuntimeError if it does not end well.

    program  what torchrun starts: its options and arguments
    folder   where a process leaves failed-RANK.txt when it raises
    """
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--local-addr=127.0.0.1",
               f"--nproc-per-node={processes}", *program]  # fmt: skip
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": search_path()}
    started = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
        text=True, errors="replace",
    )  # fmt: skip
    try:
        said, _ = started.communicate(timeout=patience)
        ended = f"ended with exit status {started.returncode}"
    except subprocess.TimeoutExpired:
        said, ended = stop(started), f"were still not done after {patience:g} seconds, and were stopped"
    except BaseException:  # an interrupted cell must not leave processes behind
        stop(started)
        raise
    if "still" in ended or started.returncode:
        raise RuntimeError(
            f"run: the {processes} processes {ended}. {what_failed(folder, said)}\n"
            f"To see all of it, type into a terminal: {shlex.join(command)}"
        )


def stop(started: subprocess.Popen) -> str:
    """torchrun stops its processes when it is asked to; what was said until then."""
    started.terminate()
    try:
        return started.communicate(timeout=10)[0]
    except subprocess.TimeoutExpired:
        started.kill()
        return started.communicate()[0]


def what_failed(folder: Path, said: str) -> str:
    """The process that raised, in its own words; else the last lines of what was printed."""
    reports = sorted(folder.glob("failed-*.txt"), key=lambda report: report.stat().st_mtime)
    if reports:
        rank = reports[0].stem.removeprefix("failed-")
        return f"The first to fail was process {rank}:\n{reports[0].read_text('utf8').strip()}"
    return "The last that was printed:\n" + "\n".join(said.strip().splitlines()[-15:])


def search_path() -> str:
    """PYTHONPATH with which the processes find this very course_lib, from whatever folder they are started."""
    here = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])


def load(path: Path, command: str) -> DataParallel:
    with np.load(path) as kept:
        lists = {
            name: [kept[key] for key in kept.files if key.startswith(f"{name}/")]
            for name in ("averaged", "full", "weights", "weights_alone")
        }
        counts = kept["counts"]
        shards = [[kept[key] for key in kept.files if key.startswith(f"shard{r}/")] for r in range(len(counts))]
        return DataParallel(
            str(kept["backend"]), counts, shards, **lists, loss=kept["loss"], loss_alone=kept["loss_alone"],
            accuracy=float(kept["accuracy"]), accuracy_alone=float(kept["accuracy_alone"]),
            same_everywhere=bool(kept["same_everywhere"]),
            threads_left=None if kept["threads_left"] < 0 else int(kept["threads_left"]), command=command,
        )  # fmt: skip


# ---- what each process does ------------------------------------------------------------------------------------------


def make_net(precision: str = "float32", batch_norm: bool = False, seed: int = 0):
    """Two convolutions 3x3 of 8 and 16 maps with ReLU, and ten scores: 8x8 digits, 3,818 parameters."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        norms = [[nn.BatchNorm2d(maps)] if batch_norm else [] for maps in (8, 16)]
        return nn.Sequential(
            nn.Conv2d(1, 8, 3), *norms[0], nn.ReLU(), nn.Conv2d(8, 16, 3), *norms[1], nn.ReLU(), nn.Flatten(),
            nn.Linear(16 * 4 * 4, 10),
        ).to(getattr(torch, precision))  # fmt: skip


def rows_of(step: int, examples: int, batch: int, rank: int = 0, processes: int = 1) -> np.ndarray:
    """Which examples process `rank` takes in this step: every process draws the same batch and keeps its share."""
    return np.random.default_rng(step).permutation(examples)[:batch][rank::processes]


def train(net, x, labels, steps: int, batch: int, rank: int = 0, processes: int = 1):
    """Train in place. Returns (steps,) this shard's part of the mean loss of each batch, and the first gradients.

    The loss of a shard is summed and divided by batch / processes, so that the average over processes is the batch's.
    """
    import torch

    descent, losses, first = torch.optim.SGD(net.parameters(), RATE), [], None
    for step in range(steps):
        rows = rows_of(step, len(x), batch, rank, processes)
        loss = torch.nn.functional.cross_entropy(net(x[rows]), labels[rows], reduction="sum") * processes / batch
        descent.zero_grad()
        loss.backward()  # DistributedDataParallel averages the gradients here, while they are being computed
        first = first or [p.grad.clone() for p in net.parameters()]
        descent.step()
        losses.append(loss.detach() / processes)
    return torch.stack(losses), first


def work(options, rank: int, processes: int, device, backend: str) -> dict | None:
    """The whole run, in each of the processes; rank 0 returns what `load` reads, the others None."""
    import torch
    import torch.distributed as dist
    from torch.nn.parallel import DistributedDataParallel

    from course_lib.data import digits

    x, labels, x_test, labels_test = (torch.as_tensor(part, device=device) for part in digits())
    x, x_test = (images.to(getattr(torch, options.precision)) for images in (x, x_test))

    # Each process begins with weights of its own; DistributedDataParallel sends those of process 0 to all.
    net = make_net(options.precision, options.batch_norm, seed=rank).to(device)
    parallel = DistributedDataParallel(net)
    rows = rows_of(0, len(x), options.batch, rank, processes)
    counts = gather([torch.tensor([len(rows)], device=device)])
    shards = gather(gradient(copy.deepcopy(net), x[rows], labels[rows]))
    loss, averaged = train(parallel, x, labels, options.steps, options.batch, rank, processes)
    dist.all_reduce(loss)  # the sum of the shards' parts
    ends = gather([p.detach() for p in net.parameters()])

    result = None
    if rank == 0:
        alone = make_net(options.precision, options.batch_norm, seed=0).to(device)
        loss_alone, full = train(alone, x, labels, options.steps, options.batch)
        result = dict(
            backend=backend, counts=[int(one[0]) for one in counts], averaged=averaged, full=full, loss=loss,
            loss_alone=loss_alone, accuracy=accuracy(net, x_test, labels_test),
            accuracy_alone=accuracy(alone, x_test, labels_test), weights=ends[0],
            weights_alone=[p.detach() for p in alone.parameters()],
            same_everywhere=all(torch.equal(a, b) for end in ends for a, b in zip(end, ends[0], strict=True)),
            **{f"shard{r}": shard for r, shard in enumerate(shards)},
        )  # fmt: skip
    dist.barrier()  # nobody leaves while another still listens
    return result  # and with this the net is gone, before the group through which it sends


def gradient(net, x, labels) -> list:
    """The gradient of the mean loss, one tensor for each parameter."""
    import torch

    torch.nn.functional.cross_entropy(net(x), labels).backward()
    return [p.grad for p in net.parameters()]


def gather(tensors: list) -> list:
    """P lists: these tensors of process 0, of process 1, ... on every process."""
    import torch
    import torch.distributed as dist

    everyone = []
    for tensor in tensors:
        theirs = [torch.empty_like(tensor) for _ in range(dist.get_world_size())]
        dist.all_gather(theirs, tensor)
        everyone.append(theirs)
    return [list(one) for one in zip(*everyone, strict=True)]


def accuracy(net, x, labels) -> float:
    import torch

    with torch.no_grad():
        return float((net.eval()(x).argmax(1) == labels).double().mean())


def save(path: Path, result: dict) -> None:
    def plain(value):
        return value.cpu().numpy() if hasattr(value, "cpu") else value

    flat = {}
    for name, value in result.items():
        if isinstance(value, list) and hasattr(value[0], "cpu"):
            flat |= {f"{name}/{k:02}": plain(tensor) for k, tensor in enumerate(value)}
        else:
            flat[name] = plain(value)
    np.savez(path, **flat)


def report(got: DataParallel) -> str:
    """What the command line prints."""
    return "\n".join(
        [
            f"{len(got.counts)} processes ({got.backend}), shards of {', '.join(map(str, got.counts))} examples",
            f"gradient of the first batch   one shard alone is off by {got.shard_difference:.1%},"
            f" the average by {got.gradient_difference:.0e}",
            f"loss, first and last step     {got.loss[0]:.4f} -> {got.loss[-1]:.4f},"
            f" one process {got.loss_alone[0]:.4f} -> {got.loss_alone[-1]:.4f}",
            f"accuracy on held-out digits   {got.accuracy:.1%}, one process {got.accuracy_alone:.1%}",
            f"weights after the last step   off by {got.weight_difference:.0e};"
            f" the same bits in all processes: {'yes' if got.same_everywhere else 'NO'}",
            f"threads left at the end       {got.threads_left}",
        ]
    )


def main(arguments=None) -> None:
    """One process of the run: torchrun says in RANK and WORLD_SIZE which one of how many."""
    options = parse(arguments)
    if "RANK" not in os.environ:
        raise SystemExit(
            "This is one process of several, and torchrun starts them:\n"
            f"    torchrun --standalone --nproc-per-node=2 -m {MODULE}"
        )
    rank, processes = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    try:
        result = attend(options, rank, processes)
    except Exception:
        if options.out:
            (Path(options.out) / f"failed-{rank}.txt").write_text(traceback.format_exc(), "utf8")
        raise
    if result is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(options.out or folder) / "result.npz"
        save(path, result)
        if not options.out:
            print(report(load(path, "")))


def attend(options, rank: int, processes: int):
    """Join the group, work, leave the group.

    torch.distributed.nn has functions with the default argument group=dist.group.WORLD. DistributedDataParallel imports
    it; if a group is there by then, the default holds it for ever, its threads outlive destroy_process_group, and a
    process that ends with them aborts now and then ("terminate called without an active exception"). So: import first.
    """
    import torch
    import torch.distributed as dist
    import torch.distributed.nn  # noqa: F401

    gpus, here = torch.cuda.device_count(), int(os.environ["LOCAL_RANK"])
    backend = "nccl" if gpus >= int(os.environ["LOCAL_WORLD_SIZE"]) else "gloo"
    device = torch.device("cuda", here) if backend == "nccl" else torch.device("cpu")
    if backend == "nccl":
        torch.cuda.set_device(device)
        torch.backends.cudnn.allow_tf32 = False  # products rounded to 10 bits would hide what is compared here
    torch.set_num_threads(1)
    dist.init_process_group(backend, timeout=timedelta(seconds=PATIENCE / 2))  # to wait for one another
    result = work(options, rank, processes, device, backend)
    dist.destroy_process_group()
    return result and result | {"threads_left": threads_of_the_group()}


def threads_of_the_group() -> int:
    """How many threads of this process belong to gloo; -1 where threads have no names to be read."""
    names = list(Path("/proc/self/task").glob("*/comm"))
    return sum("gloo" in name.read_text() for name in names) if names else -1


def parse(arguments=None):
    parser = argparse.ArgumentParser(prog=f"torchrun ... -m {MODULE}", description="Data-parallel training on digits")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--batch", type=int, default=BATCH, help="examples of a step, all processes together")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")
    parser.add_argument("--batch-norm", action="store_true")
    parser.add_argument("--out", default="", help="folder for result.npz; without it a summary is printed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
