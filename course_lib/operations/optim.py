"""Rows of the table: one step of each optimiser. The witness is the same optimiser of torch.optim."""

from __future__ import annotations

import numpy as np

from .row import Mistake, Operation, Sample, normal

SHAPES = {"a matrix": (5, 4), "a kernel": (3, 2, 3, 3), "one number": (), "batch of 1": (1, 3), "batch of 0": (0, 3)}


def _steps(memory: tuple[str, ...], **numbers):
    """Samples with weights, memory and gradient of many shapes; squared gradients are never negative."""

    def arrays(rng, dtype, shape):
        names = ("w", *memory, "g")
        drawn = {name: np.asarray(normal(rng, dtype, *shape)) for name in names}
        return {name: np.asarray(value**2) if name == "s" else value for name, value in drawn.items()}

    def samples(rng, dtype):
        listed = [Sample(about, arrays(rng, dtype, shape) | numbers) for about, shape in SHAPES.items()]
        start = arrays(rng, dtype, (4, 2))
        start |= {name: np.zeros((4, 2), dtype) for name in memory}
        listed.append(Sample("the first step", start | numbers))
        still = {name: np.zeros((2, 2), dtype) for name in start}
        return [*listed, Sample("nothing but zeros", still | numbers)]

    return samples


def _torch_step(optimiser: str, state: dict[str, str], **settings):
    """One step of torch.optim.OPTIMISER from the given memory; settings: our name -> torch's, or a fixed value.

    state: our name of each memory -> torch's name of it.
    """

    def oracle(w, g, step=1, **given):
        import torch

        given["betas"] = (given.pop("beta1", 0.9), given.pop("beta2", 0.999))
        names = {"lr": "lr", "weight_decay": "weight_decay", "mu": "momentum", "eps": "eps", "decay": "alpha"}
        chosen = {theirs: given[ours] for ours, theirs in names.items() if ours in given}
        if optimiser.startswith("Adam"):
            chosen["betas"] = given["betas"]
        parameter = torch.nn.Parameter(w.clone())
        parameter.grad = g.clone()
        machine = getattr(torch.optim, optimiser)([parameter], **chosen, **settings, foreach=False)
        remembered = machine.state[parameter]
        if optimiser != "SGD":
            remembered["step"] = torch.tensor(float(step - 1))
        remembered |= {theirs: given[ours].clone() for ours, theirs in state.items()}
        machine.step()
        answers = (parameter.detach(), *(remembered[theirs] for theirs in state.values()))
        return answers if state else answers[0]

    return oracle


def _newton(rng, dtype):
    def sample(about, n, **numbers):
        roots = rng.standard_normal((n, n))
        hessian = (roots @ roots.T + n * np.eye(n)).astype(dtype)  # well conditioned
        return Sample(about, {"w": normal(rng, dtype, n), "g": normal(rng, dtype, n), "hessian": hessian} | numbers)

    saddle = Sample(
        "a saddle",
        {"w": np.array([1, 2], dtype), "g": np.array([2, -4], dtype), "hessian": np.diag([2, -2]).astype(dtype)},
    )
    return [
        sample("five weights", 5),
        sample("half a step, damped", 4, lr=0.5, damping=2.0),
        sample("batch of 1", 1),
        sample("batch of 0", 0),
        saddle,
    ]


def _newton_oracle(w, g, hessian, lr=1.0, damping=0.0):
    import torch

    values, vectors = torch.linalg.eigh(hessian + damping * torch.eye(len(w), dtype=w.dtype))
    return w - lr * (vectors * (vectors * g[:, None]).sum(0) / values).sum(1)


def _mistakes(name: str, memory: tuple[str, ...], given: str, out_of_range: dict[str, tuple], **numbers):
    """Another shape for g and for each memory, and every number outside its range."""
    names = ("w", *memory, "g")
    good = {n: np.zeros((2, 3)) for n in names}
    told = f"{', '.join(f'{n} (2, 3)' for n in names)}, {given}"
    listed = []
    for wrong in names[1:]:
        shapes = told.replace(f"{wrong} (2, 3)", f"{wrong} (3, 2)")
        text = f"{name}: w and {wrong} must have the same shape, got (2, 3) and (3, 2); {shapes}"
        listed.append(Mistake(good | numbers | {wrong: np.zeros((3, 2))}, ValueError, text))
    for number, (value, rule) in out_of_range.items():
        before = f"{number} {numbers[number]}"
        assert before in told
        text = f"{name}: {number} must {rule}, got {value}; {told.replace(before, f'{number} {value}')}"
        listed.append(Mistake(good | numbers | {number: value}, ValueError, text))
    return listed


NOT_NEGATIVE, A_SHARE = "lie in [0, inf)", "lie in [0, 1)"


def _row(name, memory, optimiser, state, ranges, numbers, tolerance=8, **settings):
    given = ", ".join(f"{number} {value!r}" for number, value in numbers.items())
    return Operation(
        name,
        _steps(memory, **numbers),
        _torch_step(optimiser, state, **settings),
        mistakes=_mistakes(name, memory, given, ranges, **numbers),
        returns=("w", *memory),
        tolerance=tolerance,
    )


_lr = {"lr": (-0.1, NOT_NEGATIVE)}
_decay = {"weight_decay": (-1.0, NOT_NEGATIVE)}
_eps = {"eps": (float("nan"), NOT_NEGATIVE)}
_betas = {"beta1": (1.0, A_SHARE), "beta2": (-0.5, A_SHARE), "step": (0, "be greater than 0")}
_momentum = {"lr": 0.05, "mu": 0.75, "weight_decay": 0.125}
_adam = {"step": 3, "lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 1e-6, "weight_decay": 0.125}
_adam_state = {"m": "exp_avg", "s": "exp_avg_sq"}

_newton_mistakes = [
    Mistake(
        {"w": np.zeros(2), "g": np.zeros(2), "hessian": np.zeros((2, 3))},
        ValueError,
        "newton_step: `n` must be the same in w (n,) and hessian (n, n), got 2 and 3; "
        "w (2,), g (2,), hessian (2, 3), lr 1.0, damping 0.0",
    ),
    Mistake(
        {"w": np.zeros(2), "g": np.zeros(2), "hessian": np.zeros((2, 2))},
        ValueError,
        "newton_step: the hessian must not be singular: use a larger damping; "
        "w (2,), g (2,), hessian (2, 2), lr 1.0, damping 0.0",
    ),
    Mistake(
        {"w": np.zeros((1, 2)), "g": np.zeros(2), "hessian": np.eye(2)},
        ValueError,
        "newton_step: w must have 1 axis (n,), got 2; w (1, 2), g (2,), hessian (2, 2), lr 1.0, damping 0.0",
    ),
]

ROWS = [
    _row("sgd_step", (), "SGD", {}, _lr | _decay, {"lr": 0.05, "weight_decay": 0.125}),
    _row("momentum_step", ("v",), "SGD", {"v": "momentum_buffer"}, _lr | _decay | {"mu": (1.0, A_SHARE)}, _momentum),
    _row(
        "nesterov_step",
        ("v",),
        "SGD",
        {"v": "momentum_buffer"},
        _lr | _decay | {"mu": (float("nan"), A_SHARE)},
        _momentum,
        nesterov=True,
    ),
    _row("adagrad_step", ("s",), "Adagrad", {"s": "sum"}, _lr | _eps, {"lr": 0.05, "eps": 1e-6}),
    _row(
        "rmsprop_step",
        ("s",),
        "RMSprop",
        {"s": "square_avg"},
        _lr | _eps | {"decay": (1.5, A_SHARE)},
        {"lr": 0.05, "decay": 0.75, "eps": 1e-6},
    ),
    _row("adam_step", ("m", "s"), "Adam", _adam_state, _lr | _decay | _eps | _betas, _adam),
    _row("adamw_step", ("m", "s"), "AdamW", _adam_state, _lr | _decay | _eps | _betas, _adam),
    Operation("newton_step", _newton, _newton_oracle, mistakes=_newton_mistakes, returns=("w",), tolerance=128),
]
