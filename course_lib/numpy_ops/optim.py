"""Steps of optimisers: new weights from old weights and the gradient g of the loss.

Pure functions. Whatever an optimiser remembers goes in and comes out: `w, v = momentum_step(w, v, g, lr, mu)`, with
zeros as the first memory. Every number of w is treated for itself, so w may have any shape, except in newton_step.

Two ways to decay weights. Coupled: weight_decay * w is added to the gradient, as the penalty weight_decay |w|^2 / 2
in the loss would, and goes through the memory like any gradient. Decoupled (adamw_step): w shrinks by the factor
1 - lr * weight_decay, whatever the gradient. For plain gradient descent the two are the same thing.
"""

from __future__ import annotations

import numpy as np

from course_lib.shapes.arguments import mistake

from .arrays import Array, expect

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

RATE = "number in [0, inf)"  # learning rates, decays, dampings: not negative
SHARE = "number in [0, 1)"  # how much of the old memory stays


def sgd_step(w: Array, g: Array, lr: float, weight_decay: float = 0.0) -> Array:
    """Gradient descent: a step of length lr downhill.

        w_new = w - lr (g + weight_decay w)

    Arguments
        w             (...)  float32 or float64, any shape: the weights
        g             (...)  gradient of the loss with respect to w
        lr            ()     learning rate, at least 0
        weight_decay  ()     coupled, at least 0
    Returns
        w  (...)  the new weights, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range
    Source: Robbins, Monro, Annals of Mathematical Statistics 22 (1951); torch.optim.SGD (2.13).
    """
    expect("sgd_step", w=(w, "*shape"), g=(g, "*shape"), lr=(lr, RATE), weight_decay=(weight_decay, RATE))
    return w - float(lr) * (g + float(weight_decay) * w)


def momentum_step(w: Array, v: Array, g: Array, lr: float, mu: float, weight_decay: float = 0.0) -> tuple[Array, Array]:
    """Gradient descent with momentum: the velocity v is a decaying sum of all gradients.

        v_new = mu v + g + weight_decay w
        w_new = w - lr v_new

    Arguments
        w             (...)  float32 or float64, any shape: the weights
        v             (...)  velocity, zeros at first
        g             (...)  gradient of the loss with respect to w
        lr            ()     learning rate, at least 0
        mu            ()     share of the velocity that stays, in [0, 1)
        weight_decay  ()     coupled, at least 0
    Returns
        w  (...)  the new weights, same dtype
        v  (...)  the new velocity, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range
    Source: Polyak, USSR Computational Mathematics 4 (1964), in the form of torch.optim.SGD (2.13): lr multiplies the
    velocity, where other texts have v = mu v - lr g. The two differ when lr changes.
    """
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


def nesterov_step(w: Array, v: Array, g: Array, lr: float, mu: float, weight_decay: float = 0.0) -> tuple[Array, Array]:
    """Momentum that looks ahead: steps with the velocity that the next step would have if g stayed the same.

        v_new = mu v + d,  with d = g + weight_decay w
        w_new = w - lr (d + mu v_new)

    Arguments
        w             (...)  float32 or float64, any shape: the weights
        v             (...)  velocity, zeros at first
        g             (...)  gradient of the loss with respect to w
        lr            ()     learning rate, at least 0
        mu            ()     share of the velocity that stays, in [0, 1)
        weight_decay  ()     coupled, at least 0
    Returns
        w  (...)  the new weights, same dtype
        v  (...)  the new velocity, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range
    Source: Nesterov, Soviet Mathematics Doklady 27 (1983); Sutskever et al., ICML (2013), section 2, in the form of
    torch.optim.SGD (2.13), where w already stands at the point looked ahead to.
    """
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


def adagrad_step(w: Array, s: Array, g: Array, lr: float, eps: float = 1e-10) -> tuple[Array, Array]:
    """Adagrad: weights that have seen large gradients step more slowly. The very first step is lr in size.

        s_new = s + g^2
        w_new = w - lr g / (sqrt(s_new) + eps)

    Arguments
        w             (...)  float32 or float64, any shape: the weights
        s             (...)  sum of the squared gradients, zeros at first, never negative
        g             (...)  gradient of the loss with respect to w
        lr            ()     learning rate, at least 0
        eps           ()     keeps the quotient finite, at least 0
    Returns
        w  (...)  the new weights, same dtype
        s  (...)  the new sum, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range
    Source: Duchi, Hazan, Singer, Journal of Machine Learning Research 12 (2011).
    """
    expect("adagrad_step", w=(w, "*shape"), s=(s, "*shape"), g=(g, "*shape"), lr=(lr, RATE), eps=(eps, RATE))
    s = s + g * g
    return w - float(lr) * g / (np.sqrt(s) + float(eps)), s


def rmsprop_step(
    w: Array, s: Array, g: Array, lr: float, decay: float = 0.99, eps: float = 1e-8
) -> tuple[Array, Array]:
    """RMSProp: Adagrad that forgets, so that the steps do not die out.

        s_new = decay s + (1 - decay) g^2
        w_new = w - lr g / (sqrt(s_new) + eps)

    Arguments
        w             (...)  float32 or float64, any shape: the weights
        s             (...)  running mean of the squared gradients, zeros at first, never negative
        g             (...)  gradient of the loss with respect to w
        lr            ()     learning rate, at least 0
        decay         ()     share of the running mean that stays, in [0, 1)
        eps           ()     keeps the quotient finite, at least 0
    Returns
        w  (...)  the new weights, same dtype
        s  (...)  the new running mean, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range
    Source: Tieleman, Hinton, Neural Networks for Machine Learning (2012), lecture 6.5; torch.optim.RMSprop (2.13).
    """
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
    return w - float(lr) * g / (np.sqrt(s) + float(eps)), s


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
    """Adam: momentum, divided by the size that gradients have had, both corrected for having started at zero.

        m_new = beta1 m + (1 - beta1) d,    with d = g + weight_decay w
        s_new = beta2 s + (1 - beta2) d^2
        m_hat = m_new / (1 - beta1^step),    s_hat = s_new / (1 - beta2^step)
        w_new = w - lr m_hat / (sqrt(s_hat) + eps)

    Arguments
        w             (...)  float32 or float64, any shape: the weights
        m             (...)  running mean of the gradients, zeros at first
        s             (...)  running mean of their squares, zeros at first, never negative
        g             (...)  gradient of the loss with respect to w
        step          ()     which step this is: 1, 2, 3, ...
        lr            ()     learning rate, at least 0
        beta1         ()     share of m that stays, in [0, 1)
        beta2         ()     share of s that stays, in [0, 1)
        eps           ()     keeps the quotient finite, at least 0
        weight_decay  ()     coupled, at least 0
    Returns
        w  (...)  the new weights, same dtype
        m  (...)  the new mean, same dtype
        s  (...)  the new mean of squares, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range
    Source: Kingma, Ba, ICLR (2015), algorithm 1. The first step of every weight is lr * sign(d).
    """
    _expect_adam("adam_step", w, m, s, g, step, lr, beta1, beta2, eps, weight_decay)
    return _adam(w, m, s, g + float(weight_decay) * w, step, lr, beta1, beta2, eps)


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
    """Adam with decoupled weight decay: w shrinks first, and the decay is not divided by the size of gradients.

        w_shrunk = (1 - lr weight_decay) w
        w_new, m_new, s_new = adam_step(w_shrunk, m, s, g, ...) without decay

    Arguments
        w             (...)  float32 or float64, any shape: the weights
        m             (...)  running mean of the gradients, zeros at first
        s             (...)  running mean of their squares, zeros at first, never negative
        g             (...)  gradient of the loss with respect to w
        step          ()     which step this is: 1, 2, 3, ...
        lr            ()     learning rate, at least 0
        beta1         ()     share of m that stays, in [0, 1)
        beta2         ()     share of s that stays, in [0, 1)
        eps           ()     keeps the quotient finite, at least 0
        weight_decay  ()     decoupled, at least 0
    Returns
        w  (...)  the new weights, same dtype
        m  (...)  the new mean, same dtype
        s  (...)  the new mean of squares, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range
    Source: Loshchilov, Hutter, ICLR (2019), algorithm 2, in the form of torch.optim.AdamW (2.13): lr scales the decay.
    """
    _expect_adam("adamw_step", w, m, s, g, step, lr, beta1, beta2, eps, weight_decay)
    shrunk = (1 - float(lr) * float(weight_decay)) * w
    return _adam(shrunk, m, s, g, step, lr, beta1, beta2, eps)


def newton_step(w: Array, g: Array, hessian: Array, lr: float = 1.0, damping: float = 0.0) -> Array:
    """Newton's method: jumps to where the parabola through this point has its lowest, highest or saddle point.

        w_new = w - lr (hessian + damping I)^-1 g

    Arguments
        w        (n,)    float32 or float64: the weights
        g        (n,)    gradient of the loss with respect to w
        hessian  (n, n)  second derivatives of the loss
        lr       ()      length of the step, at least 0; 1 reaches the stationary point of a parabola at once
        damping  ()      added to the diagonal, at least 0: the larger, the closer to gradient descent
    Returns
        w  (n,)  the new weights, same dtype
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or no number where one is due
        ValueError  the shapes differ, or a number is out of its range, or hessian + damping I is singular
    Source: Nocedal, Wright, Numerical Optimization (2006), section 2.2; damping: Levenberg (1944).
    """
    numbers = {"lr": (lr, RATE), "damping": (damping, RATE)}
    expect("newton_step", w=(w, "n"), g=(g, "n"), hessian=(hessian, "n n"), **numbers)
    damped = hessian + float(damping) * np.eye(len(w), dtype=w.dtype)
    try:
        return w - float(lr) * np.linalg.solve(damped, g)
    except np.linalg.LinAlgError:
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
    m_hat = m / (1 - beta1**step)  # without the share of the zero that m began with
    s_hat = s / (1 - beta2**step)
    return w - float(lr) * m_hat / (np.sqrt(s_hat) + float(eps)), m, s
