"""Published networks of which only the windows are told, not the widths: enough for receptive fields, not for costs.

They are the end-points of the table in "Computing receptive fields of convolutional neural networks" (Araujo, Norris,
Sim, Distill 2019) that course_lib.nets does not build. Every convolution has one map.
"""

from .layers import Conv, MaxPool, Net, Sum


def resnet_v1(*depths: int) -> Net:
    """ResNet as in TensorFlow's slim library: the stride sits on the 3x3 of the *last* unit of a stage.

    resnet_v1(3, 4, 6, 3) is ResNet-50: 483, as with the paper's stride; torchvision's ResNet-50 sees 427.
    """
    layers = dict(conv1=Conv(1, 7, 2, padding=3), pool1=MaxPool(3, 2, padding=1))
    for stage, depth in enumerate(depths, start=1):
        for i in range(1, depth + 1):
            stride = 2 if i == depth and stage < len(depths) else 1
            body = [Conv(1, 1), Conv(1, 3, stride, padding=1), Conv(1, 1)]
            layers[f"block{stage}_{i}"] = Sum(dict(body=body, shortcut=MaxPool(1, stride)))
    return Net(f"ResNet-{3 * sum(depths) + 2}, slim", (1, 224, 224), layers)


def inception_v2() -> Net:
    """Inception with two 3x3 for every 5x5; in 4a and 5a all branches halve the map."""

    def module(stride: int = 1) -> Sum:
        one = {} if stride == 2 else dict(one=Conv(1, 1))
        three = [Conv(1, 1), Conv(1, 3, stride, padding=1)]
        double = [Conv(1, 1), Conv(1, 3, padding=1), Conv(1, 3, stride, padding=1)]
        return Sum(dict(**one, three=three, double=double, pool=MaxPool(3, stride, padding=1)))

    pool = MaxPool(3, 2, padding=1)
    stem = dict(conv1=Conv(1, 7, 2, padding=3), pool1=pool, conv2r=Conv(1, 1), conv2=Conv(1, 3, padding=1), pool2=pool)
    names = "3b 3c 4a 4b 4c 4d 4e 5a 5b 5c".split()
    return Net("Inception v2", (1, 224, 224), stem | {n: module(2 if n in ("4a", "5a") else 1) for n in names})


def mobilenet_v1() -> Net:
    """A 3x3 stem and thirteen pairs of a 3x3 map by map and a 1x1."""
    layers = dict(conv0=Conv(1, 3, 2, padding=1))
    for i, stride in enumerate((1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1), start=1):
        layers[f"conv{i}"] = [Conv(1, 3, stride, padding=1), Conv(1, 1)]
    return Net("MobileNet v1", (1, 224, 224), layers)
