"""Runs single blocks of a launch, and says what their warps did."""

import collections
import dataclasses

WARP = 32
# Of an instruction that runs more often, so many runs stand for all.
SAMPLES = 24


@dataclasses.dataclass
class Access:
    """What a memory instruction did in one warp, summed over its runs.

    wavefronts: passes through the data stage of the L1 cache and shared memory
    sectors: pieces of 32 bytes asked for in global memory
    """

    runs: float = 0
    wavefronts: float = 0
    sectors: float = 0


@dataclasses.dataclass
class Warp:
    """visits: how often the warp ran each basic block; path: that of the lane that ran most."""

    visits: dict
    path: list
    accesses: list


@dataclasses.dataclass
class Run:
    """One block's warps, its counts' addresses and limits, and where it touched each buffer.

    fetched: bytes that its loads need from the L2 cache when the L1 cache forgets nothing
    """

    warps: list
    counts: set
    touched: dict
    fetched: int


def run(program, launch, block, last=False):
    """Runs a block of a launch; with `last` as the one that completes its counts."""
    shared, counts = {}, []
    lanes = []
    for tid in range(launch.threads):
        trace, log = [], [[] for _ in program.memory]
        lane = program.lane(tid, block, launch.blocks, launch.threads, launch.parameters, shared,
                            last, counts, trace, log)
        lanes.append((lane, trace, log))
    alive = [lane for lane, _, _ in lanes]
    while alive:
        alive = [lane for lane in alive if next(lane, alive) is not alive]
    warps = [warp(program, lanes[at:at + WARP]) for at in range(0, launch.threads, WARP)]
    return Run(warps, set(counts), touched(program, lanes), fetched(program, lanes))


def warp(program, lanes):
    """Lanes that part run one after another: of each basic block the most that a lane ran."""
    visits = {}
    for _, trace, _ in lanes:
        for block, count in collections.Counter(trace).items():
            visits[block] = max(visits.get(block, 0), count)
    accesses = [access(i, [log[n] for _, _, log in lanes])
                for n, i in enumerate(program.memory)]
    return Warp(visits, max((trace for _, trace, _ in lanes), key=len), accesses)


def access(instruction, logs):
    runs = max(map(len, logs))
    if runs == 0:
        return Access()
    chosen = range(0, runs, max(1, runs // SAMPLES))
    wavefronts = sectors = 0
    for n in chosen:
        addresses = [log[n] for log in logs if n < len(log)]
        w, s = cost(instruction, addresses)
        wavefronts += w
        sectors += s
    return Access(runs, wavefronts * runs / len(chosen), sectors * runs / len(chosen))


def cost(instruction, addresses):
    """Wavefronts and sectors of one run, by the addresses of its lanes."""
    width = instruction.width()
    if instruction.base == "cp":
        to, source = zip(*addresses)
        source = [a for a in source if a >= 0]
        return lines(source, width) + banks(to, width), parts(source, width, 32)
    if instruction.base == "ldmatrix":
        matrices = next(int(p[1:]) for p in instruction.parts if p in ("x1", "x2", "x4"))
        return banks(addresses[:8 * matrices], 16), 0
    if instruction.space() == "shared":
        return banks(addresses, width), 0
    return lines(addresses, width), parts(addresses, width, 32)


def phases(addresses, width):
    """Lanes that are served at once: 128 bytes of them. Lanes of one address count once."""
    addresses = list(dict.fromkeys(addresses))
    lanes = max(1, 128 // max(width, 4))
    for at in range(0, len(addresses), lanes):
        yield addresses[at:at + lanes]


def banks(addresses, width):
    """Passes for shared memory: 32 banks of 4 bytes, equal words are read once."""
    passes = 0
    for phase in phases(addresses, width):
        words = {a // 4 + n for a in phase for n in range(max(1, width // 4))}
        passes += max(collections.Counter(w % 32 for w in words).values())
    return passes


def lines(addresses, width):
    """Passes for the cache: one for each line of 128 bytes that a phase touches."""
    return sum(parts(phase, width, 128) for phase in phases(addresses, width))


def parts(addresses, width, size):
    return len({b for a in addresses for b in range(a // size, (a + width - 1) // size + 1)})


def touched(program, lanes):
    """The lowest and the highest byte of each buffer, by the upper half of its addresses."""
    ranges = {}
    for n, i in enumerate(program.memory):
        if i.space() == "shared" and i.base != "cp":
            continue
        for _, _, log in lanes:
            if not log[n]:
                continue
            addresses = [a[1] for a in log[n] if a[1] >= 0] if i.base == "cp" else log[n]
            if not addresses:
                continue
            low, high = min(addresses), max(addresses) + i.width()
            key = low >> 40
            old = ranges.get(key, (low, high))
            ranges[key] = (min(low, old[0]), max(high, old[1]))
    return ranges


def fetched(program, lanes):
    """What goes past the L1 cache (.cg, volatile) counts each time, all else once a block."""
    kept, passed = set(), 0
    for n, i in enumerate(program.memory):
        if i.space() == "shared" and i.base != "cp" or i.base in ("st", "red"):
            continue
        if i.base == "cp":
            sectors = [a[1] // 32 for _, _, log in lanes for a in log[n] if a[1] >= 0]
        else:
            sectors = [a // 32 for _, _, log in lanes for a in log[n]]
        if {"cg", "volatile", "relaxed"} & set(i.parts):
            passed += len(sectors) * i.width()
        else:
            kept.update(sectors)
    return 32 * len(kept) + passed
