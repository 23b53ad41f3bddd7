"""Stands for the side-by-side: what `run` needs of it."""

import os
import sys

options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
if os.environ.get("FAULT") == "side-by-side":
    sys.exit("a planted fault")
with open(options["--out"], "w") as out:
    out.write(options["--cnnc"])
print("no GPU, driver none, tf32, " + options["--deadline"] + " s")
