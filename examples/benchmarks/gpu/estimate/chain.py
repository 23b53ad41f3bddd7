"""The time of one warp by itself: what waits for what."""

import rules


def cycles(flow, path, runs):
    """Cycles from a warp's first instruction to its last, along a path of basic blocks.

    Within a basic block an instruction starts when what it reads is there, as if ptxas had found
    the best order; the block ends when all have started. Instructions that were moved out of loops
    (see counts.py) run once.
    """
    visits = {}
    for block in path:
        visits[block] = visits.get(block, 0) + 1
    moved = [visits.get(block, 0) > n for block, n in zip(flow.home, runs)]
    warp = Warp()
    seen = set()
    for block in path:
        again = block in seen
        seen.add(block)
        warp.enter()
        for at in range(flow.first[block], flow.first[block + 1]):
            if not (again and moved[at]):
                warp.step(flow.instructions[at], flow.reads[at], flow.writes[at])
    warp.enter()
    return max([warp.now, warp.stored])


class Warp:
    def __init__(self):
        self.now = 0.0
        self.issued = 0.0
        self.ready = {}
        self.stored = 0.0
        self.groups = []
        self.open = 0.0

    def enter(self):
        """All that came before has started."""
        self.now = max(self.now, self.issued)

    def step(self, i, reads, writes):
        start = max([self.now, *(self.ready.get(r, 0.0) for r in reads)])
        # The slots of what came before in this block are taken.
        self.now += rules.slots(i) * rules.STRIDE
        kind, wait = rules.kind(i), rules.latency(i)
        done = max(start, self.now) + wait
        self.issued = max(self.issued, start)
        if kind == "barrier":
            before = self.stored if i.base in ("membar", "fence") else 0.0
            self.now = max(self.issued, self.now, before) + (
                rules.FENCE if i.base in ("membar", "fence") else wait)
        elif kind == "branch":
            self.now = max(self.issued, self.now) + wait
        elif i.base == "cp":
            self.copy(i, done)
        elif kind in ("shared", "global") and not writes:
            self.stored = max(self.stored, done)
        for register in writes:
            self.ready[register] = start + wait

    def copy(self, i, done):
        """cp.async: groups are closed in order, and waited for in order."""
        if "commit_group" in i.parts:
            self.groups.append(self.open)
            self.open = 0.0
        elif "shared" in i.opcode:
            self.open = max(self.open, done)
        elif "wait_all" in i.parts:
            self.now = max([self.now, self.issued, self.open, *self.groups])
        elif "wait_group" in i.parts:
            last = len(self.groups) - int(i.operands[0])
            self.now = max([self.now, self.issued, *self.groups[:max(0, last)]])
