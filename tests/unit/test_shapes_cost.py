"""Counts of the papers to the last digit, and what a memory count means."""

import math

import pytest

from course_lib.nets import alexnets, densenet, fcn, inception, lenet, resnet, unets, vgg
from course_lib.shapes import layers as L
from course_lib.shapes.cost import Cost, connections, cost, describe, ledger, parameters, peak_values, row_cost
from course_lib.shapes.dense import as_convolutions
from course_lib.shapes.layers import Net
from course_lib.shapes.sizes import conv_size, output_size, trace


def bottlenecks(*depths, **options):
    return resnet.table("ResNet", resnet.bottleneck, *depths, **options)


PUBLISHED = {  # table: (parameters, MACs or None)
    "LeNet-5 modern": (lenet.modern_table(), 61_706, 416_520),
    "LeNet-5 1998": (lenet.LENET5_1998, 60_000, None),
    "AlexNet": (alexnets.alexnet_table(), 60_965_224, 724_406_816),
    "AlexNet without groups": (alexnets.alexnet_table(groups=1), 62_378_344, 1_135_256_096),
    "AlexNet torchvision": (alexnets.torchvision_table(), 61_100_840, 714_188_480),
    "ZFNet": (alexnets.zfnet_table(), 62_357_608, 1_168_032_896),
    "ZFNet large": (alexnets.zfnet_table(widths=(512, 1024, 512)), 107_627_624, 2_476_704_896),
    "OverFeat": (alexnets.overfeat_table(), 145_920_872, 2_801_403_904),
    "VGG-11": (vgg.table("11", 1, 1, 2, 2, 2), 132_863_336, 7_609_090_048),
    "VGG-13": (vgg.table("13", 2, 2, 2, 2, 2), 133_047_848, 11_308_466_176),
    "VGG-16": (vgg.VGG16, 138_357_544, 15_470_264_320),
    "VGG-19": (vgg.table("19", 2, 2, 4, 4, 4), 143_667_240, 19_632_062_464),
    "VGG-11 BN": (vgg.table("11", 1, 1, 2, 2, 2, batch_norm=True), 132_868_840, 7_609_090_048),
    "VGG-13 BN": (vgg.table("13", 2, 2, 2, 2, 2, batch_norm=True), 133_053_736, 11_308_466_176),
    "VGG-16 BN": (vgg.table("16", 2, 2, 3, 3, 3, batch_norm=True), 138_365_992, 15_470_264_320),
    "VGG-19 BN": (vgg.table("19", 2, 2, 4, 4, 4, batch_norm=True), 143_678_248, 19_632_062_464),
    "GoogLeNet": (inception.table(), 6_998_552, 1_582_671_872),
    "GoogLeNet torchvision": (inception.torchvision_table(), 6_624_904, 1_498_376_192),
    "ResNet-18": (resnet.table("18", resnet.basic, 2, 2, 2, 2), 11_689_512, 1_814_073_344),
    "ResNet-34": (resnet.table("34", resnet.basic, 3, 4, 6, 3), 21_797_672, 3_663_761_408),
    "ResNet-50": (bottlenecks(3, 4, 6, 3), 25_557_032, 4_089_184_256),
    "ResNet-101": (bottlenecks(3, 4, 23, 3), 44_549_160, 7_801_405_440),
    "ResNet-152": (bottlenecks(3, 8, 36, 3), 60_192_808, 11_513_626_624),
    "ResNet-50 paper stride": (bottlenecks(3, 4, 6, 3, paper=True), 25_557_032, 3_857_973_248),
    "ResNet-101 paper stride": (bottlenecks(3, 4, 23, 3, paper=True), 44_549_160, 7_570_194_432),
    "ResNet-152 paper stride": (bottlenecks(3, 8, 36, 3, paper=True), 60_192_808, 11_282_415_616),
    "ResNeXt-50 32x4d": (bottlenecks(3, 4, 6, 3, groups=32), 25_028_904, 4_230_479_872),
    "ResNeXt-101 32x4d": (bottlenecks(3, 4, 23, 3, groups=32), 44_177_704, 7_969_996_800),
    "ResNet-20": (resnet.cifar_table(20), 269_722, 40_551_040),
    "ResNet-32": (resnet.cifar_table(32), 464_154, 68_862_592),
    "ResNet-44": (resnet.cifar_table(44), 658_586, 97_174_144),
    "ResNet-56": (resnet.cifar_table(56), 853_018, 125_485_696),
    "ResNet-110": (resnet.cifar_table(110), 1_727_962, 252_887_680),
    "ResNet-1202": (resnet.cifar_table(1202), 19_421_274, 2_829_238_912),
    "ResNet-20 B": (resnet.cifar_table(20, "projection"), 272_474, None),
    "ResNet-56 B": (resnet.cifar_table(56, "projection"), 855_770, None),
    "ResNet-110 B": (resnet.cifar_table(110, "projection"), 1_730_714, None),
    "plain-20": (resnet.cifar_table(20, "none"), 269_722, 40_551_040),
    "plain-56": (resnet.cifar_table(56, "none"), 853_018, 125_485_696),
    "DenseNet-121": (densenet.table("121", 6, 12, 24, 16), 7_978_856, 2_834_161_664),
    "DenseNet-169": (densenet.table("169", 6, 12, 32, 32), 14_149_480, 3_359_843_328),
    "DenseNet-201": (densenet.table("201", 6, 12, 48, 32), 20_013_928, 4_291_365_888),
    "DenseNet-161": (densenet.table("161", 6, 12, 36, 24, growth=48, stem=96), 28_681_000, 7_727_907_072),
    "U-Net": (unets.table(), 31_030_658, 150_428_424_448),
    "U-Net padded": (unets.table("", (3, 256, 256), 1, padded=True), 31_031_745, 48_167_387_136),
    "U-Net padded BN": (unets.table("", (3, 256, 256), 2, padded=True, norm=True), 31_037_698, None),
    "FCN-32s": (fcn.table(32), 134_346_581, None),
    "FCN-16s": (fcn.table(16), 134_364_410, None),
    "FCN-8s": (fcn.table(8), 134_376_863, None),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_counts(name):
    table, parameter_count, mac_count = PUBLISHED[name]
    count = cost(table)
    assert count.parameters == count.weights + count.biases == parameter_count
    assert mac_count in (None, count.macs) and count.flops == 2 * count.macs


def test_side_outputs_are_counted_apart():
    assert cost(inception.table(), side=True).parameters == 13_378_280
    assert cost(inception.torchvision_table(), side=True).parameters == 13_004_888
    assert [group(inception.table(), aux) for aux in ("aux4a", "aux4d")] == [3_188_840, 3_190_888]


def group(table, prefix, what="parameters"):
    """A count of all rows whose name begins so."""
    return sum(getattr(row_cost(row), what) for row in trace(table) if row.name.startswith(prefix))


def test_stages_and_modules_of_the_published_tables():
    counts = [group(inception.table(), "inception3a", what) for what in ("parameters", "weights", "macs")]
    assert counts == [163_696, 163_328, 128_049_152]
    assert group(inception.torchvision_table(), "inception5b") == 1_347_040
    stages = [group(bottlenecks(3, 4, 6, 3), f"conv{i}") for i in range(1, 6)]
    assert stages == [9_536, 215_808, 1_219_584, 7_098_368, 14_964_736]
    dense = PUBLISHED["DenseNet-121"][0]
    assert [group(dense, f"block{i}") for i in range(1, 5)] == [335_040, 919_680, 2_837_760, 2_158_080]
    assert [group(dense, f"transition{i}") for i in range(1, 4)] == [33_280, 132_096, 526_336]
    eight = fcn.table(8)
    counts = {row.name.rpartition(".")[2]: row_cost(row).parameters for row in trace(eight)}
    assert [counts[n] for n in ("fc6", "fc7", "score")] == [102_764_544, 16_781_312, 86_037]
    assert [group(eight, p) for p in ("fcn.fuse3.score3", "fcn.fuse3.below.fuse4.score4")] == [5_397, 10_773]


def test_lenet_connections_as_the_paper_counts_them():
    rows = [row for row in trace(lenet.LENET5_1998) if connections(row)]
    assert [row.name for row in rows] == ["c1", "s2", "c3", "s4", "c5", "f6", "out"]
    assert [connections(row) for row in rows] == [122_304, 5_880, 151_600, 2_000, 48_120, 10_164, 840]
    assert sum(map(connections, rows)) == 340_908
    assert [row_cost(row).parameters for row in rows] == [156, 12, 1_516, 32, 48_120, 10_164, 0]
    assert sum(map(len, lenet.C3_LINKS)) == 60 and len(set(map(frozenset, lenet.C3_LINKS))) == 16


def test_units_of_alexnet():
    """The sum that the paper's abstract rounds to 650,000 (its own list prints conv1 too small)."""
    weighted = [row for row in trace(alexnets.alexnet_table()) if row_cost(row).parameters]
    assert sum(math.prod(row.after) for row in weighted) == 659_272


def test_unet_rows():
    convolutions = [row for row in trace(unets.table()) if isinstance(row.layer, (L.Conv, L.ConvTranspose))]
    assert len(convolutions) == 23
    assert [row.after for row in convolutions if isinstance(row.layer, L.ConvTranspose)] == [
        (512, 56, 56), (256, 104, 104), (128, 200, 200), (64, 392, 392),
    ]  # fmt: skip
    assert output_size(unets.table()) == (2, 388, 388) and output_size(unets.table(), (1, 700, 700)) == (2, 516, 516)
    with pytest.raises(ValueError, match="across2.*equal heights and widths"):
        trace(unets.table(), (1, 574, 574))


def test_vgg16_is_what_the_rule_makes():
    assert vgg.table("VGG-16", 2, 2, 3, 3, 3) == vgg.VGG16


def test_worked_examples():
    def count(channels, n, layer):
        net = Net("", (channels, n, n), [layer])
        return output_size(net), cost(net).parameters

    assert count(3, 32, L.Conv(6, 5)) == ((6, 28, 28), 456)
    assert count(6, 28, L.Conv(10, 5)) == ((10, 24, 24), 1_510)
    assert count(64, 56, L.Conv(32, 1)) == ((32, 56, 56), 2_080)
    assert count(3, 32, L.Conv(10, 5, padding=2)) == ((10, 32, 32), 760)
    assert parameters(L.Linear(4096), (16 * 16 * 256,)) == (268_435_456, 4096)
    assert [conv_size(7, 3, s) for s in (1, 2)] == [5, 3]
    narrow = [L.Conv(64, 1, bias=False), L.Conv(64, 3, padding=1, bias=False), L.Conv(256, 1, bias=False)]
    assert cost(Net("", (256, 8, 8), narrow)).weights == 69_632
    paths = [L.Conv(128, 1, bias=False), L.Conv(128, 3, groups=32, bias=False), L.Conv(256, 1, bias=False)]
    assert cost(Net("", (256, 8, 8), paths)).weights == 70_144
    assert cost(Net("", (8, 10), L.ConvTranspose(4, 3, 2))).macs == 8 * 4 * 3 * 10
    assert cost(Net("", (8, 10), L.Bilinear(4, 2))) == Cost(0, 0, 8 * 10 * 4, 8 * 22)


def test_memory_counts_numbers():
    def net(*layers):
        return Net("", (2, 4, 4), list(layers))

    conv, same = L.Conv(6, 3, padding=1), L.Conv(2, 3, padding=1)  # 32 numbers -> 96, 32 -> 32
    assert peak_values(net()) == 32
    assert peak_values(net(L.ReLU())) == 32  # overwrites what arrives
    assert peak_values(net(conv)) == 32 + 96
    assert peak_values(net(conv, conv)) == 96 + 96
    assert peak_values(net(L.Sum(dict(body=[same, conv, same], same=[])))) == 32 + 32 + 96
    assert peak_values(net(L.Sum(dict(body=[L.ReLU(), same], same=[])))) == 32 + 32 + 32
    assert peak_values(net(L.Concat(dict(a=same, b=same)))) == 32 + 32 + 64
    assert peak_values(net(L.Concat(dict(a=conv, b=same)))) == 96 + 32 + 128
    assert peak_values(net(L.Sum(dict(a=same, b=same, c=[])), conv)) == 32 + 96
    assert peak_values(net(L.Side([conv]), same)) == 64
    assert cost(net(conv, L.ReLU(), L.MaxPool(2))).values == 96 + 24  # ReLU keeps nothing of its own


def test_a_dense_tail_has_the_same_parameters_and_answers_at_every_position():
    for table in (vgg.VGG16, alexnets.overfeat_table(), alexnets.torchvision_table(), lenet.modern_table()):
        dense = as_convolutions(table)
        assert cost(dense).parameters == cost(table).parameters and cost(dense).macs == cost(table).macs
        assert output_size(dense) == (*output_size(table), 1, 1)
    assert output_size(as_convolutions(vgg.VGG16), (3, 256, 320)) == (1000, 2, 4)
    assert output_size(as_convolutions(alexnets.overfeat_table()), (3, 267, 303))[1:] == (2, 3)
    assert output_size(as_convolutions(resnet.table("", resnet.basic, 1, 1, 1, 1)), (3, 288, 224)) == (1000, 3, 1)


def test_the_ledger_is_a_table_to_read():
    lines = ledger(lenet.modern_table()).splitlines()
    assert lines[2] == "| c1 | Conv 5x5/1 | 6 x 28 x 28 | 156 | 117,600 |"
    assert lines[3] == "| s2 | AvgPool 2x2/2 | 6 x 14 x 14 | 0 | 0 |"
    assert lines[-1] == "| **LeNet-5, modern** | | | 61,706 | 416,520 |"
    assert not any("ReLU" in line for line in lines)
    assert describe(L.Conv(4, (3, 5), (1, 2), 1, groups=2)) == "Conv 3x5/(1, 2) p1 g2"
