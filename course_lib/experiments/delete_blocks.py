"""What happens to a trained net when one of its blocks is taken out, or two change places?

A residual net and its plain twin, 20 layers, nine blocks of two convolutions each, trained on the 8 x 8 digits. A block
computes x' = ReLU(S x + F(x)), S x being x itself, or x fitted to a new shape (in blocks 4 and 7: every second pixel,
and maps of zeros). *Deleting* it leaves x' = S x: F is gone, nothing else is touched, nothing is trained again. In the
plain twin x' = ReLU(F(x)), so deleting leaves x' = x, which does not fit where the shape changes: blocks 4 and 7 of a
plain net cannot be deleted. *Swapping* is for two blocks that take and give the same shape, in both nets: any order of
1, 2, 3, either of 5, 6 and either of 8, 9.

    net = trained_net("residual")              seed 0, from recorded weights
    accuracy(net)                              share of the 359 held-out digits that it names
    accuracy(net, deleted=[3])                 the same without block 3
    accuracy(net, order=order_of([(2, 3)]))    blocks 2 and 3 have changed places
    without(net, [3])                          what is left, as a torch module

Seed 0 is kept with its weights and with every net that can be made from its blocks; of the other seeds the record keeps
what the claims need. Training them takes some minutes:

    python -m course_lib.experiments.delete_blocks      trains all again and writes recorded/delete_blocks.json

Source: Veit, Wilber, Belongie, Residual networks behave like ensembles of relatively shallow networks, NeurIPS (2016),
section 4, on CIFAR-10 and ImageNet with nets up to ten times as deep; sizes of F: He, Zhang, Ren, Sun, CVPR (2016),
section 4.2 (standard deviations of layer responses).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations, product
from pathlib import Path

import numpy as np

from course_lib.data import digits

from .threads import one_thread

RECORD = Path(__file__).with_name("recorded") / "delete_blocks.json"
KINDS = ("residual", "plain")
SEEDS = (0, 1, 2, 3, 4)
DEPTH, IMAGE, WIDTHS = 20, (1, 8, 8), (4, 8, 16)  # 17,254 parameters in either net
EPOCHS, BATCH, RATE, MOMENTUM, DECAY = 20, 64, 0.1, 0.9, 1e-4
BLOCKS = tuple(range(1, 10))
NEW_SHAPE = (4, 7)  # blocks that halve the map and double the number of maps
SWAPS = ((1, 2), (1, 3), (2, 3), (5, 6), (8, 9))  # the pairs that take and give the same shape
IMPOSSIBLE = 65535  # stands in the table for what does not fit together


# ---- the nets ------------------------------------------------------------------------------------------------------


def make_net(kind: str = "residual", seed: int = 0):
    """A fresh "residual" or "plain" net of 20 layers: a Network of course_lib.nets, (N, 1, 8, 8) -> (N, 10) scores."""
    import torch

    from course_lib.nets.resnet import plain_cifar, resnet_cifar

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return (resnet_cifar if _known(kind) == "residual" else plain_cifar)(DEPTH, image=IMAGE, widths=WIDTHS)


@cache
def examples():
    """(x, labels, x_held, labels_held): standardised digits (N, 1, 8, 8) float32; 1,438 to train on, 359 held out."""
    x, labels, held, labels_held = digits()
    mean, deviation = x.mean(), x.std()
    return (x - mean) / deviation, labels, (held - mean) / deviation, labels_held


def train(net, seed: int = 0, epochs: int = EPOCHS):
    """Train a net in place by SGD with momentum, the rate rising and falling once; returns it in eval mode."""
    import torch

    x, labels = (torch.as_tensor(part) for part in examples()[:2])
    random = torch.Generator().manual_seed(seed)
    descent = torch.optim.SGD(net.parameters(), RATE, MOMENTUM, weight_decay=DECAY)
    batches = -(-len(x) // BATCH)
    rate = torch.optim.lr_scheduler.OneCycleLR(descent, RATE, total_steps=epochs * batches)
    with one_thread():
        net.train()
        for _ in range(epochs):
            for chosen in torch.randperm(len(x), generator=random).split(BATCH):
                loss = torch.nn.functional.cross_entropy(net(x[chosen]), labels[chosen])
                descent.zero_grad()
                loss.backward()
                descent.step()
                rate.step()
    return net.eval()


def trained_net(kind: str = "residual"):
    """The trained net of seed 0, "residual" or "plain", in eval mode, from recorded weights (float16). Takes no time.

    Returns a Network of course_lib.nets: net(x) -> (N, 10) scores, x (N, 1, 8, 8) standardised as in `examples`;
    net.table for course_lib.shapes; its blocks are net.layers.conv2_1, ..., conv4_3 (see `blocks`).
    """
    return unpack_weights(make_net(kind), recorded()["nets"][_known(kind)]["weights"])


def pack_weights(net) -> str:
    """All floating-point numbers of the net's state in its order, as float16, base64."""
    state = [value.numpy().ravel() for value in net.state_dict().values() if value.is_floating_point()]
    return base64.b64encode(np.concatenate(state).astype("<f2").tobytes()).decode()


def unpack_weights(net, text: str):
    """Give the net the numbers of `pack_weights`; returns it in eval mode."""
    import torch

    numbers, place = np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32), 0
    state = [value for value in net.state_dict().values() if value.is_floating_point()]  # shares memory with the net
    if (holds := sum(value.numel() for value in state)) != len(numbers):
        raise ValueError(f"unpack_weights: the net holds {holds} numbers, {len(numbers)} were given")
    with torch.no_grad():
        for value in state:
            value.copy_(torch.from_numpy(numbers[place : place + value.numel()]).view_as(value))
            place += value.numel()
    return net.eval()


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f'delete_blocks: the net must be "residual" or "plain", got {kind!r}')
    return kind


# ---- taking blocks out ---------------------------------------------------------------------------------------------


def blocks(net) -> list:
    """[(name, module)] of the nine blocks in order: ("conv2_1", ...), ..., ("conv4_3", ...)."""
    return [(name, module) for name, module in net.layers.named_children() if "_" in name]


def kind_of(net) -> str:
    """ "residual" if the first block holds a sum, else "plain"."""
    return "residual" if hasattr(blocks(net)[0][1], "sum") else "plain"


def parts_of(block):
    """(F, S) of a block as torch modules; S is None in a plain net. In an identity shortcut S is empty: S(x) is x."""
    return (block.sum.body, block.sum.shortcut) if hasattr(block, "sum") else (block.body, None)


def order_of(swapped=()) -> tuple[int, ...]:
    """The order of the nine blocks after these pairs have changed places, one pair after the other.

    swapped  pairs of block numbers, such as [(2, 3)] -> (1, 3, 2, 4, 5, 6, 7, 8, 9)
    Raises ValueError for a pair whose blocks do not take and give the same shape (SWAPS lists those that do).
    """
    order = list(BLOCKS)
    for pair in swapped:
        if tuple(sorted(pair)) not in SWAPS:
            raise ValueError(
                f"order_of: blocks that change places must take and give the same shape, one of {SWAPS}, got {pair!r}"
            )
        i, j = (order.index(block) for block in pair)
        order[i], order[j] = order[j], order[i]
    return tuple(order)


def pairs_of(order) -> list[list[int]]:
    """The shortest list of pairs that `order_of` turns into this order; [] for 1 to 9."""
    now, pairs = list(BLOCKS), []
    for place, block in enumerate(order):
        if now[place] != block:
            pairs.append(sorted((now[place], block)))
            there = now.index(block)
            now[place], now[there] = block, now[place]
    return pairs


def checked(kind: str, deleted=(), order=None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(deleted, order) as sorted numbers and as nine numbers. Raises ValueError for what does not fit together."""
    deleted, order = tuple(sorted(set(deleted))), BLOCKS if order is None else tuple(order)
    if not set(deleted) <= set(BLOCKS):
        raise ValueError(f"delete_blocks: deleted must hold block numbers from 1 to 9, got {list(deleted)}")
    if _known(kind) == "plain" and set(deleted) & set(NEW_SHAPE):
        raise ValueError(
            f"delete_blocks: blocks 4 and 7 of the plain net change the shape and nothing leads around them, so they "
            f"cannot be deleted; got deleted {list(deleted)}"
        )
    stages = [tuple(sorted(order[i : i + 3])) for i in (0, 3, 6)]
    if stages != [(1, 2, 3), (4, 5, 6), (7, 8, 9)] or order[3] != 4 or order[6] != 7:
        raise ValueError(
            f"delete_blocks: order must be 1 to 9, with 1, 2, 3 in any order, then 4, then 5 and 6, then 7, then 8 and "
            f"9 (others do not fit together), got {order}"
        )
    return deleted, order


def without(net, deleted=(), order=None):
    """What is left of the net, as a torch module that shares its weights: (N, 1, 8, 8) -> (N, 10).

    deleted  numbers of the blocks whose F is taken out, 1 to 9
    order    nine block numbers: which block stands at each place (see `order_of`); None: 1 to 9

    Raises ValueError where the shapes do not fit: order across shapes, blocks 4 and 7 deleted from a plain net.
    """
    from torch import nn

    deleted, order = checked(kind_of(net), deleted, order)
    named, left = blocks(net), nn.Sequential()
    before, after = True, []
    for name, layer in net.layers.named_children():
        if "_" in name:
            before = False
        elif before:
            left.add_module(name, layer)
        else:
            after.append((name, layer))
    for number in order:
        name, block = named[number - 1]
        shortcut = parts_of(block)[1]
        if number not in deleted:
            left.add_module(name, block)
        elif shortcut is not None and len(shortcut):
            left.add_module(name, shortcut)
    for name, layer in after:
        left.add_module(name, layer)
    return left.eval()


def right(net, x=None, labels=None) -> int:
    """How many of the images the net names; the 359 digits held out, if no others are given."""
    import torch

    if x is None:
        x, labels = examples()[2:]
    with one_thread(), torch.no_grad():
        return int((net(torch.as_tensor(x)).argmax(1) == torch.as_tensor(labels)).sum())


def accuracy(net, deleted=(), order=None) -> float:
    """Share of the 359 digits held out that the net names, without these blocks and in this order (see `without`)."""
    return right(without(net, deleted, order)) / len(examples()[3])


def branch_sizes(net) -> np.ndarray:
    """(9,) ‖F(x)‖ / ‖S x‖ of each block, the mean over the 359 digits held out; x is what arrives at the block.

    Norms over all numbers of one digit. In a plain net there is no S: ‖F(x)‖ / ‖x‖, and F replaces x.
    """
    import torch

    sizes = []
    with one_thread(), torch.no_grad():
        x = net.layers.relu1(net.layers.conv1(torch.as_tensor(examples()[2])))
        for _, block in blocks(net):
            body, shortcut = parts_of(block)
            branch, kept = body(x), x if shortcut is None else shortcut(x)
            sizes.append(float((branch.flatten(1).norm(dim=1) / kept.flatten(1).norm(dim=1)).mean()))
            x = block(x)
    return np.array(sizes)


# ---- every net that can be made of the blocks ------------------------------------------------------------------------


def sequences(blocks) -> list[tuple[int, ...]]:
    """All orders of all subsets of these blocks, short ones first, then as words are sorted: (), (1,), (2,), (1, 2)."""
    return [line for size in range(len(blocks) + 1) for line in permutations(blocks, size)]


def arrangements() -> list[tuple[int, ...]]:
    """1,600 lists of the blocks that stay, in order: 16 ways in stage 1, 10 in each of the stages 2 and 3."""
    behind = [[first + rest for first in ((), (new,)) for rest in sequences((new + 1, new + 2))] for new in NEW_SHAPE]
    return [a + b + c for a, b, c in product(sequences((1, 2, 3)), *behind)]


def subsets() -> list[tuple[int, ...]]:
    """The 512 subsets of the nine blocks, small ones first."""
    return [some for size in range(len(BLOCKS) + 1) for some in combinations(BLOCKS, size)]


def possible(kind: str, deleted) -> bool:
    """Can these blocks be deleted? In a plain net not 4 and not 7."""
    return _known(kind) == "residual" or not set(deleted) & set(NEW_SHAPE)


def right_of_all(net, lists) -> list[int]:
    """For each list of blocks that stay, in order: how many held-out digits are named; IMPOSSIBLE where none can be.

    Nets that begin alike share their beginning: one block is run for each different beginning.
    """
    import torch

    named, kind = blocks(net), kind_of(net)
    labels = torch.as_tensor(examples()[3])

    @cache
    def arrived(kept: tuple[int, ...], stage: int):
        """What leaves stage 1, 2 or 3 if these blocks stay in it and before."""
        own = [block for block in kept if (block - 1) // 3 == stage - 1]
        if own and own[-1] not in NEW_SHAPE:
            return named[own[-1] - 1][1](arrived(kept[:-1], stage))
        if stage == 1:
            return net.layers.relu1(net.layers.conv1(torch.as_tensor(examples()[2])))
        block = named[NEW_SHAPE[stage - 2] - 1][1]
        x = arrived(kept[:-1] if own else kept, stage - 1)
        return block(x) if own else parts_of(block)[1](x)

    with one_thread(), torch.no_grad():
        counts = []
        for kept in lists:
            if not possible(kind, set(BLOCKS) - set(kept)):
                counts.append(IMPOSSIBLE)
                continue
            scores = net.layers.fc(net.layers.flatten(net.layers.pool(arrived(tuple(kept), 3))))
            counts.append(int((scores.argmax(1) == labels).sum()))
    return counts


# ---- what was recorded -----------------------------------------------------------------------------------------------


@dataclass
class Record:
    """Nets of one kind, five seeds (0 to 4): accuracies on the 359 digits held out, NaN for what does not fit."""

    accuracy: np.ndarray  # (seeds,) of the whole nets
    training: np.ndarray  # (seeds,) of the whole nets on the digits they were trained on
    deleted: np.ndarray  # (seeds, 9) without block 1, ..., 9
    swapped: np.ndarray  # (seeds, 5) with the blocks of SWAPS in each other's place
    sizes: np.ndarray  # (seeds, 9) ‖F(x)‖ / ‖S x‖, see branch_sizes
    subsets: np.ndarray  # (seeds, 512) without each of `subsets()`

    @property
    def by_number(self) -> np.ndarray:
        """(seeds, 10) mean accuracy without 0, 1, ..., 9 blocks, over all choices that fit; NaN where none does."""
        number = np.array([len(some) for some in subsets()])
        means = np.full((len(self.subsets), 10), np.nan)
        for count in range(10):
            chosen = self.subsets[:, number == count]
            fits = ~np.isnan(chosen[0])
            if fits.any():
                means[:, count] = chosen[:, fits].mean(axis=1)
        return means


@cache
def recorded() -> dict:
    """The file recorded/delete_blocks.json: how it was made, and under "nets" the counts and weights (see `record`)."""
    return json.loads(RECORD.read_text("utf8"))


def unpack_counts(text: str) -> np.ndarray:
    """Counts of right answers (base64, two bytes each) as accuracies; NaN for IMPOSSIBLE."""
    counts = np.frombuffer(base64.b64decode(text), "<u2").astype(np.float64)
    return np.where(counts == IMPOSSIBLE, np.nan, counts) / recorded()["held"]


def measured(kind: str = "residual") -> Record:
    """The recorded measurements of five nets of this kind, "residual" or "plain"."""
    kept, held = recorded()["nets"][_known(kind)], recorded()["held"]
    all_subsets = np.stack([unpack_counts(one) for one in kept["subsets"]])
    return Record(
        accuracy=all_subsets[:, 0],
        training=np.array(kept["right in training"]) / recorded()["trained on"],
        deleted=all_subsets[:, 1:10],
        swapped=np.array(kept["swapped"]) / held,
        sizes=np.array(kept["sizes"]) / 1e3,
        subsets=all_subsets,
    )


@cache
def _every(kind: str) -> dict:
    return dict(zip(arrangements(), unpack_counts(recorded()["nets"][kind]["every"]), strict=True))


def recorded_accuracy(kind: str = "residual", deleted=(), order=None) -> float:
    """What `accuracy(trained_net(kind), deleted, order)` gave, from the record; ValueError for the same arguments."""
    deleted, order = checked(kind, deleted, order)
    return float(_every(kind)[tuple(block for block in order if block not in deleted)])


def pack_counts(counts) -> str:
    return base64.b64encode(np.array(counts, "<u2").tobytes()).decode()


def measure(net) -> dict:
    """What the record keeps of one trained net: counts of right answers, and sizes in thousandths."""
    kept = [tuple(block for block in BLOCKS if block not in some) for some in subsets()]
    return {
        "right in training": right(net, *examples()[:2]),
        "swapped": right_of_all(net, [order_of([pair]) for pair in SWAPS]),
        "sizes": [round(1e3 * size) for size in branch_sizes(net)],
        "subsets": pack_counts(right_of_all(net, kept)),
    }


def record() -> dict:
    """Train five nets of each kind; what is measured is measured on weights rounded to float16."""
    import sklearn
    import torch

    nets = {}
    for kind in KINDS:
        found = {}
        for seed in SEEDS:
            weights = pack_weights(train(make_net(kind, seed), seed))
            net = unpack_weights(make_net(kind), weights)
            for name, value in measure(net).items():
                found.setdefault(name, []).append(value)
            if seed == SEEDS[0]:
                nets[kind] = {"weights": weights, "every": pack_counts(right_of_all(net, arrangements()))}
            print(kind, seed, right(net), found["swapped"][-1], found["sizes"][-1], flush=True)
        nets[kind] |= found
    return {
        "made_by": "python -m course_lib.experiments.delete_blocks",
        "versions": {"numpy": np.__version__, "torch": torch.__version__, "scikit-learn": sklearn.__version__},
        "seeds": list(SEEDS),
        "settings": {
            "depth": DEPTH, "widths": list(WIDTHS), "epochs": EPOCHS, "batch": BATCH, "rate": RATE,
            "momentum": MOMENTUM, "weight decay": DECAY,
        },
        "held": len(examples()[3]),
        "trained on": len(examples()[1]),
        "nets": nets,
    }  # fmt: skip


def main():
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps(record(), separators=(",", ":")) + "\n", "utf8")
    print(RECORD, f"{RECORD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
