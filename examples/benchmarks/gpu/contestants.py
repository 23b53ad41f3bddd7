"""The contestants of side_by_side.py: forms of a peer in worker processes, and cnnc's command."""

import importlib
import json
import multiprocessing
import os
import shlex
import signal
import subprocess
import sys
import time
import traceback

from network import Network, check_first_loss

# Seconds for a worker to end by itself, and to answer what takes it no time.
ENDING = 3
ANSWERING = 10


def note(message):
    """A line of the log; stdout holds nothing but the table."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


def serve(pipe, variant, form, options):
    """A worker process: builds one form of a variant, then answers requests until told no more."""
    # Signals go to the whole group, and it is the parent that ends its workers.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    # Compilers and drivers may print.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        # Where numpy or a framework is missing, it is missing to those only who ask for it.
        data = importlib.import_module("data")
        library = importlib.import_module("with_" + variant.split("-")[0])
        network = Network()
        begin = data.begin(network, options.data, options.seed)
        step = library.build(variant, form, options, network, *begin)
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
    """The parent's side of a worker process.

    Answers come within a number of seconds, or raise RuntimeError, as they do when it has failed.
    """

    def __init__(self, variant, form, options):
        # A forked child would inherit threads and, later, device contexts.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, variant, form, options))
        self.process.start()
        # The worker's death is seen only if no other copy of its end is open.
        theirs.close()

    def answer(self, limit):
        try:
            if not self.pipe.poll(limit):
                raise RuntimeError(f"no answer within {limit:.0f} s")
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(ENDING)
            raise RuntimeError(f"process ended with status {self.process.exitcode}") from None
        if isinstance(answer, dict) and "failed" in answer:
            raise RuntimeError(answer["failed"])
        return answer

    def ask(self, request, limit):
        try:
            self.pipe.send(request)
        except OSError:
            pass  # It has died: answer() says how.
        return self.answer(limit)

    def stop(self, grace):
        """Lets it end by itself for so many seconds."""
        self.pipe.close()
        self.process.join(grace)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Peer:
    """A variant of PyTorch or JAX in the fastest of its forms."""

    def __init__(self, variant, forms, options):
        self.name = variant
        self.untried = list(forms)
        self.options = options
        self.forms = {}
        self.form = None
        self.first_loss = None
        self.about = {}
        self.worker = None

    def try_form(self, limit):
        """Tries one more form. RuntimeError when it was the last and none has worked."""
        form = self.untried.pop(0)
        note(f"{self.name}, {form}")
        worker = Worker(self.name, form, self.options)
        try:
            answer = worker.answer(limit)
            check_first_loss(answer["first_loss"])
        except RuntimeError as error:
            note(f"{self.name}, {form}: failed: {error}")
            self.forms[form] = f"failed: {error}"
            worker.stop(0)
            if self.worker is None and not self.untried:
                raise RuntimeError(next(iter(self.forms.values())).removeprefix("failed: "))
            return
        except BaseException:
            worker.stop(0)
            raise
        self.forms[form] = answer["us"]
        note(f"{self.name}, {form}: {answer['us']:.1f} us")
        if self.form is not None and self.forms[self.form] <= answer["us"]:
            worker.stop(ENDING)
            return
        self.stop(ENDING)
        self.worker, self.form = worker, form
        self.first_loss, self.about = answer["first_loss"], answer["about"]

    def ready(self):
        return self.worker is not None

    def round(self, limit):
        return self.worker.ask("round", limit)

    def last_loss(self):
        return self.worker.ask("loss", ANSWERING)

    def stop(self, grace):
        if self.worker is not None:
            self.worker.stop(grace)
            self.worker = None


class Command:
    """cnnc: a command that measures one round by itself."""

    def __init__(self, command):
        self.name = "cnnc"
        self.untried = ()
        self.forms = {}
        self.form = None
        self.first_loss = None
        self.about = {}
        self.command = shlex.split(command)
        self.report = {}

    def ready(self):
        return True

    def round(self, limit):
        try:
            done = subprocess.run(
                self.command, stdout=subprocess.PIPE, text=True, timeout=limit, check=True
            )
            self.report = json.loads(done.stdout.strip().splitlines()[-1])
            microseconds = float(self.report["step_us"])
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"no answer within {limit:.0f} s") from None
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

    def stop(self, grace):
        pass
