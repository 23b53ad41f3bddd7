"""What every contestant of side_by_side.py trains: the network, its first weights, its data."""

import dataclasses

import numpy

FIRST_LOSS = 4.676
FIRST_LOSS_TOLERANCE = 0.05


@dataclasses.dataclass(frozen=True)
class Network:
    """The CIFAR-10 tutorial network, its input and its optimizer."""

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


def check_first_loss(loss):
    """Raises RuntimeError for a loss that this network cannot have before its first step."""
    if not abs(loss - FIRST_LOSS) <= FIRST_LOSS_TOLERANCE:
        raise RuntimeError(
            f"loss at step 0 is {loss:.3f}, not {FIRST_LOSS} +- {FIRST_LOSS_TOLERANCE}"
        )
