"""Deleting and swapping blocks: what is taken out, what was recorded and what it says."""

import numpy as np
import pytest
import torch
from traitlets import TraitError

from course_lib.experiments import delete_blocks as trial
from course_lib.experiments.delete_blocks import SEEDS, accuracy, measured, trained_net, without
from course_lib.nets.build import count_parameters
from course_lib.widgets import DeleteBlocks


@pytest.fixture(scope="module")
def nets():
    return {kind: trained_net(kind) for kind in trial.KINDS}


@pytest.fixture(scope="module")
def some():
    return torch.as_tensor(trial.examples()[2][:5])


def test_nothing_deleted_is_the_net_itself(nets, some):
    for net in nets.values():
        assert count_parameters(net) == 17_254 and not net.training and len(trial.blocks(net)) == 9
        assert torch.equal(without(net)(some), net(some))


def test_a_deleted_block_leaves_its_shortcut(nets, some):
    """F of the block is set to zero by its last batch norm: what is left is ReLU(S x), and S x is not negative."""
    for block in (3, 4, 9):
        silent = trained_net("residual")
        with torch.no_grad():
            body = trial.blocks(silent)[block - 1][1].sum.body
            body.conv2.norm.weight.zero_(), body.conv2.norm.bias.zero_()
        assert torch.equal(without(nets["residual"], [block])(some), silent(some))


def test_swapped_and_deleted_by_hand(nets, some):
    layers = nets["plain"].layers
    x = layers.relu1(layers.conv1(some))
    for name in "conv2_3 conv2_2 conv3_1 conv3_3 conv3_2 conv4_1 conv4_2 conv4_3".split():
        x = getattr(layers, name)(x)
    order = trial.order_of([(1, 3), (5, 6)])
    assert order == (3, 2, 1, 4, 6, 5, 7, 8, 9) and trial.order_of([(1, 2), (2, 3)]) == (3, 1, 2, 4, 5, 6, 7, 8, 9)
    for pairs in ([], [[1, 2]], [[1, 3], [5, 6]], [[1, 2], [2, 3], [8, 9]]):
        assert trial.order_of(trial.pairs_of(trial.order_of(pairs))) == trial.order_of(pairs)
    assert trial.pairs_of(order) == [[1, 3], [5, 6]]
    assert torch.equal(without(nets["plain"], [1], order)(some), layers.fc(x.mean((2, 3))))


def test_what_is_left_shares_its_weights(nets):
    assert without(nets["plain"], [2]).conv2_1 is nets["plain"].layers.conv2_1


@pytest.mark.parametrize(
    "kind, arguments, says",
    [
        ("residual", {"deleted": [0]}, r"numbers from 1 to 9, got \[0\]"),
        ("plain", {"deleted": [3, 4]}, r"blocks 4 and 7 of the plain net .* got deleted \[3, 4\]"),
        ("residual", {"order": (1, 2, 4, 3, 5, 6, 7, 8, 9)}, "order must be 1 to 9, with 1, 2, 3 in any order"),
        ("residual", {"order": (1, 2, 3, 5, 4, 6, 7, 8, 9)}, "then 4, then 5 and 6"),
    ],
)
def test_what_does_not_fit_is_named(nets, kind, arguments, says):
    with pytest.raises(ValueError, match=says):
        accuracy(nets[kind], **arguments)
    with pytest.raises(ValueError, match=r"order_of: .* got \(3, 4\)"):
        trial.order_of([(3, 4)])
    with pytest.raises(ValueError, match="got 'dense'"):
        trained_net("dense")


def test_weights_come_back():
    net = trial.make_net("plain", seed=7)
    again = trial.unpack_weights(trial.make_net("plain"), trial.pack_weights(net))
    for name, value in net.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], value, rtol=1e-3, atol=1e-4)
    assert not again.training
    with pytest.raises(ValueError, match="holds .* numbers, 3 were given"):
        trial.unpack_weights(net, "AAAAAAAA")


def test_a_slice_of_the_record_made_again(nets):
    for kind, net in nets.items():
        kept = measured(kind)
        np.testing.assert_allclose(trial.branch_sizes(net), kept.sizes[0], atol=2e-3)
        assert accuracy(net) == pytest.approx(kept.accuracy[0], abs=0.006)
        for deleted, swapped in (([3], ()), ([1, 9], ()), ([2], [(2, 3), (8, 9)])):
            order = trial.order_of(swapped)
            there = trial.recorded_accuracy(kind, deleted, order)
            assert accuracy(net, deleted, order) == pytest.approx(there, abs=0.006)
        lists = [(2, 1, 4, 7), (3, 4, 6, 5, 7, 9), (1, 2, 3, 5, 6, 8, 9)]
        counts = trial.right_of_all(net, lists)
        table = trial.unpack_counts(trial.recorded()["nets"][kind]["every"])
        every = dict(zip(trial.arrangements(), table, strict=True))
        np.testing.assert_allclose(
            np.where(np.array(counts) == trial.IMPOSSIBLE, np.nan, counts) / 359,
            [every[one] for one in lists],
            atol=0.006,
        )


def test_training_starts_where_the_record_did():
    """One epoch instead of twenty: it learns. And a seed fixes the fresh net without touching torch's own state."""
    before = torch.get_rng_state()
    net, again = (trial.make_net("residual", 1) for _ in range(2))
    assert torch.equal(net.layers.fc.weight, again.layers.fc.weight) and torch.equal(before, torch.get_rng_state())
    assert trial.right(trial.train(net, 1, epochs=1)) > 0.25 * 359 > 2 * trial.right(again.eval())


def test_the_record_is_whole_and_says_how_it_was_made():
    kept = trial.recorded()
    assert kept["made_by"] == "python -m course_lib.experiments.delete_blocks" and kept["seeds"] == list(SEEDS)
    assert kept["held"] == len(trial.examples()[3]) == 359 and trial.RECORD.stat().st_size < 150_000
    for kind in trial.KINDS:
        one = measured(kind)
        assert one.subsets.shape == (5, 512) and one.sizes.shape == (5, 9) and one.swapped.shape == (5, 5)
        fits = np.array([trial.possible(kind, some) for some in trial.subsets()])
        assert (np.isnan(one.subsets) == ~fits).all()
        for index in (0, 3, 100, 511):
            if fits[index]:
                deleted = trial.subsets()[index]
                assert trial.recorded_accuracy(kind, deleted) == one.subsets[0, index]
        for pair, value in zip(trial.SWAPS, one.swapped[0], strict=True):
            assert trial.recorded_accuracy(kind, order=trial.order_of([pair])) == value


def test_what_the_record_says():
    residual, plain = measured("residual"), measured("plain")
    assert (residual.accuracy > 0.97).all() and (plain.accuracy > 0.94).all(), "both kinds have learnt"
    assert (residual.deleted[:, 3:] > 0.8).all() and np.nanmax(plain.deleted) < 0.4, "one block less"
    assert (residual.deleted[:, 0] < 0.85).all(), "no net is untouched by the loss of block 1, where all maps begin"
    assert (np.argmin(residual.swapped, axis=1) == 1).all() and np.max(plain.swapped) < 0.25
    residual_mean, plain_mean = residual.by_number, plain.by_number
    assert (0.43 < residual_mean[:, 3]).all() and (residual_mean[:, 3] < 0.55).all()
    assert (plain_mean[:, 1] < 0.21).all() and np.isnan(plain_mean[:, 8:]).all()
    assert (residual.sizes[:, 1:] < 0.7).all() and (plain.sizes > 0.7).all()
    lost = residual.accuracy[:, None] - residual.deleted
    ranks = [values.argsort(axis=1).argsort(axis=1) for values in (lost, residual.sizes)]
    agreement = [np.corrcoef(*pair)[0, 1] for pair in zip(*ranks, strict=True)]
    assert min(agreement) > 0.8, "the larger F is beside x, the more is lost with it (rank correlation)"


@pytest.mark.parametrize(
    "arguments, says",
    [
        ({"net": "dense"}, "'residual' or 'plain'|residual.*plain"),
        ({"deleted": [10]}, r"deleted must hold block numbers from 1 to 9, got \[10\]"),
        ({"swapped": [(3, 4)]}, r"swapped must hold pairs out of .* got \[\(3, 4\)\]"),
        ({"swapped": [5]}, r"swapped must hold pairs out of .* got \[5\]"),
    ],
)
def test_wrong_arguments_are_named(arguments, says):
    with pytest.raises(TraitError, match=says):
        DeleteBlocks(**arguments)


def test_the_words_on_the_pictures_are_true():
    widget = DeleteBlocks()
    assert widget.describe() == (widget.alt, "delete_blocks")
    sizes, twin = widget.sizes, DeleteBlocks(net="plain").sizes
    assert f"{sizes[0]:.2f} for the first block, {sizes[1:].min():.2f} to {sizes[1:].max():.2f} for" in widget.alt
    assert f"plain twin, {twin.min():.2f} to {twin.max():.2f}." in widget.alt
    assert f"{100 * widget.accuracy:.1f} %" in widget.alt
    plain = DeleteBlocks(net="plain", deleted=[3])
    words, still = plain.describe()
    assert still == "delete_blocks-plain" and f"without block 3 names {100 * plain.accuracy:.1f} % of" in words
    broken = DeleteBlocks(net="plain", deleted=[7, 4, 4])
    assert broken.accuracy is None and broken.deleted == [4, 7]
    assert "without blocks 4 and 7 does not fit together; whole" in broken.describe()[0]
    moved = DeleteBlocks(swapped=[(2, 1), (1, 3)], cloud=True)
    assert moved.order == trial.order_of(moved.swapped) == (2, 3, 1, 4, 5, 6, 7, 8, 9)
    assert moved.to_python() == "DeleteBlocks(cloud=True, swapped=[[1, 2], [1, 3]])" and moved.describe()[1] is None
