"""Estimates, launch by launch, how long a training step takes on an H100, without one.

    python3 examples/benchmarks/gpu/estimate/ FOLDER [--precision tf32|fp32] [--recipe NAME]
        [--only KERNEL ...] [--json FILE]

FOLDER is what `cnnc FILE -d FOLDER --target=cuda` wrote. nvcc makes PTX of the kernels; of each
launch some blocks are run lane by lane, so that all loops and addresses are the real ones; rules.py
says what an H100 does with the instructions that came up. Needs nvcc, and no GPU.

The columns of the first table: blocks, how many of them an SM holds at once, registers a thread,
shared memory a block, spilled bytes a thread; megabytes as loads and stores ask for them, past the
L1 cache, and at least (each buffer once); then what could hold the launch up, in us, on the SM
with most blocks: issue slots, the busiest pipe, passes through shared memory and the L1 cache, the
L2 cache, the chain of what waits for what in one warp, and the last block's work for the others.
"""

import argparse
import concurrent.futures
import json
import pathlib
import sys

# Leave no caches in a folder that is packed and committed.
sys.dont_write_bytecode = True

import launches
import model
import nvcc
import ptx
import table


def main():
    parser = argparse.ArgumentParser(
        prog="estimate", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--precision", choices=("tf32", "fp32"), default="tf32")
    parser.add_argument("--recipe", help="of the network; the first one without")
    parser.add_argument("--only", nargs="+", metavar="KERNEL", default=[],
                        help="estimate the launches whose names contain one of these")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path)
    options = parser.parse_args()
    step = launches.read(options.folder, options.recipe)
    chosen = [launch for launch in step.launches
              if not options.only or any(part in launch.kernel for part in options.only)]
    if not chosen:
        raise ValueError(f"no launch has {' or '.join(options.only)} in its name")
    text, resources = nvcc.compiled(step.source, options.precision)
    kernels = ptx.parse(text)
    for launch in chosen:
        if launch.kernel not in kernels:
            raise ValueError(f"{step.source} has no kernel {launch.kernel}")
    with concurrent.futures.ProcessPoolExecutor() as pool:
        estimates = list(pool.map(model.estimate, (kernels[c.kernel] for c in chosen), chosen,
                                  (resources[c.kernel] for c in chosen)))
    print("\n".join(table.lines(estimates)))
    if options.json:
        options.json.write_text(json.dumps(table.as_json(estimates), indent=2) + "\n")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError) as fault:
        sys.exit(f"error: {fault}")
