"""The builder and the few layers of our own compute what their names say."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from course_lib import nets
from course_lib.nets import alexnets, build, fcn, lazy, load_dense, modules, resnet, unets
from course_lib.nets.fcn import fcn8s
from course_lib.shapes import layers as L
from course_lib.shapes.dense import as_convolutions
from course_lib.shapes.layers import Net


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def test_layers_are_found_under_their_names():
    net = nets.lenet5_modern()
    assert isinstance(net.layers.c1, nn.Conv2d) and net.layers.c1.weight.shape == (6, 1, 5, 5)
    assert "layers.f6.weight" in net.state_dict() and net.table.name == "LeNet-5, modern"


def test_a_residual_block_adds_what_arrived():
    body, _ = resnet.basic(4, 1)
    net = build(Net("", (4, 6, 6), resnet.block(body, 4, 4, 1, "zeros"))).eval()
    x = torch.randn(2, 4, 6, 6)
    inside = net.layers.sum.body
    assert torch.equal(net(x), F.relu(inside(x) + x))
    for parameter in inside.parameters():
        nn.init.zeros_(parameter)
    assert torch.equal(net(x), F.relu(x))  # F = 0 leaves the identity
    plain = build(Net("", (4, 6, 6), resnet.block(body, 4, 4, 1, "none"))).eval()
    assert torch.equal(plain(x), F.relu(plain.layers.body(x)))


def test_option_a_takes_every_second_pixel_and_adds_empty_maps():
    x = torch.randn(2, 3, 5, 4)
    y = modules.PadShortcut(2, (2, 2))(x)
    assert y.shape == (2, 5, 3, 2)
    assert torch.equal(y[:, :3], x[:, :, ::2, ::2]) and not y[:, 3:].any()


def test_a_dense_layer_keeps_what_arrived():
    net = nets.densenet.table("", 2, growth=3, stem=4, classes=5)
    built = build(Net("", (4, 6, 6), net.layers["block1"])).eval()
    x = torch.randn(2, 4, 6, 6)
    y = built(x)
    assert y.shape == (2, 10, 6, 6) and torch.equal(y[:, :4], x)


def test_joins_cut_and_crops():
    x = torch.arange(50.0).reshape(1, 2, 5, 5)
    assert torch.equal(build(Net("", (2, 5, 5), L.Crop(1)))(x), x[:, :, 1:4, 1:4])
    cut = build(Net("", (2, 5, 5), L.Sum(dict(small=L.MaxPool(2, 1), same=[]), cut=True)))
    assert torch.equal(cut(x), x[:, :, 1:, 1:] + x[:, :, :4, :4])
    back = build(Net("", (2, 5, 5), L.CropToInput(L.Bilinear(4, 2), 1)))
    assert torch.equal(back(x), back.layers.layer.body(x)[:, :, 1:6, 1:6])


def test_bilinear_kernels():
    assert torch.equal(modules.tent(4), torch.tensor([0.25, 0.75, 0.75, 0.25]))
    assert torch.equal(modules.tent(3), torch.tensor([0.5, 1, 0.5]))
    x = torch.randn(1, 2, 6, 6)
    ours = modules.Bilinear(2, 4, 2)(x)[:, :, 3:-3, 3:-3]  # away from the border
    torch.testing.assert_close(ours, F.interpolate(x, scale_factor=2, mode="bilinear")[:, :, 2:-2, 2:-2])
    assert not list(modules.Bilinear(2, 4, 2).parameters())


def test_partial_convolution_reads_only_its_links():
    links = ((0,), (1, 2), (0, 1, 2))
    conv = build(Net("", (3, 6, 6), L.PartialConv(links, 3))).layers.layer
    assert conv.weight.shape == (6, 3, 3) and conv.bias.shape == (3,)
    x = torch.randn(2, 3, 6, 6, requires_grad=True)
    for out, maps in enumerate(links):
        (seen,) = torch.autograd.grad(conv(x)[:, out].sum(), x)
        assert {i for i in range(3) if seen[:, i].any()} == set(maps)
    assert torch.equal(conv.full_weight()[1, 1:], conv.weight[1:3])
    bound = 27**-0.5
    assert 0 < conv.weight[3:].abs().max() <= bound and conv.bias[2].abs() <= bound


def test_lenet_parts_of_1998():
    x = torch.randn(2, 3, 4, 4)
    subsample = modules.Subsample(3, 2)
    torch.testing.assert_close(subsample(x), F.avg_pool2d(x, 2))  # as it begins
    with torch.no_grad():
        subsample.weight.fill_(2)
        subsample.bias.fill_(1)
    torch.testing.assert_close(subsample(x), 8 * F.avg_pool2d(x, 2) + 1)  # weight times the sum of four
    assert modules.ScaledTanh()(torch.tensor(1.0)) == pytest.approx(1, abs=1e-5)
    codes = modules.digit_codes()
    assert codes.shape == (10, 84) and set(codes.unique().tolist()) == {-1.0, 1.0}
    assert len({tuple(code.tolist()) for code in codes}) == 10
    distances = modules.RadialOutput(84, 10)(codes)
    assert torch.equal(distances.argmin(1), torch.arange(10)) and not distances.diag().any()
    net = nets.lenet5_1998()
    net(torch.randn(2, 1, 32, 32)).sum().backward()
    assert all(p.grad.any() for p in net.parameters())


def test_local_response_norm_takes_the_papers_alpha():
    norm = build(Net("", (8, 3, 3), L.LocalResponseNorm(5, alpha=1e-2, beta=0.75, k=2.0)))
    a = torch.randn(1, 8, 3, 3) * 10
    square = F.pad(a.square(), (0, 0, 0, 0, 2, 2))
    near = sum(square[:, i : i + 8] for i in range(5))
    torch.testing.assert_close(norm(a), a / (2 + 1e-2 * near) ** 0.75)


def test_googlenets_side_outputs_are_silent_until_asked():
    with torch.device("meta"):
        net = nets.googlenet(classes=5)
        y, sides = net.with_sides(torch.zeros(2, 3, 224, 224))
        assert y.shape == (2, 5) and [side.shape for side in sides] == [(2, 5), (2, 5)]
        assert net(torch.zeros(2, 3, 224, 224)).shape == (2, 5)
    sides = [module for module in net.modules() if isinstance(module, modules.Side)]
    assert all(not side.listens and side.heard is None for side in sides)


def small_overfeat():
    table = alexnets.overfeat_table(classes=4)
    tail = {name: layer for name, layer in table.layers.items() if name in ("flatten", "fc8")}
    return build(Net("small", (3, 16, 16), dict(conv=L.Conv(5, 3), relu=L.ReLU(), pool=L.MaxPool(2)) | tail))


def test_the_dense_tail_answers_as_the_window_slid_over_the_image():
    net = small_overfeat()
    dense = load_dense(build(as_convolutions(net.table)), net)
    x = torch.randn(2, 3, 20, 18)
    y = dense(x)
    assert y.shape == (2, 4, 3, 2)
    for i in range(3):
        for j in range(2):
            window = x[:, :, 2 * i : 2 * i + 16, 2 * j : 2 * j + 16]
            torch.testing.assert_close(y[:, :, i, j], net(window))


def test_unet_and_fcn_keep_their_promises_at_other_sizes():
    assert unets.unet_small()(torch.randn(1, 1, 32, 48)).shape == (1, 2, 32, 48)
    with torch.device("meta"):
        assert unets.unet()(torch.zeros(1, 1, 188, 204)).shape == (1, 2, 4, 20)
        for stride in (8, 16, 32):
            net = build(fcn.table(stride))
            for size in ((64, 97), (33, 500)):
                assert net(torch.zeros(1, 3, *size)).shape == (1, 21, *size)
        assert all(p.is_meta for p in fcn8s().parameters())
    with pytest.raises(ValueError, match="stride must be 8, 16 or 32, got 4"):
        fcn.table(4)


def test_lazy_layers_learn_their_size_and_settle():
    net = nn.Sequential(lazy.conv2d(4, 3, stride=2), nn.ReLU(), nn.Flatten(), nn.Sequential(lazy.linear(5)))
    with pytest.raises(ValueError, match="call the net on one batch first"):
        lazy.settle(net)
    x = torch.randn(2, 3, 9, 9)
    y = net(x)
    settled = lazy.settle(net)
    assert torch.equal(settled(x), y) and y.shape == (2, 5)
    assert type(settled[0]) is nn.Conv2d and settled[3][0].in_features == 64
    assert list(settled.state_dict()) == ["0.weight", "0.bias", "3.0.weight", "3.0.bias"]
