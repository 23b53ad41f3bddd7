"""What an H100 does with an instruction. Every number has its source beside it.

[N] Nsight Compute on an H100 80GB HBM3: kernels of the CIFAR-10 tutorial, TF32, batch 128, driver
    580; "peak_sustained" are its own figures for the device.
[M] Luo et al. 2024, "Benchmarking and Dissecting the Nvidia Hopper GPU Architecture via
    Microbenchmarking", arXiv:2402.13499.
[F] fitted to [N]'s counts of 23 kernels; with these numbers each is met within 11 %.
[C] fitted to the times of the same 23 launches on that device, by events and warm caches.
"""

SMS = 132
SCHEDULERS = 4
# NVIDIA's 495 TFLOP/s (TF32, dense) are 2048 a clock [N] and SM: 1.83 GHz.
CLOCK_GHZ = 1.83
# One SM's part of what the L2 cache gives to all: 5.5 TB/s by [M].
L2_BYTES_PER_CLOCK = 5.5e12 / (CLOCK_GHZ * 1e9) / SMS
# Registers, shared memory, threads and blocks that one SM holds, and what a block costs unasked.
REGISTERS, SHARED, THREADS, BLOCKS = 65536, 233472, 2048, 32
SHARED_PER_BLOCK = 1024

# Kinds, and how a table names them.
KINDS = ("integer", "fp32", "fp64", "special", "tensor", "convert", "shared", "global", "async",
         "barrier", "branch", "shuffle", "none")

# Machine instructions for one of PTX [F]. Moves and widenings vanish; a branch brings the pair
# that lets lanes meet again; a root or quotient is a short program.
SLOTS = {"integer": 1.0, "fp32": 1.0, "fp64": 1.0, "tensor": 1.0, "shared": 1.0, "global": 1.0,
         "async": 1.0, "shuffle": 1.0, "branch": 2.8, "barrier": 4.0, "special": 11.0,
         "convert": 1.0, "none": 0.0}
SLOTS_BY_OPCODE = {"setp": 0.7, "pred": 0.6, "tf32": 2.0, "special64": 20.0}

# Cycles for which an instruction keeps its scheduler's pipe: integers go to the half-rate ALU two
# times in three [N, pool1.gradient], fp64 has half the lanes, the special unit a quarter of that
# [N]; m16n8k8 in TF32: 1024 products at 683 a clock and SM [N].
PIPE = {"integer": 1.25, "fp64": 2.0, "tensor": 6.0}

# Cycles until a result can be used: [M] for memory and tensor cores, else the architecture's.
LATENCY = {"integer": 5, "fp32": 4, "fp64": 16, "special": 40, "tensor": 33, "convert": 12,
           "shared": 30, "global": 270, "async": 300, "shuffle": 25, "branch": 10, "barrier": 30,
           "none": 0}
ATOMIC = 500
FENCE = 500
# One warp's own instructions follow each other at this distance [C].
STRIDE = 2.0
# Between launches of one graph, and from the first block's start to its first instruction [C].
GAP_US = 1.5


def kind(i):
    """The kind of an instruction."""
    base, last = i.base, i.type
    if base in ("ld", "st", "atom", "red", "ldmatrix"):
        if i.space() == "param":
            return "none"
        return "shared" if i.space() == "shared" else "global"
    if base == "cp":
        return "async" if "shared" in i.opcode else "none"
    if base in ("bar", "barrier", "membar", "fence"):
        return "barrier"
    if base in ("bra", "ret", "exit"):
        return "branch"
    if base in ("shfl", "vote", "redux"):
        return "shuffle"
    if base == "mma":
        return "tensor"
    if base == "cvt":
        if "tf32" in i.parts:
            return "convert"
        return "convert" if "f" in last[0] + i.parts[-2][0] else (
            "none" if {last, i.parts[-2]} == {"u32", "u64"} else "integer")
    if base in ("mov", "cvta"):
        return "none"
    if base in ("div", "rcp", "sqrt", "rsqrt", "ex2", "lg2", "sin", "cos", "tanh") and (
            last[0] == "f"):
        return "special"
    if last[0] == "f" and base not in ("setp", "selp"):
        return "fp64" if last == "f64" else "fp32"
    return "integer"


def slots(i):
    """Machine instructions for one of PTX."""
    if i.base == "setp":
        return SLOTS_BY_OPCODE["setp"]
    if i.type == "pred":
        return SLOTS_BY_OPCODE["pred"]
    if i.base == "cvt" and "tf32" in i.parts:
        return SLOTS_BY_OPCODE["tf32"]
    if kind(i) == "special" and i.type == "f64":
        return SLOTS_BY_OPCODE["special64"]
    return SLOTS[kind(i)]


def latency(i):
    if i.base in ("atom", "red") and i.space() != "shared":
        return ATOMIC
    return LATENCY[kind(i)]


def resident(threads, registers, shared):
    """Blocks that one SM holds at once."""
    by_registers = REGISTERS // (-(-registers // 8) * 8 * threads)
    return max(1, min(by_registers, SHARED // (shared + SHARED_PER_BLOCK), THREADS // threads,
                      BLOCKS))


# How latency and throughput add up: as the root of the sum of squares [C].
NORM = 2.0
# Cycles to start the first and to drain the last block [C].
START = 700


def bounds(block, blocks, resident, chain, tail):
    """Cycles on the SM that has most blocks, by what could hold it up."""
    most = -(-blocks // SMS)
    rounds = -(-most // resident)
    return {
        "issue": most * block.slots / SCHEDULERS,
        "pipes": most * block.pipe / SCHEDULERS,
        "shared": most * block.wavefronts,
        "L2": most * (block.fetched + block.stored) / L2_BYTES_PER_CLOCK,
        "latency": rounds * chain,
        "tail": tail,
    }


def time(bounds):
    """Microseconds of a launch by itself: throughput and latency together, then the tail."""
    busy = max(bounds[name] for name in ("issue", "pipes", "shared", "L2"))
    both = (busy ** NORM + bounds["latency"] ** NORM) ** (1 / NORM)
    return us(START + both + bounds["tail"])


def us(cycles):
    return cycles / (CLOCK_GHZ * 1e3)
