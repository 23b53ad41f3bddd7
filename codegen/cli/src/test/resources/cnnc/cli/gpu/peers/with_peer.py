"""Stands for a framework. What goes wrong depends on the variant, and the time on the form."""

import os
import time

SECONDS = 0.05
FASTER = {"nhwc+matmul": 0.001, "window+matmul": 0.001}


def build(variant, form, options, network, weights, data):
    if variant == "torch-eager":
        raise ValueError("a planted fault\nof two lines")
    if variant == "jax-jit":
        os._exit(11)
    if variant == "torch-compile" and form == "nhwc+slices":
        time.sleep(60)
    return Step(variant, form)


def about():
    return {"device": "no GPU"}


class Step:
    def __init__(self, variant, form):
        self.first_loss = 9.0 if variant == "torch-autotune" else 4.67
        self.seconds = FASTER.get(form, SECONDS) * float(os.environ.get("SLOWNESS", "1"))

    def advance(self, steps):
        time.sleep(self.seconds * steps)

    def synchronize(self):
        pass

    def loss(self):
        return 1.0
