"""Runs single blocks of a launch, and says what their warps did."""

import collections
import dataclasses

WARP = 32
# Of an instruction that runs more often, about so many runs stand for all.
SAMPLES = 16


@dataclasses.dataclass
class Access:
    """What a memory instruction did in one warp, summed over its runs.

    wavefronts: passes through the data stage of the L1 cache and shared memory
    sectors: pieces of 32 bytes asked for in global memory
    """

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
    """A block that was run.

    counts: the addresses and limits of its atomic counts
    ends: of each buffer by its number, the bytes up to the last one that was touched
    fetched: bytes that its loads need from the L2 cache when the L1 cache forgets nothing
    """

    warps: list
    counts: set
    ends: dict
    fetched: int


def run(program, launch, block, last=False):
    """Runs a block of a launch; with `last` as the one that completes its counts."""
    threads, shared, counts = program.kernel.threads, {}, []
    lanes, traces, logs = [], [], []
    for tid in range(threads):
        traces.append([])
        logs.append([[] for _ in program.memory])
        lanes.append(program.lane(tid, block, launch.blocks, threads, launch.parameters, shared,
                                  last, counts, traces[-1], logs[-1]))
    while lanes:
        lanes = [lane for lane in lanes if next(lane, lanes) is not lanes]
    warps = [warp(program, traces[at:at + WARP], logs[at:at + WARP])
             for at in range(0, threads, WARP)]
    return Run(warps, set(counts), *traffic(program, logs))


def traffic(program, logs):
    """Where the buffers' touched parts end, and the bytes that loads fetch."""
    ends, kept, passed = {}, set(), 0
    for n, i in enumerate(program.memory):
        if i.space() == "shared" and i.base != "cp":
            continue
        addresses = [a for log in logs for a in sources(i, log[n])]
        if not addresses:
            continue
        buffer, offset = divmod(max(addresses), 1 << 40)
        ends[buffer] = max(ends.get(buffer, 0), offset + i.width())
        if {"cg", "volatile", "relaxed"} & set(i.parts):
            passed += len(addresses) * i.width()
        elif i.base not in ("st", "red"):
            kept.update(a // 32 for a in addresses)
    return ends, passed + 32 * len(kept)


def sources(instruction, log):
    """The addresses in global memory of what one lane noted."""
    return [a for _, a in log if a >= 0] if instruction.base == "cp" else log


def warp(program, traces, logs):
    """Lanes that part run one after another: of each basic block the most that a lane ran."""
    visits = {}
    for trace in traces:
        for block, count in collections.Counter(trace).items():
            visits[block] = max(visits.get(block, 0), count)
    accesses = [access(i, [log[n] for log in logs]) for n, i in enumerate(program.memory)]
    return Warp(visits, max(traces, key=len), accesses)


def access(instruction, logs):
    runs = max(map(len, logs))
    if runs == 0:
        return Access()
    chosen = range(0, runs, max(1, runs // SAMPLES))
    costs = [cost(instruction, [log[n] for log in logs if n < len(log)]) for n in chosen]
    scale = runs / len(chosen)
    return Access(*(scale * sum(column) for column in zip(*costs)))


def cost(instruction, noted):
    """Wavefronts and sectors of one run, by what its lanes noted."""
    width = instruction.width()
    if instruction.base == "cp":
        source = sources(instruction, noted)
        return lines(source, width) + banks([to for to, _ in noted], width), sectors(source, width)
    if instruction.base == "ldmatrix":
        matrices = next(int(p[1:]) for p in instruction.parts if p in ("x1", "x2", "x4"))
        return banks(noted[:8 * matrices], 16), 0
    if instruction.space() == "shared":
        return banks(noted, width), 0
    return lines(noted, width), sectors(noted, width)


def phases(addresses, width):
    """Lanes that are served at once: 128 bytes of them. Lanes of one address count once."""
    addresses = list(dict.fromkeys(addresses))
    lanes = 128 // max(width, 4)
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
    return sum(pieces(phase, width, 128) for phase in phases(addresses, width))


def sectors(addresses, width):
    return pieces(addresses, width, 32)


def pieces(addresses, width, size):
    return len({n for a in addresses for n in range(a // size, (a + width - 1) // size + 1)})
