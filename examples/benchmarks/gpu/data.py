"""What every contestant of side_by_side.py begins with: the same weights, the same images."""

import numpy


def begin(network, folder, seed):
    """The weights, and the training set."""
    rng = numpy.random.default_rng(seed)
    return weights(network, rng), load(folder, rng)


def weights(network, rng):
    """Initial weights: a dictionary of layer name to (kernel, bias)."""
    return {
        name: (
            truncated_normal(rng, shape, deviation),
            numpy.full(shape[-1], bias, numpy.float32),
        )
        for name, shape, deviation, bias in network.layers
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
