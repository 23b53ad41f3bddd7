"""What an H100 does with an instruction. Every number has its source beside it.

[N] Nsight Compute on an H100 80GB HBM3, driver 580, with the 23 kernels of the CIFAR-10
    tutorial as they were on 2026-11-27 (TF32, batch 128); peaks are its "peak_sustained".
[E] Events around the same launches on that device, in TF32 and fp32, caches warm, less 5.4 us:
    what they measure beyond [N]'s active time for the smallest launches.
[L] Microbenchmarks of others, such as Luo et al. 2024, arXiv:2402.13499; rounded, and not measured
    again here.
[F] Fitted to [N]'s counts or to [E]'s times.
"""

SMS = 132
SCHEDULERS = 4
# NVIDIA's figure for the boost clock; what ALU-bound kernels ran at lies between it and 1.9 [E].
CLOCK_GHZ = 1.755
# What one SM gets of the L2 cache when all ask: 5.5 TB/s in all [L].
L2_BYTES_PER_CLOCK = 5.5e12 / (CLOCK_GHZ * 1e9) / SMS
# What one SM holds (compute capability 9.0), and the shared memory that a block costs unasked [N].
REGISTERS, SHARED, THREADS, BLOCKS = 65536, 233472, 2048, 32
SHARED_PER_BLOCK = 1024

KINDS = ("integer", "fp32", "fp64", "special", "tensor", "convert", "shared", "global", "async",
         "barrier", "branch", "shuffle", "none")

# Machine instructions for one of PTX [F]: with these the count of each kernel is met within 14 %.
# Moves and widenings vanish; a branch brings the pair that lets its lanes meet again; a root or a
# quotient is a short program, tf32 rounding two instructions.
SLOTS = {"branch": 2.8, "barrier": 4.0, "special": 11.0, "none": 0.0}
SLOTS_OF_SETP, SLOTS_OF_PREDICATE, SLOTS_OF_TF32, SLOTS_OF_SPECIAL64 = 0.7, 0.6, 2.0, 20.0

# Cycles for which one instruction keeps a pipe of its scheduler. The ALU has half a warp's lanes,
# and gets 7 of 10 integers and one half of a tf32 rounding [N]; fp64 has half the lanes, the
# special unit a quarter of that; m16n8k8 in TF32 is 1024 products at 683 a clock and SM [N].
PIPES = {"integer": ("alu", 1.4), "tf32": ("alu", 2.0), "special": ("special", 8.0),
         "fp64": ("fp64", 2.0), "tensor": ("tensor", 6.0)}

# Cycles until a result can be used: memory and tensor cores [L], else the architecture's.
LATENCY = {"integer": 5, "fp32": 4, "fp64": 16, "special": 40, "tensor": 33, "convert": 12,
           "shared": 30, "global": 270, "async": 300, "shuffle": 25, "branch": 10, "barrier": 30,
           "none": 0}
# Round trips to the L2 cache, with what must be done before: assumed, about two latencies.
ATOMIC = FENCE = 500
# One warp's machine instructions follow each other at this distance [F].
STRIDE = 2.5
# What holds a launch up adds up as the root of this order of the sum of its powers [F]: the worst
# alone would be infinity, all one after another 1.
NORM = 2.3
# From a launch's start to its first instruction and from the last one to its end [F].
START = 700
# Between the launches of one graph: a step's time less [E]'s sum of its launches.
GAP_US = 1.5


def kind(i):
    """The kind of an instruction."""
    base = i.base
    if base in ("ld", "st", "atom", "red", "ldmatrix"):
        space = i.space()
        return "none" if space == "param" else "shared" if space == "shared" else "global"
    if base == "cp":
        return "async" if "shared" in i.opcode else "none"
    if base in ("bar", "barrier", "membar", "fence"):
        return "barrier"
    if i.ends():
        return "branch"
    if base in ("shfl", "vote", "redux"):
        return "shuffle"
    if base == "mma":
        return "tensor"
    if base in ("mov", "cvta"):
        return "none"
    if base == "cvt":
        return conversion(i)
    floating = i.type[0] == "f" and base not in ("setp", "selp")
    if floating and base in ("div", "rcp", "sqrt", "rsqrt", "ex2", "lg2", "sin", "cos", "tanh"):
        return "special"
    if floating:
        return "fp64" if i.type == "f64" else "fp32"
    return "integer"


def conversion(i):
    source, to = i.parts[-1], i.parts[-2]
    if "f" in source[0] + to[0] or "tf32" in i.parts:
        return "convert"
    return "none" if {source, to} == {"u32", "u64"} else "integer"


def slots(i):
    """Machine instructions for one of PTX."""
    if i.base == "setp":
        return SLOTS_OF_SETP
    if i.type == "pred":
        return SLOTS_OF_PREDICATE
    if "tf32" in i.parts and i.base == "cvt":
        return SLOTS_OF_TF32
    what = kind(i)
    if what == "special" and i.type == "f64":
        return SLOTS_OF_SPECIAL64
    return SLOTS.get(what, 1.0)


def pipe(i):
    """The pipe that an instruction keeps, and for how many cycles."""
    if "tf32" in i.parts and i.base == "cvt":
        return PIPES["tf32"]
    name, cycles = PIPES.get(kind(i), (None, 0.0))
    return name, cycles * slots(i) if name == "alu" else cycles


def latency(i):
    """Cycles until what an instruction writes can be read."""
    if i.base in ("atom", "red") and i.space() != "shared":
        return ATOMIC
    return LATENCY[kind(i)]


def resident(threads, registers, shared):
    """Blocks that one SM holds at once."""
    by_registers = REGISTERS // (-(-registers // 8) * 8 * threads)
    by_shared = SHARED // (shared + SHARED_PER_BLOCK)
    return max(1, min(by_registers, by_shared, THREADS // threads, BLOCKS))


def bounds(block, blocks, resident_blocks, chain, tail):
    """Cycles by what could hold a launch up, on the SM that has most of its blocks."""
    most = -(-blocks // SMS)
    return {
        "issue": most * block.slots / SCHEDULERS,
        "pipe": most * max(block.pipes.values(), default=0.0) / SCHEDULERS,
        "shared": most * block.wavefronts,
        "L2": most * (block.fetched + block.stored) / L2_BYTES_PER_CLOCK,
        "chain": -(-most // resident_blocks) * chain,
        "tail": tail,
    }


def time(found):
    """Microseconds of a launch by itself."""
    held = sum(cycles ** NORM for name, cycles in found.items() if name != "tail") ** (1 / NORM)
    return us(START + held + found["tail"])


def us(cycles):
    return cycles / (CLOCK_GHZ * 1e3)
