"""LeNet-5 takes digits of 32 x 32 in batches of any size, and every part of it learns."""

import torch

from course_lib.nets import lenet5_modern


def test_lenet5_modern_scores_ten_classes():
    net = lenet5_modern()
    assert sum(p.numel() for p in net.parameters()) == 61_706
    assert net(torch.zeros(3, 1, 32, 32)).shape == (3, 10)
    assert net(torch.zeros(0, 1, 32, 32)).shape == (0, 10)


def test_every_parameter_of_lenet5_modern_learns():
    torch.manual_seed(0)
    net = lenet5_modern()
    torch.nn.functional.cross_entropy(net(torch.randn(10, 1, 32, 32)), torch.arange(10)).backward()
    assert all(p.grad.any() for p in net.parameters())
