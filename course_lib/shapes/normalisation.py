"""What the normalisations ask of their arguments beyond axes: shared by both twins, so that they say the same."""

from math import prod

from .arguments import Expect, mistake


def expect_batch_norm(expect: Expect, x, gamma, beta, running_mean, running_var, training, momentum, eps) -> int:
    """Check the arguments of batch_norm and count the numbers of each channel.

    Raises TypeError, ValueError (shapes, ranges, or one number a channel in training).
    """
    values = dict(x=x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var)
    patterns = {name: (value, "N C ..." if name == "x" else "C") for name, value in values.items()}
    patterns |= {"training": (training, "shown"), "momentum": (momentum, "number in [0, 1]")}
    expect("batch_norm", **patterns, eps=(eps, "number > 0"))
    count = prod(x.shape) // max(1, x.shape[1])
    if training and count == 1:
        rule = "training needs more than one number a channel, got 1: it has no variance"
        values |= {"training": training, "momentum": momentum, "eps": eps}
        raise mistake(ValueError, "batch_norm", rule, values)
    return count


def expect_layer_norm(expect: Expect, x, gamma, beta, eps) -> int:
    """Check the arguments of layer_norm and count the numbers that are normalised together.

    Raises TypeError, ValueError (gamma and beta do not have the shape of the last axes of x, or hold no number).
    """
    eps_pattern = (eps, "number > 0")
    expect("layer_norm", x=(x, "*x"), gamma=(gamma, "*shape"), beta=(beta, "*shape"), eps=eps_pattern)
    shape, values = tuple(gamma.shape), {"x": x, "gamma": gamma, "beta": beta, "eps": eps}
    if not shape or tuple(x.shape[-len(shape) :]) != shape:
        rule = f"gamma must have the shape of the last axes of x, got {shape} for {tuple(x.shape)}"
        raise mistake(ValueError, "layer_norm", rule, values)
    if not prod(shape):
        raise mistake(ValueError, "layer_norm", "gamma must hold at least one number, got none", values)
    return prod(shape)


def expect_group_norm(expect: Expect, x, gamma, beta, groups, eps) -> int:
    """Check the arguments of group_norm and count the numbers of a group in one example.

    Raises TypeError, ValueError (shapes, groups that do not divide the channels, groups without a number).
    """
    whole, positive = (groups, "integer > 0"), (eps, "number > 0")
    expect("group_norm", x=(x, "N C+ ..."), gamma=(gamma, "C"), beta=(beta, "C"), groups=whole, eps=positive)
    channels, values = x.shape[1], {"x": x, "gamma": gamma, "beta": beta, "groups": groups, "eps": eps}
    if channels % groups:
        rule = f"groups must divide the channels of x, got {int(groups)} and {channels}"
        raise mistake(ValueError, "group_norm", rule, values)
    if not prod(x.shape[2:]):
        raise mistake(ValueError, "group_norm", "a channel of x must hold at least one number, got none", values)
    return channels // groups * prod(x.shape[2:])
