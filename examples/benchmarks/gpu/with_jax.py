"""JAX's training steps for side_by_side.py: one jitted call per step, or a scan over many."""

import functools
import math
import os

import jax
import numpy
from jax import lax
from jax import numpy as jnp


def build(variant, form, options, network, weights, data):
    """A step of the named variant, after its first run."""
    jax.config.update("jax_platforms", options.device)
    precision = {"tf32": "tensorfloat32", "fp32": "float32"}[options.precision]
    jax.config.update("jax_default_matmul_precision", precision)
    # Else JAX takes most of the memory, and the other processes find none.
    os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
    try:
        jax.devices()
    except AssertionError:
        # JAX's way to say that the platform's plugin is not installed.
        raise RuntimeError("JAX sees no GPU") from None
    model = Model(network, form, options.seed)
    if variant == "jax-jit":
        return Step(model.step, 1, network, weights, data)

    def scan(state, images, labels):
        def body(carry, _):
            return model.step(carry, images, labels)

        return lax.scan(body, state, length=options.scan_steps)

    return Step(scan, options.scan_steps, network, weights, data)


def about():
    """The device that JAX runs on."""
    return {"device": jax.devices()[0].device_kind}


class Step:
    """A compiled function of some training steps, and the state that it advances."""

    def __init__(self, function, steps, network, weights, data):
        self.function = jax.jit(function, donate_argnums=0)
        self.steps = steps
        self.network = network
        self.images, self.labels = (jax.device_put(array) for array in data)
        zeros = functools.partial(jax.tree.map, jnp.zeros_like)
        parameters = jax.device_put(weights)
        self.state = (parameters, zeros(parameters), zeros(parameters), jnp.int32(0))
        weight_loss = self.weight_loss()
        self.advance(steps)
        self.first_loss = self.cross_entropies()[0] + weight_loss

    def advance(self, steps):
        for _ in range(steps // self.steps):
            self.state, self.cross_entropy = self.function(self.state, self.images, self.labels)

    def synchronize(self):
        jax.block_until_ready(self.state)

    def cross_entropies(self):
        """Of the last call's steps."""
        return [float(value) for value in numpy.atleast_1d(self.cross_entropy)]

    def weight_loss(self):
        kernels = [self.state[0][name][0] for name in self.network.decayed]
        return sum(self.network.decay / 2 * float(jnp.sum(kernel**2)) for kernel in kernels)

    def loss(self):
        return self.cross_entropies()[-1] + self.weight_loss()


class Model:
    """The network, its input and its optimizer, as functions."""

    def __init__(self, network, form, seed):
        self.network = network
        self.pool_form, self.lrn_form = form.split("+")
        self.seed = seed

    def step(self, state, images, labels):
        """The state after a step (parameters, Adam's moments, steps made) and the cross-entropy."""
        parameters, first, second, made = state
        x, y = self.draw(jax.random.fold_in(jax.random.key(self.seed), made), images, labels)
        loss, gradients = jax.value_and_grad(self.cross_entropy)(parameters, x, y)
        return self.adam(parameters, first, second, made + 1, gradients), loss

    def adam(self, parameters, first, second, made, gradients):
        n = self.network
        for name in n.decayed:
            kernel, bias = gradients[name]
            gradients[name] = (kernel + n.decay * parameters[name][0], bias)
        first = jax.tree.map(lambda m, g: n.beta1 * m + (1 - n.beta1) * g, first, gradients)
        second = jax.tree.map(lambda v, g: n.beta2 * v + (1 - n.beta2) * g * g, second, gradients)
        made_so_far = made.astype(jnp.float32)
        correction = jnp.sqrt(1 - n.beta2**made_so_far) / (1 - n.beta1**made_so_far)
        rate = n.learning_rate * correction
        parameters = jax.tree.map(
            lambda p, m, v: p - rate * m / (jnp.sqrt(v) + n.epsilon), parameters, first, second
        )
        return parameters, first, second, made

    def draw(self, key, images, labels):
        """A random batch of the data set, distorted and standardized."""
        n = self.network
        u = jax.random.uniform(key, (5, n.batch))
        pick = (u[0] * len(images)).astype(jnp.int32)
        top, left = (u[1:3] * (n.image - n.crop + 1)).astype(jnp.int32)
        offsets = jnp.arange(n.crop)
        rows = top[:, None] + offsets
        columns = left[:, None] + jnp.where(u[3, :, None] < 0.5, offsets, offsets[::-1])
        x = images[pick[:, None, None], rows[:, :, None], columns[:, None, :]]
        x = x.astype(jnp.float32)
        low, high = n.contrast
        mean = x.mean((1, 2), keepdims=True)
        x = (x - mean) * (low + (high - low) * u[4])[:, None, None, None] + mean
        mean = x.mean((1, 2, 3), keepdims=True)
        deviation = jnp.sqrt(jnp.square(x - mean).mean((1, 2, 3), keepdims=True))
        least = 1 / math.sqrt(3 * n.crop * n.crop)
        return (x - mean) / jnp.maximum(deviation, least), labels[pick]

    def cross_entropy(self, parameters, x, y):
        relu = jax.nn.relu
        x = self.lrn(self.pool(relu(conv(x, parameters["conv1"]))))
        x = self.pool(self.lrn(relu(conv(x, parameters["conv2"]))))
        x = relu(dense(x.reshape(len(x), -1), parameters["local3"]))
        x = relu(dense(x, parameters["local4"]))
        logits = dense(x, parameters["logits"])
        # A sum over one-hot classes fuses where a gather would not.
        chosen = jax.nn.log_softmax(logits) * jax.nn.one_hot(y, logits.shape[1])
        return -chosen.sum(1).mean()

    def pool(self, x):
        """3x3, stride 2, SAME."""
        if self.pool_form == "window":
            return lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), "SAME")
        rows, columns = x.shape[1:3]
        padded = jnp.pad(x, ((0, 0), (0, 1), (0, 1), (0, 0)), constant_values=-jnp.inf)
        slices = [padded[:, i : i + rows : 2, j : j + columns : 2]
                  for i in range(3) for j in range(3)]
        return functools.reduce(jnp.maximum, slices)

    def lrn(self, x):
        n = self.network
        channels = x.shape[-1]
        squares = x * x
        if self.lrn_form == "matmul":
            index = numpy.arange(channels)
            band = numpy.abs(index[:, None] - index) <= n.lrn_radius
            scale = n.lrn_k + squares @ (n.lrn_alpha * band).astype(numpy.float32)
        else:
            padded = jnp.pad(squares, ((0, 0), (0, 0), (0, 0), (n.lrn_radius, n.lrn_radius)))
            window = range(2 * n.lrn_radius + 1)
            scale = n.lrn_k + n.lrn_alpha * sum(padded[..., i : i + channels] for i in window)
        # scale to the power -0.75
        root = lax.rsqrt(scale)
        return x * (root * jnp.sqrt(root))


def conv(x, parameters):
    kernel, bias = parameters
    layout = ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=layout) + bias


def dense(x, parameters):
    kernel, bias = parameters
    return x @ kernel + bias
