"""Stands for the network: nothing is trained."""


class Network:
    batch = 128

    def weights(self, rng):
        return None


def load(folder, rng):
    return None


def check_first_loss(loss):
    if loss > 5:
        raise RuntimeError(f"loss at step 0 is {loss}")
