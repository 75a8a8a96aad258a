"""All figures of a model on a made stream, as ``firststeps stream`` shows and records them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from firststeps.audio.mel import DEFAULT, StreamingLogMel
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.errors import PlainError
from firststeps.keywords.detector import Detection, accepted, smoothed
from firststeps.keywords.evaluate import shares
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.listening import Track, track
from firststeps.keywords.runtime import Runner
from firststeps.keywords.stream_made import Material, Scene, Spoken, StreamPlan, made_stream
from firststeps.keywords.stream_scores import Judged, MLPerfTiny, Rules, Sweep, judge, poisson_interval, sweep

import numpy as np

RATES = (0.5, 0.1)  # false accepts an hour at which misses are told
THRESHOLDS = np.round(np.concatenate([np.arange(0.3, 0.9, 0.02), np.arange(0.9, 1, 0.005)]), 3)
TIMED = 60  # seconds of a stream on which the time is taken
Shown = Callable[[Iterable[Scene], str, int], Iterable[Scene]]


@dataclass(frozen=True)
class Ear:
    """What listens."""

    runner: Runner
    labels: tuple[str, ...]  # the classes of the model
    detection: Detection


def stream_figures(plan: StreamPlan, material: Material, ear: Ear, shown: Shown) -> dict[str, Any]:
    """Return all figures of a model on a made stream, and on one by the rules of MLPerf Tiny.

    Args:
        plan: what the stream is like.
        material: what it is made from.
        ear: the model and its detector.
        shown: is given the scenes, what they are for and how many there are, and gives them back as they are needed.

    Raises:
        PlainError: if a clip is broken, there are no commands, or none came up in so short a stream.
    """
    detection, labels, rules = ear.detection, ear.labels, Rules()
    spoken, heard = _heard(plan, material, ear, shown)
    means = smoothed(heard.times, heard.probabilities, detection)
    judged = judge(spoken, accepted(heard.times, means, labels, detection), rules)
    hours = plan.scenes * plan.scene / 3600
    if not judged.hits and not judged.misses:
        raise PlainError(f"no command is said in a stream of {plan.minutes:g} minutes; make it longer")
    swept = sweep(
        heard.times, means, labels, spoken, detection=detection, rules=rules, thresholds=THRESHOLDS, hours=hours
    )
    return {
        "hours": hours,
        "plan": asdict(plan),
        "detection": asdict(detection),
        "rules": asdict(rules),
        "labels": list(labels),
        "said": _said(spoken),
        "chosen": _point(len(judged.misses), len(judged.false_accepts), swept),
        "at": [_at(swept, rate) for rate in RATES],
        "sweep": {
            "thresholds": swept.thresholds.tolist(),
            "false_accepts": swept.false_accepts.tolist(),
            "misses": swept.misses.tolist(),
        },
        "latency": latency_of(judged),
        "by_loudness": _by(judged, lambda one: one.loudness),
        "by_snr": _by(judged, lambda one: f"{one.snr:g}"),
        "by_word": _by(judged, lambda one: one.word),
        "false_accepts_by": _false_by(judged),
        "mlperf": _mlperf(plan.seed, material, ear, shown),
    }


def real_time_factors(samples: Samples, ear: Ear) -> dict[str, float]:
    """Return the seconds that "front_end" and "network" take for a second of sound, here and now.

    Args:
        samples: int16 at 16 kHz, some seconds at least; they come in blocks of a hop, as from a microphone.
        ear: the model, which has run before, and how often it looks.
    """
    block, features = round(ear.detection.hop * SAMPLE_RATE), StreamingLogMel()
    began = time.perf_counter()
    frames = [quantised(scaled(features.push(samples[n : n + block]))) for n in range(0, len(samples), block)]
    heard = time.perf_counter() - began
    inputs = np.lib.stride_tricks.sliding_window_view(np.concatenate(frames), DEFAULT.clip_frames, axis=0)
    inputs = inputs[:: block // DEFAULT.hop_length].swapaxes(1, 2)
    began = time.perf_counter()
    ear.runner.probabilities(thinned(inputs, ear.runner.frames))
    thought = time.perf_counter() - began
    seconds = len(samples) / SAMPLE_RATE
    return {"front_end": heard / seconds, "network": thought / seconds}


def latency_of(judged: Judged) -> dict[str, float | None]:
    """Return the seconds from the end of a word to its acceptance, "p50" and "p95" (percentiles); None without hits.

    They may be negative: a word can be sure before it is over.
    """
    if not judged.hits:
        return {"p50": None, "p95": None}
    p50, p95 = np.percentile([event.time - one.end for one, event in judged.hits], (50, 95))
    return {"p50": float(p50), "p95": float(p95)}


def _heard(plan: StreamPlan, material: Material, ear: Ear, shown: Shown) -> tuple[list[Spoken], Track]:
    spoken: list[Spoken] = []

    def blocks() -> Iterable[Samples]:
        for scene in shown(made_stream(plan, material, ear.labels), "scenes", plan.scenes):
            spoken.extend(scene.spoken)
            yield scene.samples

    heard = track(blocks(), ear.runner, ear.detection.hop)
    return spoken, heard


def _said(spoken: Sequence[Spoken]) -> dict[str, dict[str, int]]:
    """Return how many words of each kind were said, and how many clips they are from."""
    return {
        kind: {
            "words": sum(one.kind == kind for one in spoken),
            "clips": len({one.clip for one in spoken if one.kind == kind}),
        }
        for kind in ("command", "near", "other")
    }


def _point(misses: int, false_accepts: int, swept: Sweep) -> dict[str, Any]:
    found = shares(np.arange(swept.targets) < misses)
    return {
        "words": swept.targets,
        "misses": misses,
        "miss_rate": found["accuracy"],
        "miss_interval": found["interval"],
        "false_accepts": false_accepts,
        "an_hour": false_accepts / swept.hours,
        "an_hour_interval": list(poisson_interval(false_accepts, swept.hours)),
    }


def _at(swept: Sweep, rate: float) -> dict[str, Any]:
    place = swept.at(rate)
    if place is None:
        return {"rate": rate, "threshold": None}
    point = _point(int(swept.misses[place]), int(swept.false_accepts[place]), swept)
    return {"rate": rate, "threshold": float(swept.thresholds[place]), **point}


def _by(judged: Judged, group: Callable[[Spoken], str]) -> dict[str, dict[str, Any]]:
    """Return how many commands of each group there were, which share was missed, and its 95 % interval."""
    missed = [(group(one), True) for one in judged.misses] + [(group(one), False) for one, _ in judged.hits]
    found = {}
    for name in sorted({name for name, _ in missed}):
        part = shares(np.array([miss for other, miss in missed if other == name]))
        found[name] = {"words": part["clips"], "miss_rate": part["accuracy"], "miss_interval": part["interval"]}
    return found


def _false_by(judged: Judged) -> dict[str, Any]:
    """Return how many false accepts each kind of word brought about, and which pairs were commonest."""
    kinds = Counter(one.kind if one else "nobody" for _, one in judged.false_accepts)
    pairs = Counter((one.word if one else "", event.word) for event, one in judged.false_accepts)
    commonest = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:8]
    return {
        "kinds": {kind: kinds[kind] for kind in ("command", "near", "other", "nobody")},
        "commonest": [{"said": said, "heard": heard, "times": times} for (said, heard), times in commonest],
    }


def _mlperf(seed: int, material: Material, ear: Ear, shown: Shown) -> dict[str, Any]:
    """Return what comes out by the rules of MLPerf Tiny, on a stream of ours."""
    config = MLPerfTiny()
    plan = mlperf_plan(seed)
    spoken, heard = _heard(plan, material, ear, shown)
    means = smoothed(heard.times, heard.probabilities, ear.detection)
    judged = judge(spoken, accepted(heard.times, means, ear.labels, ear.detection), config.rules)
    return {
        "minutes": plan.minutes,
        "targets": len(judged.hits) + len(judged.misses),
        "false_positives": len(judged.false_accepts),
        "misses": len(judged.misses),
        "most": config.most,
        "passed": max(len(judged.false_accepts), len(judged.misses)) <= config.most,
    }


def mlperf_plan(seed: int) -> StreamPlan:
    """Return a stream with the length and the number of words of MLPerf Tiny's: words at least 3 s apart."""
    config = MLPerfTiny()
    plan = StreamPlan(config.minutes, seed=seed, most_commands=config.targets)
    return replace(plan, commands=0.5, near=0.2, pause=(2.5, 4.5))
