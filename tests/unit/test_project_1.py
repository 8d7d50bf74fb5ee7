"""Project 1: six patients with one fault each, instruments that tell them apart, and a trial that says what it saw."""

import re

import numpy as np
import pytest

from course_lib.checks import check, trial
from course_lib.checks.bank import diagnosis
from course_lib.experiments import deep_by_hand, patients
from course_lib.experiments.patients import FAULTS, INSTRUMENTS, NAMES, order, rings, rounded, run, ward
from course_lib.widgets.instruments import DRAW, alternative, instrument, signs
from course_lib.workspace import commit
from tests.checks_bank.deep_net import nearest, net, stack

CHARTS = ward()
PATIENT = dict(zip(order(), NAMES, strict=True))


def test_the_check_and_the_experiment_agree_on_who_has_what():
    assert diagnosis.reference(frozenset()) == dict(zip(NAMES, order(), strict=True))
    assert set(order()) == set(FAULTS) == set(diagnosis.WHAT)
    assert {name for name, _ in diagnosis.WHAT.values()} <= set(INSTRUMENTS)


@pytest.mark.parametrize("fault", [None, "zero_weights", "bias_not_summed", "units_killed"])
def test_the_record_is_that_of_the_runs(fault):
    """Ten steps of a run, against the record; the rest of the record is later."""
    recorded, short = rounded(CHARTS[PATIENT.get(fault, "healthy")]), rounded(run(fault, steps=10))
    for name in ("loss", "running"):
        assert short[name] == pytest.approx(recorded[name][:10], rel=2e-3), name
    for name in ("spread", "dead", "train_accuracy"):
        assert np.allclose(short[name], recorded[name][:2], rtol=2e-3), name
    assert short["shapes"] == recorded["shapes"] and short["overlap"] == recorded["overlap"]


def test_each_fault_is_one_difference():
    healthy, zero, wide = (patients.start(fault) for fault in (None, "zero_weights", "deviation_one"))
    assert not any(layer["w"].any() for layer in zero)
    assert all(abs(layer["w"].std() - 1) < 0.12 for layer in wide)
    assert all(abs(layer["w"].std() * np.sqrt(layer["w"].shape[1] / 2) - 1) < 0.12 for layer in healthy)
    x, tape = np.ones((4, 64)), patients.forward(np.ones((4, 64)), patients.start(), training=True)[1]
    right, wrong = (patients.backward(np.ones((4, 10)), tape, summed) for summed in (True, False))
    assert right[0]["b"].shape == (40,) and wrong[0]["b"].shape == (4, 40) and len(x) == 4
    assert np.array_equal(wrong[3]["b"].sum(axis=0), right[3]["b"])


def test_no_two_faults_look_alike_to_the_instrument_that_is_named_for_them():
    """Each sentence of the check about an instrument is true of that patient and of no other."""
    true = {
        "zero_weights": lambda c: not c.spread[0].any(),
        "deviation_one": lambda c: (c.spread[0, :2] > 3 * CHARTS["healthy"].spread[0, :2]).all(),
        "bias_not_summed": lambda c: len(c.shapes["b1"]) == len(c.shapes["db1"]) == 2,
        "modes_swapped": lambda c: c.running[1] == c.running[9] != 0 and c.running[9] != c.running[10],
        "rows_leaked": lambda c: c.overlap[0] > 0,
        "units_killed": lambda c: c.dead[0].max() < 0.1 and c.dead[1].max() > 0.5,
    }
    for fault, holds in true.items():
        assert [name for name, chart in CHARTS.items() if holds(chart)] == [PATIENT[fault]], fault


def test_loss_and_accuracy_ring_often_and_name_nothing():
    seen = {fault: rings(CHARTS[PATIENT[fault]], CHARTS["healthy"]) for fault in FAULTS}
    count = {name: sum(row[name] for row in seen.values()) for name in INSTRUMENTS}
    assert count["accuracy"] == 5 and count["shapes"] == count["overlap"] == 1
    assert not any(rings(CHARTS["healthy"], CHARTS["healthy"]).values())
    assert not seen["bias_not_summed"]["loss"] and not seen["bias_not_summed"]["accuracy"]


def test_a_fault_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="zero_weights.*got 'flu'"):
        run("flu")


def test_an_instrument_shows_all_patients_in_words_too():
    charts = {name: chart for name, chart in CHARTS.items() if name != "healthy"}
    texts = {name: alternative(name, CHARTS["healthy"], charts) for name in INSTRUMENTS if name != "shapes"}
    shown = instrument("batches")
    assert shown.alt == texts["batches"] and set(DRAW) == set(texts)
    for text in (*texts.values(), str(instrument("shapes"))):
        assert all(re.search(rf"\b{who}\b", text) for who in ("healthy", *NAMES))
        assert not any(fault in text for fault in FAULTS)


def test_nothing_is_shown_before_the_prediction():
    waiting = instrument("loss", after=commit("signs", ...))
    assert str(waiting) == "Waiting for your prediction (signs: nothing is committed yet)."
    with pytest.raises(ValueError, match="there is no 'tea leaves'; there are loss"):
        instrument("tea leaves")


def test_predictions_are_set_beside_the_readings():
    shown = signs(dict.fromkeys(FAULTS, "overlap"), order())
    assert "rows_leaked: accuracy, overlap" in shown.alt


def test_a_diagnosis_is_answered_by_the_instrument_and_never_by_the_answer():
    truth = diagnosis.reference(frozenset())
    for patient, fault in truth.items():
        for claim in FAULTS:
            if claim != fault:
                text = str(check("diagnosis", lambda p=patient, c=claim: {p: c}))
                assert f"the instrument '{diagnosis.WHAT[claim][0]}' would show" in " ".join(text.split())
                assert fault not in text.replace(claim, "")


def quick(x, labels, x_new, seed):
    return nearest(x, labels, x_new, seed), stack(seed)


def test_time_is_told_beside_the_verdict(monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    report = check("deep_net", quick)
    assert report.outcome == "correct"
    assert re.match(r"Time: \d\.\d of 60 s on this machine, all 5 seeds", report.facts[1])
    monkeypatch.setattr(trial, "SECONDS", 0)
    report = check("deep_net", quick)
    assert report.outcome == "correct" and "0 s are allowed" in report.facts[1]
    monkeypatch.setenv("COURSE_BUILD", "1")
    assert len(check("deep_net", quick).facts) == 1


def test_a_trial_that_takes_far_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(trial, "ENDED", 0.3)

    def endless(x, labels, x_new, seed):
        while True:
            pass

    report = check("deep_net", endless)
    assert report.outcome == "stopped" and "ended after 0.3 s" in report.facts[0]


def test_the_recorded_nets_are_those_of_the_solution():
    record, train = deep_by_hand.recorded(), deep_by_hand.solution_train()
    assert record["depths"] == list(deep_by_hand.DEPTHS) and set(record["accuracy"]) == set(deep_by_hand.RECIPES)
    rate = record["rates"]["orthogonal"][0]
    assert round(deep_by_hand.accuracy(train, "orthogonal", 5, rate, 0), 4) == record["accuracy"]["orthogonal"][0][0]
    for recipe in deep_by_hand.RECIPES:  # each runs, and its scores have the right form
        assert 0 <= deep_by_hand.accuracy(train, recipe, 3, 0.5, 0, epochs=1) <= 1


def test_the_median_does_not_hang_on_the_last_digits():
    """Another library for matrix products rounds in another way; the accuracy must not change."""
    call, answers = trial.trial(0)
    right = []
    for noise in (0, 1e-12):
        x = call["x"] * (1 + noise * np.random.default_rng(0).normal(size=call["x"].shape))
        right.append(np.mean(net(x, call["labels"], call["x_new"], 0, epochs=4)[0].argmax(axis=1) == answers))
    assert right[0] == right[1]
