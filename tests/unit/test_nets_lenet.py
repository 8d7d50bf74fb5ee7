"""LeNet-5 has the shapes and the counts of the paper."""

import torch

from course_lib.nets import lenet5_modern


def test_lenet5_modern_scores_ten_classes():
    net = lenet5_modern()
    assert sum(p.numel() for p in net.parameters()) == 61_706
    assert net(torch.zeros(3, 1, 32, 32)).shape == (3, 10)
    assert net(torch.zeros(0, 1, 32, 32)).shape == (0, 10)
