"""The field of a unit is the set of input pixels its gradient reaches: the recurrence against autograd, and the papers.

The probe is a net with the same geometry, one axis, one map a layer, positive weights and mean pooling: then nothing
cancels, and a pixel is seen exactly when its gradient is not 0.
"""

import pytest
import torch

from course_lib.nets import alexnets, build, densenet, fcn, inception, lenet, resnet, unets, vgg
from course_lib.shapes import geometries
from course_lib.shapes import layers as L
from course_lib.shapes.dense import as_convolutions
from course_lib.shapes.layers import Net, parts
from course_lib.shapes.receptive_field import Field, field_ledger, painted, receptive_field, receptive_fields, windows
from course_lib.shapes.sizes import output_size


def resnets(*depths, **options):
    return resnet.table("ResNet", resnet.bottleneck, *depths, **options)


BASIC = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
PUBLISHED = {  # table: (size, jump, padding or None)
    "LeNet-5 C5": (lenet.modern_table(), (32, 4, 0)),
    "LeNet-5 1998": (lenet.LENET5_1998, (32, 4, 0)),
    "AlexNet pool5, alexnet_v2 in Distill's table": (alexnets.alexnet_table(), (195, 32, 64)),
    "AlexNet fc6": (as_convolutions(alexnets.alexnet_table()), (355, 32, 64)),
    "AlexNet torchvision": (alexnets.torchvision_table(), (195, 32, 66)),
    "AlexNet torchvision fc6": (as_convolutions(alexnets.torchvision_table()), (355, 32, 66)),
    "ZFNet": (alexnets.zfnet_table(), (171, 32, 49)),
    "ZFNet fc6": (as_convolutions(alexnets.zfnet_table()), (331, 32, 49)),
    "OverFeat": (alexnets.overfeat_table(), (167, 32, 48)),
    "OverFeat fc6": (as_convolutions(alexnets.overfeat_table()), (327, 32, 48)),
    "VGG-11": (vgg.table("VGG-11", 1, 1, 2, 2, 2), (150, 32, 59)),
    "VGG-13": (vgg.table("VGG-13", 2, 2, 2, 2, 2), (156, 32, 62)),
    "VGG-16": (vgg.VGG16, (212, 32, 90)),
    "VGG-16 fc6": (as_convolutions(vgg.VGG16), (404, 32, 90)),
    "VGG-19": (vgg.table("VGG-19", 2, 2, 4, 4, 4), (268, 32, 118)),
    "GoogLeNet with its 7x7 pool": (inception.table(), (907, 32, None)),
    "GoogLeNet torchvision": (inception.torchvision_table(), (379, 32, None)),
    "ResNet-18": (resnet.table("18", resnet.basic, *BASIC[18]), (435, 32, None)),
    "ResNet-34": (resnet.table("34", resnet.basic, *BASIC[34]), (899, 32, None)),
    "plain-34": (resnet.table("34", resnet.basic, *BASIC[34], shortcut="none"), (899, 32, None)),
    "ResNet-50, stride on the 1x1": (resnets(3, 4, 6, 3, paper=True), (483, 32, None)),
    "ResNet-101, stride on the 1x1": (resnets(3, 4, 23, 3, paper=True), (1027, 32, None)),
    "ResNet-152, stride on the 1x1": (resnets(3, 8, 36, 3, paper=True), (1507, 32, None)),
    "ResNet-200, stride on the 1x1": (resnets(3, 24, 36, 3, paper=True), (1763, 32, None)),
    "ResNet-50, stride on the 3x3": (resnets(3, 4, 6, 3), (427, 32, None)),
    "ResNet-101, stride on the 3x3": (resnets(3, 4, 23, 3), (971, 32, None)),
    "ResNet-152, stride on the 3x3": (resnets(3, 8, 36, 3), (1451, 32, None)),
    "ResNet-200, stride on the 3x3": (resnets(3, 24, 36, 3), (1707, 32, None)),
    "ResNeXt-50": (resnets(3, 4, 6, 3, groups=32), (427, 32, None)),
    "ResNet-50, stride in the last unit": (geometries.resnet_v1(3, 4, 6, 3), (483, 32, None)),
    "ResNet-101, stride in the last unit": (geometries.resnet_v1(3, 4, 23, 3), (1027, 32, None)),
    "ResNet-152, stride in the last unit": (geometries.resnet_v1(3, 8, 36, 3), (1507, 32, None)),
    "ResNet-200, stride in the last unit": (geometries.resnet_v1(3, 24, 36, 3), (1763, 32, None)),
    "Inception v2": (geometries.inception_v2(), (699, 32, None)),
    "MobileNet v1": (geometries.mobilenet_v1(), (315, 32, None)),
    "ResNet-20": (resnet.cifar_table(20), (81, 4, None)),
    "ResNet-32": (resnet.cifar_table(32), (137, 4, None)),
    "ResNet-44": (resnet.cifar_table(44), (193, 4, None)),
    "ResNet-56": (resnet.cifar_table(56), (249, 4, None)),
    "ResNet-110": (resnet.cifar_table(110), (501, 4, None)),
    "DenseNet-121": (densenet.table("121", 6, 12, 24, 16), (2071, 32, None)),
    "DenseNet-169": (densenet.table("169", 6, 12, 32, 32), (3351, 32, None)),
    "DenseNet-201": (densenet.table("201", 6, 12, 48, 32), (3863, 32, None)),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_fields(name):
    table, (size, jump, padding) = PUBLISHED[name]
    field = receptive_field(table)
    assert (field.size, field.jump) == (size, jump)
    assert padding is None or field.start == -padding
    assert field.aligned and len(field.spans) == 1
    assert field == receptive_field(table, axis=1)


def test_fields_on_the_way():
    ends = ("conv1_1.conv", "pool1", "pool2", "pool3", "pool4", "pool5")
    assert [receptive_field(vgg.VGG16, end).size for end in ends] == [3, 6, 16, 44, 100, 212]
    assert receptive_field(inception.table(), "inception5b").size == 715
    assert receptive_field(Net("", (1, 9, 9), [L.Conv(1, 3)] * 2)).size == 5
    assert receptive_field(Net("", (1, 9, 9), [L.Conv(1, 3)] * 3)).size == 7
    distill = receptive_field(Net("", (1, 9), [L.Conv(1, 3, stride=3, padding=1), L.Conv(1, 2)]))
    assert (distill.size, distill.jump, distill.span(0), distill.centre(0)) == (6, 3, (-1, 4), 1.5)
    assert receptive_field(Net("", (1, 50), [L.Conv(1, 2, dilation=2**i) for i in range(4)])).size == 16


def test_the_unet_has_sixteen_kinds_of_units():
    table = unets.table()
    field = receptive_field(table)
    assert sorted(field.sizes) == [188] * 4 + [204] * 12 and field.jump == 1 and not field.aligned
    deepest = receptive_field(table, "across1.below.across2.below.across3.below.across4.below.down5.relu2")
    assert (deepest.size, deepest.jump) == (140, 16)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """The probes are tiny: sharing them out costs more than computing them."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


# --- the probe -------------------------------------------------------------------------------------------------------


def thin(series):
    """The same geometry with one map a layer, mean pooling, no norms, and nothing from the first Flatten on."""
    layers = {}
    for name, layer in parts(series):
        match layer:
            case L.Flatten() | L.AdaptivePool():
                break
            case dict() | list():
                layers[name] = thin(layer)
            case L.Concat(branches) | L.Sum(branches):
                layers[name] = L.Sum({n: thin(b) for n, b in branches.items()}, layer.cut)
            case L.CropToInput(body, offset):
                layers[name] = L.CropToInput(thin(body), offset)
            case L.Conv():
                layers[name] = L.Conv(1, layer.size, layer.stride, layer.padding, layer.dilation, bias=False)
            case L.PartialConv(_, size):
                layers[name] = L.Conv(1, size, bias=False)
            case L.ConvTranspose():
                layers[name] = L.ConvTranspose(1, layer.size, layer.stride, layer.padding, bias=False)
            case L.MaxPool():
                layers[name] = L.AvgPool(layer.size, layer.stride, layer.padding, layer.ceil)
            case L.Subsample(size):
                layers[name] = L.AvgPool(size)
            case L.PadShortcut(_, stride):
                layers[name] = L.Conv(1, 1, stride, bias=False)
            case L.Crop() | L.Bilinear():
                layers[name] = layer
    return layers


def seen_by(net, length, unit):
    """The (first, last) pixel with a gradient, whether all between have one too, and how many units there are."""
    x = torch.ones(1, 1, length, dtype=torch.float64, requires_grad=True)
    y = net(x)[0, 0]
    y[unit].backward()
    pixels = x.grad[0, 0].nonzero().flatten().tolist()
    return (pixels[0], pixels[-1]), len(pixels) == pixels[-1] - pixels[0] + 1, len(y)


def probe(series, length):
    table = Net("probe", (1, length), thin(series))
    net = build(table).double()
    for parameter in net.parameters():
        torch.nn.init.constant_(parameter, 1 / parameter[0].numel())
    return table, net


SMALL = {
    "GoogLeNet": (inception.table().layers, 960),
    "ResNet-50, stride on the 1x1": (resnets(3, 4, 6, 3, paper=True).layers, 600),
    "bottlenecks, stride on the 3x3": (resnets(2, 2, 2, 2).layers, 500),
    "ResNet-20": (resnet.cifar_table(20).layers, 200),
    "ResNet-20, projections": (resnet.cifar_table(20, "projection").layers, 200),
    "DenseNet, small": (densenet.table("", 2, 3, 2, 2).layers, 1200),
    "VGG-16": (vgg.VGG16.layers, 500),
    "AlexNet": (alexnets.alexnet_table().layers, 451),
    "ZFNet": (alexnets.zfnet_table().layers, 480),
    "LeNet-5 1998": (lenet.LENET5_1998.layers, 64),
    "U-Net": (unets.table().layers, 572),
    "U-Net, padded": (unets.table(padded=True).layers, 320),
    "FCN-8s": (fcn.table(8).layers, 256),
    "FCN-32s": (fcn.table(32).layers, 64),
    "dilated": ([L.Conv(1, 3, dilation=d, padding=d) for d in (1, 2, 4)] + [L.Conv(1, 2, 2)], 64),
    "transposed": ([L.Conv(1, 3, 2), L.ConvTranspose(1, 5, 3, 1), L.Conv(1, 3, 2), L.ConvTranspose(1, 3, 2, 1)], 64),
}


@pytest.mark.parametrize("name", SMALL)
def test_the_field_is_where_the_gradient_is(name):
    series, length = SMALL[name]
    table, net = probe(series, length)
    field, units = receptive_field(table), output_size(table)[1]
    last = units - 1 if name != "transposed" else units - 3  # the border there: its sources lie beyond a cut-off map
    for unit in {0, units // 2, units // 2 + 1, last}:
        seen, whole, found = seen_by(net, length, unit)
        first, last = field.span(unit)
        assert (seen, found) == ((max(first, 0), min(last, length - 1)), units), f"unit {unit}"
        assert whole or name == "U-Net"


# --- joins -----------------------------------------------------------------------------------------------------------


def test_branches_that_meet_are_checked_for_alignment():
    even = L.Sum(dict(pool=L.Conv(1, 2), same=L.Conv(1, 3, padding=1)), cut=True)
    assert receptive_field(Net("", (1, 9), [even])).drift == 0.5
    good = L.Sum(dict(one=L.Conv(1, 1, stride=2), three=L.Conv(1, 3, stride=2, padding=1)))
    assert receptive_field(Net("", (1, 9), [good])).aligned
    shifted = L.Sum(dict(one=L.Conv(1, 1, stride=2), three=L.Conv(1, 3, stride=2)), cut=True)
    after = receptive_field(Net("", (1, 9), [shifted, L.Conv(1, 2), L.Sum(dict(one=L.Conv(1, 1), same=[]))]))
    assert after.drift == 1  # what has gone apart once stays so
    apart = L.Sum(dict(fast=L.Conv(1, 2, stride=2), slow=[]), cut=True)
    with pytest.raises(ValueError, match="0: neighbouring units of the branches are 2, 1 pixels apart"):
        receptive_fields(Net("", (1, 9), [apart]))


def test_axes_are_told_apart():
    net = Net("", (1, 20, 20), [L.Conv(1, (3, 5), stride=(1, 2), padding=(1, 0), dilation=(2, 1)), L.MaxPool((2, 1))])
    rows, columns = receptive_fields(net)[-1].fields
    assert (rows.size, rows.jump, rows.start) == (6, 2, -1)
    assert (columns.size, columns.jump, columns.start) == (5, 2, 0)


def test_what_sees_everything_has_no_field():
    assert [row.fields for row in receptive_fields(vgg.VGG16)][-7:] == [None] * 7
    with pytest.raises(ValueError, match="layer fc8 sees all of the input: name an earlier layer"):
        receptive_field(vgg.VGG16, "fc8")
    with pytest.raises(ValueError, match="VGG-16 has no layer 'conv9'; it has conv1_1.conv"):
        receptive_field(vgg.VGG16, "conv9")


def test_the_ledger_of_fields():
    lines = field_ledger(vgg.VGG16).splitlines()
    assert lines[2:5] == ["| input | 1 | 1 | 0 |", "| conv1_1.conv | 3 | 1 | -1 |", "| conv1_2.conv | 5 | 1 | -2 |"]
    assert lines[-1] == "| pool5 | 212 | 32 | -90 |"
    assert field_ledger(unets.table()).splitlines()[-1] == "| up1.conv2 | 188 or 204 | 1 | 0 |"


def test_windows_and_their_transposes():
    assert windows(Field(), 3, 2, 1) == Field(((-1, 1),), 2)
    up = painted(Field(((0, 3),), 4), 2, 2)
    assert up == Field(((0, 3), (0, 3)), 4) and up.jump == 2
    assert windows(up, 2, 2).spans == ((0, 3),)
    with pytest.raises(ValueError, match="a kernel of 2 with stride 3 leaves pixels unpainted"):
        painted(Field(), 2, 3)
