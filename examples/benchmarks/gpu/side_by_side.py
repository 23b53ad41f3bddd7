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

    torch-eager    fused Adam, nothing compiled
    torch-compile  torch.compile over input, network and loss; fused Adam
    torch-graph    the same, whole steps captured as a CUDA graph
    jax-jit        one jitted call per step
    jax-scan       lax.scan over many steps per call
    cnnc           COMMAND, run once per round; the last line that it prints is JSON with a number
                   "step_us"; with "first_loss" and "last_loss" too, its losses are checked

A peer has several forms of the layers that frameworks have no fast operator for; all are tried
before the first round and the fastest is kept (--quick takes the first). For PyTorch a form is
LAYOUT+LRN (layout nhwc or nchw), for JAX POOL+LRN (pool by reduce_window, or by nine slices). LRN
sums nine shifted slices, multiplies by a band matrix, or is PyTorch's library function.

Each form runs in a process of its own, so that one that dies takes no other along. Processes work
strictly in turn: the device never serves two. A peer that fails is reported with its reason.
Needs numpy, and the frameworks to be measured. Ratios are to the best peer, less is faster.
"""

import argparse
import contextlib
import dataclasses
import datetime
import importlib
import importlib.metadata
import json
import math
import multiprocessing
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import time
import traceback

import numpy

VARIANTS = {
    "torch-eager": ("nhwc+matmul", "nhwc+slices", "nchw+library"),
    "torch-compile": ("nhwc+slices", "nhwc+matmul", "nchw+slices"),
    "torch-graph": ("nhwc+slices", "nhwc+matmul", "nchw+slices"),
    "jax-jit": ("window+slices", "window+matmul", "slices+slices", "slices+matmul"),
    "jax-scan": ("window+slices", "window+matmul", "slices+slices", "slices+matmul"),
}
PACKAGES = ("torch", "triton", "jax", "jaxlib", "numpy")
FIRST_LOSS = 4.676
FIRST_LOSS_TOLERANCE = 0.05


@dataclasses.dataclass(frozen=True)
class Network:
    """What every variant trains."""

    batch: int = 128
    image: int = 32
    crop: int = 24
    contrast: tuple = (0.2, 1.8)
    lrn_radius: int = 4
    lrn_k: float = 1.0
    lrn_alpha: float = 0.001 / 9
    learning_rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    decay: float = 0.004
    decayed: tuple = ("local3", "local4")
    # Kernel shape (rows, columns, inputs, outputs), standard deviation, bias.
    layers: tuple = (
        ("conv1", (5, 5, 3, 64), 0.05, 0.0),
        ("conv2", (5, 5, 64, 64), 0.05, 0.1),
        ("local3", (2304, 384), 0.04, 0.1),
        ("local4", (384, 192), 0.04, 0.1),
        ("logits", (192, 10), 1 / 192, 0.0),
    )

    def weights(self, rng):
        """Initial weights: a dictionary of layer name to (kernel, bias)."""
        return {
            name: (
                truncated_normal(rng, shape, deviation),
                numpy.full(shape[-1], bias, numpy.float32),
            )
            for name, shape, deviation, bias in self.layers
        }


def truncated_normal(rng, shape, deviation):
    values = rng.standard_normal(shape)
    while (outside := numpy.abs(values) > 2).any():
        values[outside] = rng.standard_normal(int(outside.sum()))
    return (values * deviation).astype(numpy.float32)


def synthetic(rng):
    """Random bytes around a coarse pattern for each class.

    With nothing to learn, the decay would empty the network, and zeros can run faster than data.
    """
    labels = rng.integers(0, 10, 50000, numpy.int32)
    patterns = rng.integers(0, 128, (10, 8, 8, 3), numpy.uint8).repeat(4, axis=1).repeat(4, axis=2)
    images = patterns[labels]
    images += rng.integers(0, 128, images.shape, numpy.uint8)
    return images, labels


def load(folder, rng):
    """The training set: images (n, 32, 32, 3) as bytes, and labels."""
    if folder is None:
        return synthetic(rng)
    files = [folder / f"data_batch_{i}.bin" for i in range(1, 6)]
    records = numpy.concatenate([numpy.fromfile(file, numpy.uint8) for file in files])
    records = records.reshape(-1, 1 + 3 * 32 * 32)
    images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return numpy.ascontiguousarray(images), records[:, 0].astype(numpy.int32)


def serve(pipe, variant, form, options):
    """A worker process: builds one form of a variant, then answers requests until told no more."""
    # Compilers and drivers may print; the parent's stdout holds nothing but the table.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        rng = numpy.random.default_rng(options.seed)
        network = Network()
        library = importlib.import_module("with_" + variant.split("-")[0])
        step = library.build(
            variant, form, options, network, network.weights(rng), load(options.data, rng)
        )
        pipe.send(
            {"first_loss": step.first_loss, "about": library.about(), "us": timed(step, options)}
        )
        while True:
            request = pipe.recv()
            pipe.send(timed(step, options) if request == "round" else step.loss())
    except (EOFError, BrokenPipeError):
        pass  # The parent has closed the pipe: the work is done.
    except Exception as error:
        traceback.print_exc()
        pipe.send({"failed": one_line(error)})


def timed(step, options):
    """Microseconds per step. The warm-up steps also bring an idle device back to its clocks."""
    step.advance(options.warmup)
    step.synchronize()
    start = time.perf_counter()
    step.advance(options.steps)
    step.synchronize()
    return (time.perf_counter() - start) / options.steps * 1e6


def one_line(error):
    """A reason that fits in a table: the first line of the error's message."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    message = lines[0][:160] if lines else "no message"
    return message if type(error) is RuntimeError else f"{type(error).__name__}: {message}"


class Worker:
    """The parent's side of a worker process. Every method raises RuntimeError if it has failed."""

    def __init__(self, variant, form, options):
        self.timeout = options.timeout
        # A forked child would inherit threads and, later, device contexts.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, variant, form, options))
        self.process.start()
        # The worker's death is seen only if no other copy of its end is open.
        theirs.close()

    def answer(self):
        try:
            if not self.pipe.poll(self.timeout):
                raise RuntimeError(f"no answer within {self.timeout} s")
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            raise RuntimeError(f"process ended with status {self.process.exitcode}") from None
        if isinstance(answer, dict) and "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer

    def ask(self, request):
        try:
            self.pipe.send(request)
        except OSError:
            pass  # It has died: answer() says how.
        return self.answer()

    def stop(self):
        self.pipe.close()
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Peer:
    """A variant of PyTorch or JAX in the fastest of its forms."""

    def __init__(self, variant, options):
        self.name = variant
        self.forms = {}
        self.form = None
        self.first_loss = None
        self.about = {}
        self.worker = None
        if variant == "torch-graph" and options.device != "cuda":
            raise RuntimeError("needs a GPU")
        try:
            for form in VARIANTS[variant][: 1 if options.quick else None]:
                self.try_form(form, options)
        except BaseException:
            self.stop()
            raise
        if self.worker is None:
            raise RuntimeError(self.forms[VARIANTS[variant][0]])

    def try_form(self, form, options):
        note(f"{self.name}, {form}")
        worker = Worker(self.name, form, options)
        try:
            answer = worker.answer()
            check_first_loss(answer["first_loss"])
        except RuntimeError as error:
            note(f"{self.name}, {form}: failed: {error}")
            self.forms[form] = f"failed: {error}"
            worker.stop()
            return
        except BaseException:
            worker.stop()
            raise
        note(f"{self.name}, {form}: {answer['us']:.1f} us")
        if self.form is not None and self.forms[self.form] <= answer["us"]:
            worker.stop()
        else:
            self.stop()
            self.worker, self.form = worker, form
            self.first_loss, self.about = answer["first_loss"], answer["about"]
        self.forms[form] = answer["us"]

    def round(self):
        return self.worker.ask("round")

    def last_loss(self):
        return self.worker.ask("loss")

    def stop(self):
        if self.worker is not None:
            self.worker.stop()


class Command:
    """cnnc: a command that measures one round by itself."""

    def __init__(self, command, options):
        self.name = "cnnc"
        self.forms = {}
        self.form = None
        self.first_loss = None
        self.about = {}
        self.command = shlex.split(command)
        self.timeout = options.timeout
        self.report = {}

    def round(self):
        try:
            done = subprocess.run(
                self.command, stdout=subprocess.PIPE, text=True, timeout=self.timeout, check=True
            )
            self.report = json.loads(done.stdout.strip().splitlines()[-1])
            microseconds = float(self.report["step_us"])
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"no answer within {self.timeout} s") from None
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"command ended with status {error.returncode}") from None
        except OSError as error:
            raise RuntimeError(f"command cannot be run: {error.strerror}") from None
        except (IndexError, KeyError, TypeError, ValueError):
            raise RuntimeError("the last line printed is not JSON with a step_us") from None
        self.first_loss = self.report.get("first_loss")
        if self.first_loss is not None:
            check_first_loss(self.first_loss)
        return microseconds

    def last_loss(self):
        return self.report.get("last_loss")

    def stop(self):
        pass


def check_first_loss(loss):
    if not abs(loss - FIRST_LOSS) <= FIRST_LOSS_TOLERANCE:
        raise RuntimeError(
            f"loss at step 0 is {loss:.3f}, not {FIRST_LOSS} +- {FIRST_LOSS_TOLERANCE}"
        )


def check_fall(first, last):
    if first is not None and last is not None and not last < first:
        raise RuntimeError(f"loss does not fall: {first:.3f} at step 0, {last:.3f} at the end")


class Entry:
    """One row of the result: a contestant and what it has reached so far."""

    def __init__(self, name, prepare):
        self.name = name
        self.failed = None
        self.contestant = None
        self.rounds = []
        self.last_loss = None
        with self.catching():
            self.contestant = prepare()

    @contextlib.contextmanager
    def catching(self):
        """Turns a RuntimeError into the reason why the entry has failed."""
        try:
            yield
        except RuntimeError as error:
            self.failed = str(error).removeprefix("failed: ")
            note(f"{self.name}: failed: {self.failed}")

    def round(self):
        if self.failed is None:
            with self.catching():
                self.rounds.append(self.contestant.round())

    def finish(self):
        if self.failed is None:
            with self.catching():
                self.last_loss = self.contestant.last_loss()
                check_fall(self.contestant.first_loss, self.last_loss)
        self.stop()

    def stop(self):
        if self.contestant is not None:
            self.contestant.stop()

    def median(self):
        return statistics.median(self.rounds)

    def as_json(self, best):
        row = {"name": self.name}
        if self.failed is not None:
            row["failed"] = self.failed
        if self.contestant is not None:
            row["form"] = self.contestant.form
            row["forms_us"] = self.contestant.forms
            row["first_loss"] = self.contestant.first_loss
            row["last_loss"] = self.last_loss
            row["rounds_us"] = self.rounds
        if self.failed is None:
            row["median_us"] = self.median()
            row["min_us"] = min(self.rounds)
            row["max_us"] = max(self.rounds)
            row["ratio_to_best_peer"] = self.median() / best if best else None
        return row

    def as_text(self, best):
        if self.failed is not None:
            return f"{self.name:14} failed: {self.failed}"
        spread = f"{min(self.rounds):.1f} .. {max(self.rounds):.1f}"
        ratio = f"{self.median() / best:.3f}" if best else "-"
        losses = f"{number(self.contestant.first_loss)} -> {number(self.last_loss)}"
        form = self.contestant.form or "-"
        return (
            f"{self.name:14} {self.median():10.1f}  {spread:22} {ratio:>8}  {losses:16} {form}"
        )


def number(value):
    return "-" if value is None else f"{value:.3f}"


def note(message):
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


def measure(options):
    """All the entries, after all their rounds."""
    entries = []
    try:
        for variant in options.variants:
            entries.append(Entry(variant, lambda name=variant: Peer(name, options)))
        if options.cnnc:
            entries.append(Entry("cnnc", lambda: Command(options.cnnc, options)))
        for i in range(options.rounds):
            note(f"round {i + 1} of {options.rounds}")
            # There and back, so that none always follows the same neighbour.
            for entry in entries if i % 2 == 0 else reversed(entries):
                entry.round()
        for entry in entries:
            entry.finish()
    finally:
        for entry in entries:
            entry.stop()
    return entries


def best_peer(entries):
    medians = [e.median() for e in entries if e.failed is None and e.name != "cnnc"]
    return min(medians, default=None)


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


def report(entries, options):
    """Everything that was measured, ready for JSON."""
    about = {}
    for entry in entries:
        if entry.contestant is not None:
            about.update(entry.contestant.about)
    device = about.pop("device", None)
    best = best_peer(entries)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "device": device if options.device == "cuda" else "cpu",
        "driver": driver(),
        "versions": versions() | about,
        "precision": options.precision,
        "batch": Network().batch,
        "data": "synthetic" if options.data is None else "CIFAR-10",
        "rounds": options.rounds,
        "steps_per_round": options.steps,
        "warmup_steps_per_round": options.warmup,
        "compile_mode": options.compile_mode,
        "variants": [entry.as_json(best) for entry in entries],
    }


def print_table(entries, result):
    print(
        f"{result['device']}, driver {result['driver']}, {result['precision']}, "
        f"batch {result['batch']}, {result['rounds']} rounds of {result['steps_per_round']} steps"
    )
    print(f"{'':14} {'us/step':>10}  {'min .. max':22} {'ratio':>8}  {'loss':16} form")
    for entry in entries:
        print(entry.as_text(best_peer(entries)))


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
    add("--compile-mode", default="default", metavar="MODE",
        choices=("default", "max-autotune-no-cudagraphs"), help="torch.compile's mode")
    add("--timeout", type=positive, default=600, metavar="S", help="per answer, default 600")
    add("--seed", type=int, default=1, metavar="N", help="of data and weights, default 1")
    options = parser.parse_args(arguments)
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
    entries = measure(options)
    result = report(entries, options)
    if options.out:
        options.out.write_text(json.dumps(result, indent=2) + "\n")
    print_table(entries, result)
    return 1 if all(entry.failed is not None for entry in entries) else 0


if __name__ == "__main__":
    sys.exit(main())
