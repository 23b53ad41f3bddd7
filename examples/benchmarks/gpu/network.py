"""What every contestant of side_by_side.py trains."""

import dataclasses

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


def check_first_loss(loss):
    """Raises RuntimeError for a loss that this network cannot have before its first step."""
    if not abs(loss - FIRST_LOSS) <= FIRST_LOSS_TOLERANCE:
        raise RuntimeError(
            f"loss at step 0 is {loss:.3f}, not {FIRST_LOSS} +- {FIRST_LOSS_TOLERANCE}"
        )
