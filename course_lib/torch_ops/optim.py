"""Steps of optimisers on torch tensors; their twins, with the docstrings, are in numpy_ops/optim.py."""

from __future__ import annotations

import torch

from course_lib import numpy_ops
from course_lib.shapes.arguments import mistake

from .arrays import Array, documented_by, expect

__all__ = [
    "sgd_step",
    "momentum_step",
    "nesterov_step",
    "adagrad_step",
    "rmsprop_step",
    "adam_step",
    "adamw_step",
    "newton_step",
]

RATE = "number in [0, inf)"
SHARE = "number in [0, 1)"


@documented_by(numpy_ops.sgd_step)
def sgd_step(w: Array, g: Array, lr: float, weight_decay: float = 0.0) -> Array:
    expect("sgd_step", w=(w, "*shape"), g=(g, "*shape"), lr=(lr, RATE), weight_decay=(weight_decay, RATE))
    return w - float(lr) * (g + float(weight_decay) * w)


@documented_by(numpy_ops.momentum_step)
def momentum_step(w: Array, v: Array, g: Array, lr: float, mu: float, weight_decay: float = 0.0) -> tuple[Array, Array]:
    expect(
        "momentum_step",
        w=(w, "*shape"),
        v=(v, "*shape"),
        g=(g, "*shape"),
        lr=(lr, RATE),
        mu=(mu, SHARE),
        weight_decay=(weight_decay, RATE),
    )
    v = float(mu) * v + (g + float(weight_decay) * w)
    return w - float(lr) * v, v


@documented_by(numpy_ops.nesterov_step)
def nesterov_step(w: Array, v: Array, g: Array, lr: float, mu: float, weight_decay: float = 0.0) -> tuple[Array, Array]:
    expect(
        "nesterov_step",
        w=(w, "*shape"),
        v=(v, "*shape"),
        g=(g, "*shape"),
        lr=(lr, RATE),
        mu=(mu, SHARE),
        weight_decay=(weight_decay, RATE),
    )
    d = g + float(weight_decay) * w
    v = float(mu) * v + d
    return w - float(lr) * (d + float(mu) * v), v


@documented_by(numpy_ops.adagrad_step)
def adagrad_step(w: Array, s: Array, g: Array, lr: float, eps: float = 1e-10) -> tuple[Array, Array]:
    expect("adagrad_step", w=(w, "*shape"), s=(s, "*shape"), g=(g, "*shape"), lr=(lr, RATE), eps=(eps, RATE))
    s = s + g * g
    return w - float(lr) * g / (torch.sqrt(s) + float(eps)), s


@documented_by(numpy_ops.rmsprop_step)
def rmsprop_step(
    w: Array, s: Array, g: Array, lr: float, decay: float = 0.99, eps: float = 1e-8
) -> tuple[Array, Array]:
    expect(
        "rmsprop_step",
        w=(w, "*shape"),
        s=(s, "*shape"),
        g=(g, "*shape"),
        lr=(lr, RATE),
        decay=(decay, SHARE),
        eps=(eps, RATE),
    )
    s = float(decay) * s + (1 - float(decay)) * (g * g)
    return w - float(lr) * g / (torch.sqrt(s) + float(eps)), s


@documented_by(numpy_ops.adam_step)
def adam_step(
    w: Array,
    m: Array,
    s: Array,
    g: Array,
    step: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> tuple[Array, Array, Array]:
    _expect_adam("adam_step", w, m, s, g, step, lr, beta1, beta2, eps, weight_decay)
    return _adam(w, m, s, g + float(weight_decay) * w, step, lr, beta1, beta2, eps)


@documented_by(numpy_ops.adamw_step)
def adamw_step(
    w: Array,
    m: Array,
    s: Array,
    g: Array,
    step: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 1e-2,
) -> tuple[Array, Array, Array]:
    _expect_adam("adamw_step", w, m, s, g, step, lr, beta1, beta2, eps, weight_decay)
    shrunk = (1 - float(lr) * float(weight_decay)) * w
    return _adam(shrunk, m, s, g, step, lr, beta1, beta2, eps)


@documented_by(numpy_ops.newton_step)
def newton_step(w: Array, g: Array, hessian: Array, lr: float = 1.0, damping: float = 0.0) -> Array:
    numbers = {"lr": (lr, RATE), "damping": (damping, RATE)}
    expect("newton_step", w=(w, "n"), g=(g, "n"), hessian=(hessian, "n n"), **numbers)
    damped = hessian + float(damping) * torch.eye(len(w), dtype=w.dtype, device=w.device)
    try:
        return w - float(lr) * torch.linalg.solve(damped, g)
    except torch.linalg.LinAlgError:
        values = {"w": w, "g": g, "hessian": hessian, "lr": lr, "damping": damping}
        rule = "the hessian must not be singular: use a larger damping"
        raise mistake(ValueError, "newton_step", rule, values) from None


def _expect_adam(name, w, m, s, g, step, lr, beta1, beta2, eps, weight_decay):
    expect(
        name,
        w=(w, "*shape"),
        m=(m, "*shape"),
        s=(s, "*shape"),
        g=(g, "*shape"),
        step=(step, "integer > 0"),
        lr=(lr, RATE),
        beta1=(beta1, SHARE),
        beta2=(beta2, SHARE),
        eps=(eps, RATE),
        weight_decay=(weight_decay, RATE),
    )


def _adam(w, m, s, d, step, lr, beta1, beta2, eps):
    beta1, beta2 = float(beta1), float(beta2)
    m = beta1 * m + (1 - beta1) * d
    s = beta2 * s + (1 - beta2) * (d * d)
    m_hat = m / (1 - beta1**step)
    s_hat = s / (1 - beta2**step)
    return w - float(lr) * m_hat / (torch.sqrt(s_hat) + float(eps)), m, s
