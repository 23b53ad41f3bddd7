"""What a lane must compute to know where it goes and which addresses it takes.

Most of a kernel's arithmetic is on values that no branch and no address depends on; it is counted
and need not be done.
"""

STORES = ("st", "red")
MEMORY = ("ld", "atom", "cp", "ldmatrix", *STORES)


def registers(flow):
    """The registers that matter, and whether values in shared memory do."""
    wanted, shared = set(), False
    for i in flow.instructions:
        if i.ends() or i.guard and i.base in MEMORY:
            wanted.update(flow.registers([i.guard]))
        if i.base in MEMORY:
            wanted.update(flow.registers(addresses(i)))
    known = -1
    while known != (known := len(wanted) + shared):
        for at, i in enumerate(flow.instructions):
            if not wanted.isdisjoint(flow.writes[at]):
                shared = shared or i.base in MEMORY and i.space() != "global"
                wanted.update(flow.reads[at])
        if shared:
            for i in flow.instructions:
                if i.base in STORES and i.space() != "global":
                    wanted.update(flow.registers(i.operands[1:]))
    return wanted, shared


def addresses(i):
    """The operands that say where, and all of an atomic operation or a copy."""
    if i.base in ("atom", "cp"):
        return i.operands
    return i.operands[:1] if i.base in STORES else i.operands[1:]
