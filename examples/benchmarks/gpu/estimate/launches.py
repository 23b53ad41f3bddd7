"""Reads the launches of a training step out of what `cnnc -d FOLDER --target=cuda` wrote."""

import dataclasses
import pathlib
import re

CALL = re.compile(r'^\s*(?:launch|convolution|inputGradient|weightGradient)\((?:SHAPE_\w+, )?'
                  r'"(?P<kernel>\w+)", (?P<numbers>\d+(?:, \d+)*), (?P<arguments>.*)\);', re.M)
UPDATE_BLOCK = 1024
# The launches around the network's own have as many arguments.
FEED_ARGUMENTS, UPDATE_ARGUMENTS = 6, 12


@dataclasses.dataclass
class Launch:
    kernel: str
    blocks: int
    dynamic: int
    arguments: int

    @property
    def parameters(self):
        """Each argument is a buffer of its own, far from the others."""
        return [n + 1 << 40 for n in range(self.arguments)]


@dataclasses.dataclass
class Step:
    source: pathlib.Path
    launches: list


def read(folder, recipe=None):
    """The step of a recipe, or of the first. Raises ValueError with what is missing."""
    network = one(folder, "*Cuda.java")
    step = one(folder, "*CudaTrain*.java")
    source = one(folder, "*.cu")
    plain = network.with_name(network.name.replace("Cuda.java", ".java")).read_text()
    names = re.findall(r'new Recipe\(\s*"(\w+)"', plain)
    text = network.read_text()
    kernels = re.findall(r'Compiled\([^)]*\), \w+, "(\w+)", "(\w+)"', text)
    if not names or len(names) != len(kernels):
        raise ValueError(f"{network} does not say which kernels its recipes use")
    if recipe is not None and recipe not in names:
        raise ValueError(f"there is no recipe {recipe} in {network}, only {', '.join(names)}")
    feed, update = kernels[names.index(recipe) if recipe else 0]
    size = int(re.search(r"PARAMETERS, (\d+)", text)[1])
    batch = int(re.search(r"(\d+)\.java$", step.name)[1])
    launches = [Launch(feed, batch, 0, FEED_ARGUMENTS)]
    for call in CALL.finditer(step.read_text()):
        blocks, *dynamic = map(int, call["numbers"].split(", "))
        arguments = len(re.findall(r"\w+\([^)]*\)", call["arguments"]))
        launches.append(Launch(call["kernel"], blocks, dynamic[0] if dynamic else 0, arguments))
    launches.append(Launch(update, size // UPDATE_BLOCK, 0, UPDATE_ARGUMENTS))
    return Step(source, launches)


def one(folder, pattern):
    found = sorted(pathlib.Path(folder).rglob(pattern))
    if len(found) != 1:
        raise ValueError(f"{folder} has {len(found) or 'no'} files {pattern}; name a folder that "
                         "`cnnc FILE -d FOLDER --target=cuda` wrote for one network")
    return found[0]
