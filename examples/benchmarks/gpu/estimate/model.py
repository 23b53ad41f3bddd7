"""The estimate of one launch: what its blocks do, and how long an H100 takes for it."""

import dataclasses

import chain
import counts
import machine
import rules
import translate

# Warp instructions that may be run for one launch's samples, and the most and fewest samples.
BUDGET, MOST, FEWEST = 400_000, 12, 3


@dataclasses.dataclass
class Work:
    """What some warps do. Instructions count as in PTX, slots as in machine code."""

    kinds: dict = dataclasses.field(default_factory=lambda: dict.fromkeys(rules.KINDS, 0.0))
    slots: float = 0
    pipe: float = 0
    wavefronts: float = 0
    loaded: float = 0
    stored: float = 0
    fetched: float = 0

    def add(self, other, times):
        for kind, count in other.kinds.items():
            self.kinds[kind] += count * times
        for name in ("slots", "pipe", "wavefronts", "loaded", "stored", "fetched"):
            setattr(self, name, getattr(self, name) + getattr(other, name) * times)


@dataclasses.dataclass
class Estimate:
    """A launch. total: the work of all blocks; tails: counts that a last block completes."""

    launch: object
    total: Work
    block: Work
    tails: int
    chain: float
    tail: float
    least: int
    resources: object
    resident: int
    bounds: dict
    us: float


class Blocks:
    """The blocks of a launch, some of which are run."""

    def __init__(self, kernel, launch):
        self.launch = launch
        self.flow = counts.Flow(kernel)
        self.program = translate.translate(kernel, launch.dynamic)
        self.first = self.sample(0)
        n = launch.blocks
        size = max(1, round(sum(self.first.work.kinds.values())))
        samples = max(FEWEST, min(MOST, BUDGET // size)) - 2
        inner = sorted({1 + (n - 2) * (2 * j + 1) // (2 * samples) for j in range(samples)}
                       ) if n > 2 else []
        self.samples = [(self.first, 1)]
        self.samples += [(self.sample(b), (n - 2) / len(inner)) for b in inner]
        if n > 1:
            self.samples.append((self.sample(n - 1), 1))

    def sample(self, number, last=False):
        return Sample(self.flow, self.program, machine.run(self.program, self.launch, number, last))


class Sample:
    """One block that was run."""

    def __init__(self, flow, program, run):
        self.run = run
        self.work = Work()
        self.runs = []
        for warp in run.warps:
            runs = flow.runs(warp.visits)
            self.runs.append(runs)
            self.count(flow, runs)
            self.memory(program, warp)
        self.work.fetched = run.fetched
        longest = max(range(len(run.warps)), key=lambda n: len(run.warps[n].path))
        self.chain = chain.cycles(flow, run.warps[longest].path, self.runs[longest])

    def count(self, flow, runs):
        work = self.work
        for i, count in zip(flow.instructions, runs):
            if count:
                kind = rules.kind(i)
                work.kinds[kind] += count
                work.slots += count * rules.slots(i)
                work.pipe += count * max(rules.slots(i), rules.PIPE.get(kind, 0))

    def memory(self, program, warp):
        for i, access in zip(program.memory, warp.accesses):
            self.work.wavefronts += access.wavefronts
            if i.base in ("st", "red"):
                self.work.stored += 32 * access.sectors
            else:
                self.work.loaded += 32 * access.sectors


def estimate(kernel, launch, resources):
    blocks = Blocks(kernel, launch)
    n = launch.blocks
    total = Work()
    for sample, times in blocks.samples:
        total.add(sample.work, times)
    longest = max(sample.chain for sample, _ in blocks.samples)
    tails, tail = 0, 0.0
    if blocks.first.run.counts:
        limit = max(limit for _, limit in blocks.first.run.counts)
        tails = n // (limit + 1)
        middle = blocks.sample(n // 2)
        last = blocks.sample(n // 2, True)
        total.add(last.work, tails)
        total.add(middle.work, -tails)
        tail = max(0.0, last.chain - middle.chain)
    block = Work()
    block.add(total, 1 / n)
    resident = rules.resident(launch.threads, resources.registers, resources.shared)
    bounds = rules.bounds(block, n, resident, longest, tail)
    us = rules.time(bounds)
    return Estimate(launch, total, block, tails, longest, tail, least(blocks), resources, resident,
                    bounds, us)


def least(blocks):
    """Bytes when each buffer is moved once, as far as the samples reach."""
    ranges = {}
    for sample, _ in blocks.samples:
        for key, (low, high) in sample.run.touched.items():
            old = ranges.get(key, (low, high))
            ranges[key] = (min(low, old[0]), max(high, old[1]))
    return sum(high - low for low, high in ranges.values())
