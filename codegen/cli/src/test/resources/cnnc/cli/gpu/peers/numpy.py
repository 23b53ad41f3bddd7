"""Stands for numpy: nothing is drawn."""


class random:
    default_rng = staticmethod(lambda seed: None)
