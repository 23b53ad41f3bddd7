"""The estimate of one launch: what its blocks do, and how long an H100 takes for it."""

import dataclasses

import chain
import counts
import machine
import rules
import translate

# Warp instructions that may be run for one launch's samples, and the most samples.
BUDGET, MOST = 80_000, 10


@dataclasses.dataclass
class Work:
    """What some warps do.

    kinds: PTX instructions by kind
    slots: machine instructions
    pipes: cycles that they keep the pipes of a scheduler
    wavefronts: passes through shared memory and the L1 cache
    loaded, stored: bytes, in whole sectors of 32
    fetched: bytes that loads need from the L2 cache
    """

    kinds: dict = dataclasses.field(default_factory=dict)
    slots: float = 0
    pipes: dict = dataclasses.field(default_factory=dict)
    wavefronts: float = 0
    loaded: float = 0
    stored: float = 0
    fetched: float = 0

    def add(self, other, times):
        for mine, theirs in ((self.kinds, other.kinds), (self.pipes, other.pipes)):
            for name, count in theirs.items():
                mine[name] = mine.get(name, 0.0) + count * times
        for name in ("slots", "wavefronts", "loaded", "stored", "fetched"):
            setattr(self, name, getattr(self, name) + getattr(other, name) * times)


@dataclasses.dataclass
class Estimate:
    """A launch: the work of all its blocks, what could hold it up in cycles, and its time."""

    launch: object
    threads: int
    resources: object
    resident: int
    total: Work
    tails: int
    least: int
    bounds: dict
    us: float


class Sample:
    """One block that was run."""

    def __init__(self, flow, program, run):
        self.run = run
        self.work = Work(fetched=run.fetched)
        runs = []
        for warp in run.warps:
            runs.append(flow.runs(warp.visits))
            self.instructions(flow, runs[-1])
            self.memory(program, warp)
        longest = max(range(len(runs)), key=lambda n: len(run.warps[n].path))
        self.chain = chain.cycles(flow, run.warps[longest].path, runs[longest])

    def instructions(self, flow, runs):
        work = self.work
        for i, count in zip(flow.instructions, runs):
            if count:
                kind, (pipe, cycles) = rules.kind(i), rules.pipe(i)
                work.kinds[kind] = work.kinds.get(kind, 0) + count
                work.slots += count * rules.slots(i)
                if pipe:
                    work.pipes[pipe] = work.pipes.get(pipe, 0) + count * cycles

    def memory(self, program, warp):
        for i, access in zip(program.memory, warp.accesses):
            self.work.wavefronts += access.wavefronts
            if i.base in ("st", "red"):
                self.work.stored += 32 * access.sectors
            else:
                self.work.loaded += 32 * access.sectors


def samples(blocks, size):
    """Which of the blocks to run, and for how many each stands: more where a block is small."""
    many = min(blocks, MOST, max(2, BUDGET // max(1, size)))
    if many < 3:
        return [(blocks // 2, blocks - 1), (blocks - 1, 1)][2 - many:]
    inner = many - 2
    chosen = [1 + (blocks - 2) * (2 * n + 1) // (2 * inner) for n in range(inner)]
    return [(0, 1), *((b, (blocks - 2) / inner) for b in chosen), (blocks - 1, 1)]


def estimate(kernel, launch, resources):
    """Raises ValueError for PTX that is not known here."""
    flow = counts.Flow(kernel)
    program = translate.translate(kernel, flow)

    def sample(block, last=False):
        return Sample(flow, program, machine.run(program, launch, block, last))

    middle = sample(launch.blocks // 2)
    chosen = [(middle if b == launch.blocks // 2 else sample(b), times)
              for b, times in samples(launch.blocks, sum(middle.work.kinds.values()))]
    total = Work()
    for one, times in chosen:
        total.add(one.work, times)
    tails, tail = 0, 0.0
    if middle.run.counts:
        tails = launch.blocks // (max(limit for _, limit in middle.run.counts) + 1)
        last = sample(launch.blocks // 2, True)
        total.add(last.work, tails)
        total.add(middle.work, -tails)
        # All others wait while the last of the blocks that share a count does the rest.
        tail = max(0.0, last.chain - middle.chain)
    block = Work()
    block.add(total, 1 / launch.blocks)
    resident = rules.resident(kernel.threads, resources.registers,
                              resources.shared + launch.dynamic)
    bounds = rules.bounds(block, launch.blocks, resident, max(s.chain for s, _ in chosen), tail)
    return Estimate(launch, kernel.threads, resources, resident, total, tails,
                    least([s.run for s, _ in chosen]), bounds, rules.time(bounds))


def least(runs):
    """Bytes when each buffer is moved once, as far as the samples reach."""
    ends = {}
    for run in runs:
        for buffer, end in run.ends.items():
            ends[buffer] = max(ends.get(buffer, 0), end)
    return sum(ends.values())
