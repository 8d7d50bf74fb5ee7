"""Solutions of `network_on_a_budget`: tables and what was predicted of them."""

from course_lib.nets import build
from course_lib.nets.resnet import cifar_table
from course_lib.shapes.layers import (
    AdaptivePool,
    BatchNorm,
    Concat,
    Conv,
    Flatten,
    Linear,
    MaxPool,
    Net,
    PadShortcut,
    ReLU,
    Sum,
)
from course_lib.shapes.sizes import output_shape, trace

IMAGE = (1, 32, 32)


def branch(width, stride=1):
    return dict(conv1=Conv(width, 3, stride, padding=1), relu1=ReLU(), conv2=Conv(width, 3, padding=1))


def layers(**changes):
    """Three blocks behind a stem; a change of None takes a layer out."""
    table = dict(
        stem=Conv(8, 5, stride=2, padding=2), norm=BatchNorm(), relu=ReLU(),
        block1=Sum(dict(body=branch(8), shortcut=[])),
        block2=Sum(dict(body=branch(16, 2), shortcut=PadShortcut(16, 2))),
        block3=Sum(dict(body=branch(32, 2), shortcut=Conv(32, 1, stride=2))),
        pool=AdaptivePool(), flatten=Flatten(), out=Linear(3),
    )  # fmt: skip
    return {name: layer for name, layer in {**table, **changes}.items() if layer is not None}


SHAPES = {
    "stem": (8, 16, 16), "block2.body.conv1": (16, 8, 8), "block2.shortcut": (16, 8, 8),
    "block3.body.conv1": (32, 4, 4), "block3.shortcut": (32, 4, 4), "pool": (32, 1, 1), "flatten": (32,), "out": (3,),
}  # fmt: skip


def answer(said=SHAPES, image=IMAGE, **changes):
    net = Net("mine", image, layers(**changes))
    return lambda: (net, said)


def told(**wrong):
    """The right table, some predictions wrong; "_" stands for the dots of a name."""
    names = {name.replace(".", "_"): name for name in SHAPES}
    return answer(SHAPES | {names[name]: shape for name, shape in wrong.items()})


def predicted(net):
    """All that is due, from the table itself."""
    rows = trace(net)
    return {row.name: row.after for row in rows if row.after != row.before and not isinstance(row.layer, ReLU)}


def known(net):
    said = predicted(net)
    return lambda: (net, said)


def known_but(image=IMAGE, **changes):
    return known(Net("mine", image, layers(**changes)))


def with_stem(stem, said, **more):
    return answer(SHAPES | {"stem": said} | more, stem=stem)


def by_trace():
    net = Net("mine", IMAGE, layers())
    return net, {row.name: row.after for row in trace(net)}


def by_a_helper():
    net = Net("mine", IMAGE, layers())
    return net, helped(net)


def helped(net):
    return {"stem": output_shape(net.layers["stem"], net.input)}


def by_hand_formula():
    side = (32 + 2 * 2 - 5) // 2 + 1
    return Net("mine", IMAGE, layers()), SHAPES | {"stem": (8, side, side)}


def nested():
    """In lists, with a name at every level, and an own formula."""
    body = [Conv(16, 3, padding=1), BatchNorm(), ReLU(), Conv(16, 3, padding=1), BatchNorm()]
    table = [Conv(16, 7, stride=2, padding=3), MaxPool(2), Sum({"f": body, "x": []}), MaxPool(2),
             Sum({"f": body, "x": []}), Flatten(), Linear(3)]  # fmt: skip
    said = {"0": [16, 16, 16], "1": [16, 8, 8], "3": [16, 4, 4], "5": 256, "6": 3}
    return Net("in lists", IMAGE, table), said


BUILT = build(Net("mine", IMAGE, layers()))
FULL = dict(stem=Conv(16, 7, padding=3), block1=Sum(dict(body=branch(16), shortcut=[])),
            block2=Sum(dict(body=branch(16), shortcut=[])), pool=branch(32, 2), flatten=AdaptivePool(), out=Flatten(),
            last=Linear(3))  # fmt: skip
WIDE = dict(stem=Conv(64, 5, stride=2, padding=2), block1=Sum(dict(body=branch(64), shortcut=[])),
            block2=MaxPool(3, 2, padding=1), block3=MaxPool(3, 2, padding=1), relu2=MaxPool(2))  # fmt: skip
RIGHT = {
    "three blocks": answer(),
    "in lists": nested,
    "own formula": by_hand_formula,
    "lists and bare numbers": told(stem=[8, 16, 16], flatten=32, out=3),
    "digits": known_but(out=Linear(10)),
    "photographs": known_but(image=(3, 48, 48), out=Linear(2)),
    "more predictions than due": answer(SHAPES | {"relu": (8, 16, 16), "block3": (32, 4, 4)}),
    "a dense block as well": known_but(relu=Concat(dict(body=Conv(8, 3, padding=1), shortcut=[])),
                                       block1=Sum(dict(body=branch(16), shortcut=[]))),
}  # fmt: skip

WRONG = {
    # predictions
    "stem: stride forgotten": (told(stem=(8, 32, 32)), "stride_forgotten"),
    "block: stride forgotten": (told(block2_body_conv1=(16, 16, 16)), "stride_forgotten"),
    "stride forgotten everywhere": (answer({name: (shape[0], 32, 32) if len(shape) == 3 and name != "pool" else shape
                                            for name, shape in SHAPES.items()}), "stride_forgotten"),
    "padding forgotten": (told(stem=(8, 14, 14)), "padding_forgotten"),
    "padding once": (told(stem=(8, 15, 15)), None),  # or the first place is not counted
    "padding once, and so on": (told(stem=(8, 15, 15), block2_body_conv1=(16, 7, 7), block2_shortcut=(16, 8, 8),
                                     block3_body_conv1=(32, 3, 3)), None),
    "one forgotten everywhere": (told(stem=(8, 15, 15), block2_body_conv1=(16, 7, 7), block3_body_conv1=(32, 3, 3),
                                      block3_shortcut=(32, 3, 3)), "one_forgotten"),
    "padding assumed": (with_stem(Conv(8, 5, stride=2), (8, 16, 16)), "padding_assumed"),
    "rounded up": (told(stem=(8, 17, 17)), "rounded_up"),
    "maps kept": (told(stem=(1, 16, 16)), "maps_kept"),
    "maps kept in a block": (told(block3_body_conv1=(16, 4, 4)), "maps_kept"),
    "maps multiplied": (told(block2_body_conv1=(128, 8, 8)), "maps_multiplied"),
    "channels last": (told(stem=(16, 16, 8)), "channels_last"),
    "a batch": (told(stem=(None, 8, 16, 16)), "batch_counted"),
    "a batch of one row": (told(flatten=(1, 32)), "batch_counted"),
    "pool flattens": (told(pool=(32,)), "pool_flattens"),
    "pool averages maps": (told(pool=(1, 4, 4)), "maps_averaged"),
    "pool does nothing": (told(pool=(32, 4, 4)), "shape_kept"),
    "flatten takes one map": (answer(SHAPES | {"pool": (32, 2, 2), "flatten": 4}, pool=MaxPool(2)), "maps_lost"),
    "flatten keeps the maps": (answer(SHAPES | {"pool": (32, 2, 2), "flatten": (32, 4)}, pool=MaxPool(2)),
                               "maps_apart"),
    "pool makes fewer maps": (answer(SHAPES | {"pool": (16, 2, 2), "flatten": 128}, pool=MaxPool(2)), "maps_pooled"),
    "pool moves by one": (answer(SHAPES | {"pool": (32, 3, 3), "flatten": 128}, pool=MaxPool(2)), "stride_forgotten"),
    "dilation forgotten": (with_stem(Conv(8, 3, stride=2, padding=4, dilation=4), (8, 19, 19)), "dilation_forgotten"),
    "some number": (told(block3_body_conv1=(31, 5, 4)), None),
    "not all predicted": (answer({name: shape for name, shape in SHAPES.items() if "block" not in name}), None),
    "nothing predicted": (answer({}), None),
    "a group": (answer(SHAPES | {"block2.body": (16, 8, 8)}), None),
    "a name that is not there": (answer(SHAPES | {"block2.conv1": (16, 8, 8)}), None),
    "traced": (by_trace, "predicted_by_program"),
    "traced by a helper": (by_a_helper, "predicted_by_program"),
    # the table
    "built": (lambda: (BUILT, SHAPES), "built_already"),
    "the image channels last": (answer(image=(32, 32, 1)), "channels_last"),
    "the image with its batch": (answer(image=(64, 1, 32, 32)), "batch_counted"),
    "another image": (answer(image=(1, 28, 28)), "input_not_the_image"),
    "shortcut not fitted": (answer(SHAPES, block3=Sum(dict(body=branch(32, 2), shortcut=[]))), "shortcut_not_fitted"),
    "too many strides": (answer(SHAPES | {"pool": (32, 1, 1)}, pool=MaxPool(6)), "map_used_up"),
    "four scores": (known_but(out=Linear(4)), "scores_not_classes"),
    "no flatten": (answer({name: shape for name, shape in SHAPES.items() if name not in ("flatten", "out")},
                          flatten=None), "flatten_missing"),
    "plain": (known_but(block1=branch(8), block2=branch(16, 2), block3=branch(32, 2)), "no_shortcut"),
    "two branches": (known_but(block1=Sum(dict(left=branch(8), right=branch(8))), block2=None, block3=None),
                     "branches_without_shortcut"),
    "joined": (known_but(block1=Concat(dict(body=branch(8), shortcut=[])), block2=branch(16, 2), block3=branch(32, 2)),
               "joined_not_added"),
    "sees too little": (known_but(block3=None), "field_too_small"),
    "dense": (known_but(pool=None, hidden=Linear(300), out=None, last=Linear(3)), "dense_on_large_map"),
    "too wide": (known_but(block3=Sum(dict(body=branch(96, 2), shortcut=PadShortcut(96, 2)))), "too_many_parameters"),
    "at full size": (known_but(**FULL), "dear_at_full_size"),
    "wide in the middle": (known(Net("mine", IMAGE, {name: layers(**WIDE)[name] for name in (
        "stem", "block1", "block2", "block3", "relu2", "pool", "flatten", "out")})), "too_many_macs"),
    "ResNet-20": (known(cifar_table(20, image=IMAGE, classes=3)), "too_many_parameters"),
    # the form
    "table alone": (lambda: Net("mine", IMAGE, layers()), None),
    "other order": (lambda: (SHAPES, Net("mine", IMAGE, layers())), None),
    "predictions in a list": (lambda: (Net("mine", IMAGE, layers()), list(SHAPES.values())), None),
    "a class for a layer": (answer(relu=ReLU), None),
    "branches in a list": (answer(block1=Sum([branch(8), []])), None),
    "sides as text": (told(stem="8x16x16"), None),
    "an argument": (lambda image: None, None),
    "padding in words": (lambda: (Net("mine", IMAGE, layers(stem=Conv(8, 5, padding="same"))), SHAPES), None),
}  # fmt: skip
