#!/usr/bin/env python3
"""Times the training step of the CIFAR-10 tutorial network in PyTorch, JAX and cnnc, side by side.

    python3 examples/benchmarks/gpu/side_by_side.py --cnnc "COMMAND" --out side-by-side.json

and, to try the script on a machine without a GPU,

    python3 examples/benchmarks/gpu/side_by_side.py --device cpu --quick \\
        --rounds 2 --steps 4 --warmup 4

All train the same network at batch 128 and the same precision, on a data set that lies on the
device as bytes: random crop, flip and contrast, standardization, two convolutions, two dense
layers, softmax, Adam with L2 decay. Random brightness is left out: standardization cancels it.
Where a choice costs time, it is made in the peers' favour: a batch is drawn with replacement (no
shuffle), and the decay goes through the optimizer, so that a step need not sum the squared weights.

    torch-graph     torch.compile over input, network and loss, fused Adam; whole steps captured as
                    a CUDA graph
    jax-scan        lax.scan over many steps per call
    jax-jit         one jitted call per step
    torch-compile   as torch-graph, nothing captured
    torch-eager     fused Adam, nothing compiled
    torch-autotune  torch.compile in its mode max-autotune, which makes CUDA graphs of its own
    cnnc            COMMAND, run once per round; the last line that it prints is JSON with a number
                    "step_us"; with "first_loss" and "last_loss" too, its losses are checked

A peer has several forms of the layers that frameworks have no fast operator for; they are tried
before the first round and the fastest is kept (--quick takes the first). For PyTorch a form is
LAYOUT+LRN (layout nhwc or nchw), with +autotune in mode max-autotune-no-cudagraphs; for JAX
POOL+LRN (pool by reduce_window, or by nine slices). LRN sums nine shifted slices, multiplies by a
band matrix, or is PyTorch's library function.

With --deadline SECONDS it ends in time: every peer's first form is tried before any second one, no
second one after three fifths of the time, no first one after three quarters, and no round begins
that would end too late. What is measured is in the JSON at once, and the table is printed whatever
happens, on SIGTERM too.

Each form runs in a process of its own, so that one that dies takes no other along. Processes work
strictly in turn: the device never serves two. A peer that fails is reported with its reason; exit
code 0 only when all entries were measured. The peers need numpy and their framework. Ratios are to
the best peer, less is faster.
"""

import argparse
import datetime
import importlib.metadata
import json
import math
import os
import pathlib
import signal
import subprocess
import sys
import time

from contestants import ENDING, Command, Peer, note
from entry import Entry, best_peer, print_table
from network import Network

# When time is short, those come first that tell most.
VARIANTS = {
    "torch-graph": (
        "nhwc+slices", "nhwc+matmul", "nchw+slices", "nhwc+slices+autotune",
    ),
    "jax-scan": ("window+slices", "window+matmul", "slices+slices", "slices+matmul"),
    "jax-jit": ("window+slices", "window+matmul", "slices+slices", "slices+matmul"),
    "torch-compile": ("nhwc+slices", "nhwc+matmul", "nchw+slices"),
    "torch-eager": ("nhwc+matmul", "nhwc+slices", "nchw+library"),
    "torch-autotune": ("nhwc+slices", "nhwc+matmul"),
}
PACKAGES = ("torch", "triton", "jax", "jaxlib", "numpy")
# Shares of the time: until when a peer's first form may be tried, and a further one.
FIRST_FORMS = 0.75
FURTHER_FORMS = 0.6


class Terminated(BaseException):
    """SIGTERM, or Ctrl-C."""


class Clock:
    """Counts down seconds."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self):
        return max(0.0, self.end - time.monotonic())


def prepare(options):
    """An entry for each contestant; nothing runs yet."""
    contestants = []
    for variant in options.variants:
        forms = VARIANTS[variant][: 1 if options.quick else None]
        contestants.append(Peer(variant, forms, options))
    if options.cnnc:
        contestants.append(Command(options.cnnc))
    entries = [Entry(contestant) for contestant in contestants]
    for entry in entries:
        if entry.name in ("torch-graph", "torch-autotune") and options.device != "cuda":
            entry.failed = "needs a GPU"
    return entries


def try_forms(entries, first, further, options, save):
    """First one form of every peer, then the next ones in turn, while there is time."""
    clock = first
    while waiting := [entry for entry in entries if entry.untried()]:
        for entry in waiting:
            if not clock.left():
                note("no time for more forms")
                return
            entry.try_form(min(options.timeout, clock.left()))
            save()
        clock = further


def take_rounds(entries, clock, options, save):
    """All that run, once per round, in turn."""
    longest = 0
    for i in range(options.rounds):
        if clock.left() < 1.2 * longest:
            note("no time for more rounds")
            return
        note(f"round {i + 1} of {options.rounds}")
        began = clock.left()
        # There and back, so that none always follows the same neighbour.
        for entry in entries if i % 2 == 0 else reversed(entries):
            entry.round(min(options.timeout, clock.left()))
            save()
        longest = max(longest, began - clock.left())


def measure(entries, options, save):
    """Everything, as long as there is time."""
    shares = (FIRST_FORMS, FURTHER_FORMS, 1)
    first, further, whole = (Clock(share * options.deadline) for share in shares)
    try_forms(entries, first, further, options, save)
    take_rounds(entries, whole, options, save)
    for entry in entries:
        entry.finish()
    whole_rounds = all(len(entry.rounds) == options.rounds for entry in entries if entry.runs())
    cut = any(entry.untried() for entry in entries) or not whole_rounds
    return "cut short by the deadline" if cut else "complete"


def driver():
    """The NVIDIA driver's version, or None where there is none."""
    try:
        command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return next(iter(done.stdout.splitlines()), None)


def versions():
    found = {"python": sys.version.split()[0]}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = None
    return found


def report(entries, options, ended):
    """Everything that was measured, ready for JSON."""
    about = {}
    for entry in entries:
        about.update(entry.contestant.about)
    device = about.pop("device", None)
    best = best_peer(entries)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "device": device if options.device == "cuda" else "cpu",
        "driver": options.driver,
        "versions": options.versions | about,
        "precision": options.precision,
        "batch": Network().batch,
        "data": "synthetic" if options.data is None else "CIFAR-10",
        "rounds": options.rounds,
        "steps_per_round": options.steps,
        "warmup_steps_per_round": options.warmup,
        "ended": ended,
        "entries": [entry.as_json(best) for entry in entries],
    }


def write(file, result):
    """Whole or not at all: what was there before stays until then."""
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.write_text(json.dumps(result, indent=2) + "\n")
    os.replace(unfinished, file)


def parse(arguments):
    summary = "Times the CIFAR-10 tutorial network's training step in several systems."
    parser = argparse.ArgumentParser(description=summary)
    add = parser.add_argument
    add("--cnnc", metavar="COMMAND", help="command that measures cnnc for one round")
    add("--out", type=pathlib.Path, metavar="FILE", help="write all the numbers as JSON")
    add("--precision", choices=("tf32", "fp32"), default="tf32", help="default tf32")
    add("--device", choices=("cuda", "cpu"), default="cuda", help="default cuda")
    add("--data", type=pathlib.Path, metavar="DIR", help="folder of data_batch_1.bin to 5.bin")
    add("--rounds", type=positive, default=7, metavar="N", help="default 7")
    add("--steps", type=positive, default=300, metavar="N", help="timed per round, default 300")
    add("--warmup", type=positive, default=300, metavar="N", help="untimed before, default 300")
    add("--variants", type=variant_names, default=list(VARIANTS), metavar="NAME,...",
        help="the peers to measure, default all: " + ", ".join(VARIANTS))
    add("--quick", action="store_true", help="try only the first form of each variant")
    add("--deadline", type=positive, default=math.inf, metavar="S",
        help="end after so many seconds with what there is, default when all is done")
    add("--timeout", type=positive, default=600, metavar="S", help="per answer, default 600")
    add("--seed", type=int, default=1, metavar="N", help="of data and weights, default 1")
    options = parser.parse_args(arguments)
    if options.out and not options.out.absolute().parent.is_dir():
        parser.error(f"there is no folder {options.out.parent} to write {options.out.name} into")
    # JAX scans and CUDA graphs hold a fixed number of steps: it must divide both counts.
    options.scan_steps = math.gcd(options.steps, options.warmup, 100)
    options.graph_steps = math.gcd(options.steps, options.warmup, 10)
    return options


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is less than 1")
    return value


def variant_names(text):
    names = text.split(",")
    unknown = [name for name in names if name not in VARIANTS]
    if unknown:
        known = ", ".join(VARIANTS)
        raise argparse.ArgumentTypeError(f"no variant {unknown[0]}; there are {known}")
    return names


def main(arguments=None):
    options = parse(arguments)
    options.driver, options.versions = driver(), versions()
    entries = prepare(options)

    def save(ended="unfinished"):
        if options.out:
            write(options.out, report(entries, options, ended))

    def terminate(number, frame):
        # What follows is to reach its end.
        signal.signal(number, signal.SIG_IGN)
        raise Terminated

    signal.signal(signal.SIGTERM, terminate)
    signal.signal(signal.SIGINT, terminate)
    ended = "unfinished"
    try:
        save()
        ended = measure(entries, options, save)
    except Terminated:
        ended = "terminated"
    finally:
        save(ended)
        print_table(entries, report(entries, options, ended))
        for entry in entries:
            entry.stop(ENDING if ended == "complete" else 0)
    return 0 if all(entry.measured() for entry in entries) else 1


if __name__ == "__main__":
    sys.exit(main())
