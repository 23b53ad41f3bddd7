"""Prints estimates: one line a launch for times, one for counts; or all of it as JSON."""

import rules

SHOWN = [k for k in rules.KINDS if k != "none"]


def lines(estimates):
    """The tables as text."""
    yield from times(estimates)
    yield ""
    yield from instructions(estimates)


def times(estimates):
    bounds = list(estimates[0].bounds)
    yield (f"{'us on an H100':<28}{'blocks':>7}{'an SM':>6}{'regs':>5}{'shared':>8}{'spill':>6}"
           f"{'issued MB':>11}{'L2 MB':>7}{'least MB':>9}"
           + "".join(f"{b:>9}" for b in bounds) + f"{'estimate':>10}")
    for e in estimates:
        need = e.resources
        issued = (e.total.loaded + e.total.stored) / 1e6
        cache = (e.total.fetched + e.total.stored) / 1e6
        yield (f"{e.launch.kernel:<28}{e.launch.blocks:>7}{e.resident:>6}{need.registers:>5}"
               f"{need.shared + e.launch.dynamic:>8}{need.spilled:>6}{issued:>11.2f}"
               f"{cache:>7.2f}{e.least / 1e6:>9.2f}"
               + "".join(f"{rules.us(v):>9.1f}" for v in e.bounds.values()) + f"{e.us:>10.1f}")
    alone = sum(e.us for e in estimates)
    gaps = rules.GAP_US * len(estimates)
    yield (f"a step: {alone:.0f} us in {len(estimates)} launches, {gaps:.0f} us between them: "
           f"{alone + gaps:.0f} us")


def instructions(estimates):
    yield (f"{'thousand warp instructions':<28}" + "".join(f"{k:>9}" for k in SHOWN)
           + f"{'PTX':>10}{'machine':>10}")
    for e in estimates:
        kinds = e.total.kinds
        yield (f"{e.launch.kernel:<28}" + "".join(f"{kinds.get(k, 0) / 1e3:>9.1f}" for k in SHOWN)
               + f"{sum(kinds.values()) / 1e3:>10.1f}{e.total.slots / 1e3:>10.1f}")


def as_json(estimates):
    """All numbers: counts for the whole launch, bounds in us."""
    launches = [{
        "kernel": e.launch.kernel,
        "blocks": e.launch.blocks,
        "threads": e.threads,
        "registers": e.resources.registers,
        "spilled_bytes": e.resources.spilled,
        "shared_bytes": e.resources.shared + e.launch.dynamic,
        "resident_blocks": e.resident,
        "instructions": {k: round(e.total.kinds.get(k, 0)) for k in SHOWN},
        "machine_instructions": round(e.total.slots),
        "wavefronts": round(e.total.wavefronts),
        "loaded_bytes": round(e.total.loaded),
        "stored_bytes": round(e.total.stored),
        "l2_bytes": round(e.total.fetched + e.total.stored),
        "least_bytes": e.least,
        "last_blocks": e.tails,
        "bounds_us": {b: round(rules.us(v), 2) for b, v in e.bounds.items()},
        "us": round(e.us, 2),
    } for e in estimates]
    alone = sum(e.us for e in estimates)
    return {"launches": launches, "step_us": round(alone + rules.GAP_US * len(estimates), 1)}
