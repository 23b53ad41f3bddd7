"""Stands for weights and images: nothing is trained."""


def begin(network, folder, seed):
    return None, None
