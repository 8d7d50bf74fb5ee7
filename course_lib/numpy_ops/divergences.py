"""How far is what the net says from what it should say, where both are shares or areas?

As in losses.py: `loss, cache = op(...)` stands above `op_backward(dy, cache)`, the loss is a mean over examples
(of none NaN), targets and teachers are data without a gradient, and classes lie on axis 1.
"""

from __future__ import annotations

import numpy as np

from .activations import log_softmax, softmax
from .arrays import Array, expect
from .losses import mean_of

__all__ = [
    "dice",
    "dice_backward",
    "kl_divergence",
    "kl_divergence_backward",
    "distillation",
    "distillation_backward",
]


def dice(p: Array, t: Array, smooth: float = 1.0) -> tuple[Array, tuple]:
    """How little two areas overlap: 0 if they are the same, near 1 if they are apart, whatever their size.

        loss = mean_nc(1 - (2 sum_hw p t + smooth) / (sum_hw p + sum_hw t + smooth))

    Arguments
        p       (N, C, H, W)  float32 or float64 in [0, 1]: shares, after sigmoid or softmax
        t       (N, C, H, W)  same dtype, in [0, 1]: the true areas, a map for each class
        smooth  ()            number > 0: where nothing is to be found, finding nothing costs 0, not 0 / 0
    Returns
        loss   ()  same dtype
        cache      for dice_backward: (p, t, smooth)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or smooth is not a number
        ValueError  the shapes do not fit, p or t leaves [0, 1], or smooth is not greater than 0
    Source: Sudre, Li, Vercauteren, Ourselin, Cardoso, DLMIA (2017), section 2; Milletari, Navab, Ahmadi, 3DV
        (2016) have squares below the line.
    """
    expect("dice", p=(p, "N C H W in [0, 1]"), t=(t, "N C H W in [0, 1]"), smooth=(smooth, "number > 0"))
    both, either = _overlap(p, t, float(smooth))
    return mean_of(1 - both / either), (p, t, smooth)


def dice_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `dice`, for the fraction both / either of its formula.

        dp = dy (both - 2 t either) / either^2 / (N C)

    Arguments
        dy     ()            gradient from above, same dtype; 1 where the loss is the end
        cache                what dice returned
    Returns
        dp     (N, C, H, W)  same dtype
    Raises
        TypeError   dy is not an array of p's dtype
        ValueError  dy has axes
    Source: the quotient rule on the formula of Sudre and others (2017).
    """
    p, t, smooth = cache
    expect("dice_backward", dy=(dy, ""), p=(p, "N C H W"))
    both, either = (part[:, :, None, None] for part in _overlap(p, t, float(smooth)))
    return dy / max(p.shape[0] * p.shape[1], 1) * (both - 2 * t * either) / either**2


def _overlap(p, t, smooth):
    """What lies above and below the line of `dice`, both (N, C)."""
    space = (2, 3)
    return 2 * (p * t).sum(axis=space) + smooth, p.sum(axis=space) + t.sum(axis=space) + smooth


def kl_divergence(logits: Array, t: Array) -> tuple[Array, tuple]:
    """Cross-entropy less the part that no answer could avoid: 0 when softmax says exactly t.

        loss = mean_n(sum_c t[n, c] (log t[n, c] - log softmax(logits)[n, c])),  0 log 0 = 0

    torch's kl_div of log_softmax(logits) and t with reduction="batchmean".

    Arguments
        logits  (N, C, ...)  float32 or float64, scores before the softmax
        t       (N, C, ...)  same dtype, in [0, 1]: the shares wanted; they should sum to 1 over C
    Returns
        loss   ()  same dtype
        cache      for kl_divergence_backward: (logits, t)
    Raises
        TypeError   not an array, neither float32 nor float64, or several dtypes
        ValueError  the shapes do not fit, there are no classes, or t leaves [0, 1]
    Source: Kullback, Leibler, Annals of Mathematical Statistics 22 (1951); Bishop (2006), section 1.6.1.
    """
    expect("kl_divergence", logits=(logits, "N C+ ..."), t=(t, "N C ... in [0, 1]"))
    log_shares, _ = log_softmax(logits, axis=1)
    log_t = np.log(np.where(t > 0, t, 1))  # 0 where t is 0: nothing wanted, nothing paid
    return mean_of((t * (log_t - log_shares)).sum(axis=1)), (logits, t)


def kl_divergence_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `kl_divergence`: that of the cross-entropy, as both differ by a constant.

        dlogits = dy (softmax(logits) sum_c t - t) / (how many examples)

    Arguments
        dy       ()           gradient from above, same dtype; 1 where the loss is the end
        cache                 what kl_divergence returned
    Returns
        dlogits  (N, C, ...)  same dtype
    Raises
        TypeError   dy is not an array of logits's dtype
        ValueError  dy has axes
    Source: Bishop (2006), section 4.3.4.
    """
    logits, t = cache
    expect("kl_divergence_backward", dy=(dy, ""), logits=(logits, "N C ..."))
    shares, _ = softmax(logits, axis=1)
    examples = logits.size // logits.shape[1]
    return dy / max(examples, 1) * (shares * t.sum(axis=1, keepdims=True) - t)


def distillation(logits: Array, teacher: Array, temperature: float) -> tuple[Array, tuple]:
    """A small net learns what a large one thinks, also of the wrong classes. Heat makes small shares visible.

        loss = T^2 mean_n(KL(softmax(teacher / T) from softmax(logits / T))),  T = temperature

    Gradients through the heat shrink like 1 / T^2; the factor T^2 makes up for it.

    Arguments
        logits       (N, C, ...)  float32 or float64, scores of the net that learns
        teacher      (N, C, ...)  same dtype, logits of the other. They are data: no gradient
        temperature  ()           number > 0; 1 is softmax as it is
    Returns
        loss   ()  same dtype
        cache      for distillation_backward: (logits, teacher, temperature)
    Raises
        TypeError   not an array, neither float32 nor float64, several dtypes, or temperature is not a number
        ValueError  the shapes do not fit, there are no classes, or temperature is not greater than 0
    Source: Hinton, Vinyals, Dean, Distilling the Knowledge in a Neural Network, arXiv 1503.02531 (2015), section 2.
    """
    expect(
        "distillation",
        logits=(logits, "N C+ ..."),
        teacher=(teacher, "N C ..."),
        temperature=(temperature, "number > 0"),
    )
    heat = float(temperature)
    wanted, _ = softmax(teacher / heat, axis=1)
    loss, _ = kl_divergence(logits / heat, wanted)
    return heat**2 * loss, (logits, teacher, temperature)


def distillation_backward(dy: Array, cache: tuple) -> Array:
    """Gradient of `distillation`. For high temperatures it becomes the difference of the logits.

        dlogits = dy T (softmax(logits / T) - softmax(teacher / T)) / (how many examples)

    Arguments
        dy       ()           gradient from above, same dtype; 1 where the loss is the end
        cache                 what distillation returned
    Returns
        dlogits  (N, C, ...)  same dtype
    Raises
        TypeError   dy is not an array of logits's dtype
        ValueError  dy has axes
    Source: Hinton, Vinyals, Dean (2015), section 2.1, equation 2.
    """
    logits, teacher, temperature = cache
    expect("distillation_backward", dy=(dy, ""), logits=(logits, "N C ..."))
    heat = float(temperature)
    wanted, _ = softmax(teacher / heat, axis=1)
    return heat * kl_divergence_backward(dy, (logits / heat, wanted))
