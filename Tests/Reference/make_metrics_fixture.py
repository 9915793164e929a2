#!/usr/bin/env python3
"""Writes the metrics of scikit-learn and SciPy for random predictions, for EvaluationTests.

    python3 -m venv venv && venv/bin/pip install 'scikit-learn==1.9.*' scipy
    venv/bin/python Tests/Reference/make_metrics_fixture.py

TrainingTests/Fixtures/metrics.json   per case: problem, labels, temperature, logits, targets and metrics
"""
import json, pathlib, warnings
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, softmax
from scipy.stats import pearsonr
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
path = pathlib.Path(__file__).resolve().parent.parent / "TrainingTests/Fixtures/metrics.json"
random = np.random.default_rng(7)


def finite(value):
    return float(value) if np.isfinite(value) else None


def decimals(logits):
    """The logits before float32, with few decimals."""
    return np.round(logits.astype(float), 2).tolist()


def calibration_error(confidences, correct):
    """ECE over scikit-learn's 15 bins, each of which includes its upper end."""
    bins = np.searchsorted(np.linspace(0, 1, 16)[1:-1], confidences)
    weights = np.bincount(bins)[np.unique(bins)]
    accuracy, confidence = (np.array([of[bins == b].mean() for b in np.unique(bins)]) for of in (correct, confidences))
    if len(set(correct)) == 2:  # calibration_curve requires both
        assert np.allclose((accuracy, confidence), calibration_curve(correct, confidences, n_bins=15))
    return float(np.sum(weights * np.abs(accuracy - confidence)) / len(correct))


def averages(truth, predictions, labels):
    result = {}
    for name in ["macro", "weighted", "micro"]:
        p, r, f, _ = metrics.precision_recall_fscore_support(
            truth, predictions, average=name, zero_division=0, **labels)
        result[name] = [float(p), float(r), float(f)]
    p, r, f, support = metrics.precision_recall_fscore_support(truth, predictions, average=None, zero_division=0, **labels)
    result["per_label"] = [list(map(float, row)) for row in zip(p, r, f, support)]
    return result


def area(truth, probabilities):
    return finite(metrics.roc_auc_score(truth, probabilities)) if len(set(truth)) == 2 else None


def mean(areas):
    known = [a for a in areas if a is not None]
    return float(np.mean(known)) if known else None


def fitted(loss):
    best = minimize_scalar(lambda u: loss(np.exp(u)), bounds=(np.log(0.1), np.log(10)), method="bounded",
                           options=dict(xatol=1e-10))
    return float(np.exp(best.x))


def single(logits, truth, temperature=1.0):
    logits, truth = np.asarray(logits, dtype=np.float32), np.asarray(truth)
    n, count = logits.shape
    probabilities = softmax(logits.astype(float) / temperature, axis=1)
    predictions = logits.argmax(axis=1)
    names = dict(labels=list(range(count)))
    hot = np.eye(count)[truth]
    areas = [area(hot[:, k], probabilities[:, k]) for k in range(count)]
    if len(set(truth)) == count:
        expected = (metrics.roc_auc_score(truth, probabilities[:, 1]) if count == 2 else
                    metrics.roc_auc_score(truth, probabilities, multi_class="ovr", average="macro"))
        assert abs(expected - mean(areas)) < 1e-12
    brier = (metrics.brier_score_loss(truth, probabilities[:, 1], pos_label=1) if count == 2 else
             metrics.brier_score_loss(truth, probabilities, labels=list(range(count))))
    losses = lambda t: -log_softmax(logits.astype(float) / t, axis=1)[np.arange(n), truth].mean()
    return dict(
        problem="single_label_classification", labels=count, temperature=temperature, logits=decimals(logits),
        targets=truth.tolist(), accuracy=metrics.accuracy_score(truth, predictions), loss=float(losses(temperature)),
        mcc=metrics.matthews_corrcoef(truth, predictions), areas=areas, auroc=mean(areas), brier=float(brier),
        ece=calibration_error(probabilities.max(axis=1), predictions == truth),
        confusion=metrics.confusion_matrix(truth, predictions, **names).tolist(),
        fitted=1.0 if (predictions == truth).all() else fitted(losses), **averages(truth, predictions, names))


def multi(logits, truth, temperature=1.0):
    logits, truth = np.asarray(logits, dtype=np.float32), np.asarray(truth)
    probabilities = expit(logits.astype(float) / temperature)
    predictions = (logits >= 0).astype(int)
    areas = [area(truth[:, k], probabilities[:, k]) for k in range(truth.shape[1])]
    confidences = np.where(predictions == 1, probabilities, 1 - probabilities)
    losses = lambda t: np.mean(np.logaddexp(0, logits.astype(float) / t) - truth * logits.astype(float) / t)
    brier = np.mean([metrics.brier_score_loss(truth[:, k], probabilities[:, k], pos_label=1)
                     for k in range(truth.shape[1])])
    return dict(
        problem="multi_label_classification", labels=truth.shape[1], temperature=temperature, logits=decimals(logits),
        targets=[[k for k in range(truth.shape[1]) if row[k]] for row in truth.tolist()],
        accuracy=metrics.accuracy_score(truth, predictions), loss=float(losses(temperature)), mcc=0.0, areas=areas,
        auroc=mean(areas), brier=float(brier), confusion=None, fitted=fitted(losses),
        ece=calibration_error(confidences.ravel(), (predictions == truth).ravel()), **averages(truth, predictions, {}))


def regression(values, truth):
    values, truth = np.asarray(values, dtype=np.float32).astype(float), np.asarray(truth)
    correlation = pearsonr(values, truth).statistic
    return dict(
        problem="regression", labels=1, temperature=1.0, logits=decimals(values[:, None]), targets=truth.tolist(),
        mse=metrics.mean_squared_error(truth, values), mae=metrics.mean_absolute_error(truth, values),
        pearson=finite(correlation) or 0.0, r2=metrics.r2_score(truth, values))


def noisy(truth, count, scale):
    return np.round(scale * np.eye(count)[truth] + 1.5 * random.normal(size=(len(truth), count)), 2)


two, three = random.integers(0, 2, 40), random.integers(0, 3, 40)
tied = random.integers(0, 4, 30)
independent = (random.random((30, 3)) < [0.2, 0.5, 0.8]).astype(int)
stars = np.round(random.uniform(1, 5, 20), 1)
cases = {
    "two labels": single(noisy(two, 2, 2), two),
    "two labels, calibrated": single(noisy(two, 2, 2), two, temperature=1.7),
    "three labels": single(noisy(three, 3, 2), three, temperature=0.6),
    "ties": single(np.round(random.normal(size=(30, 4))), tied),
    "a label without texts": single(noisy(two, 4, 2), two * 2),
    "one label only": single(noisy(np.zeros(12, dtype=int), 2, 1), np.zeros(12, dtype=int)),
    "all right": single(noisy(two, 2, 40), two),
    "worse than chance": single(noisy(1 - two, 2, 2), two),
    "independent labels": multi(np.round(2 * independent - 1 + random.normal(size=(30, 3)), 2), independent),
    "independent labels, calibrated": multi(
        np.round(3 * independent - 2 + 2 * random.normal(size=(30, 3)), 1), independent, temperature=2.5),
    "an independent label that never holds": multi(
        np.round(2 * random.normal(size=(20, 3)), 1), independent[:20] * [1, 0, 1]),
    "numbers": regression(np.round(stars + random.normal(size=20), 2), stars),
    "numbers, always the same answer": regression(np.full(20, 2.5), stars),
    "numbers, always the same truth": regression(stars, np.full(20, 3.0)),
}
path.write_text(json.dumps(cases, separators=(",", ":")).replace('},"', '},\n"') + "\n")
print(path.stat().st_size, "bytes")
