"""Tests of the estimate with PTX that was counted by hand.

    python3 examples/benchmarks/gpu/estimate/test_estimate.py
"""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import chain
import counts
import launches
import machine
import model
import nvcc
import ptx
import rules
import translate

# One warp: lane 5 and up run the loop's body 3 times, the others 7 times; then all store.
LOOP = """
.visible .entry loop(.param .u64 loop_param_0, .param .u64 loop_param_1)
.maxntid 32, 1, 1
{
  .reg .pred %p<3>;
  .shared .align 4 .b8 tile[128];
  ld.param.u64 %rd1, [loop_param_0];
  ld.param.u64 %rd4, [loop_param_1];
  mov.u32 %r1, %tid.x;
  setp.gt.u32 %p1, %r1, 4;
  selp.b32 %r2, 3, 7, %p1;
  mov.u32 %r3, 0;
  mul.wide.u32 %rd2, %r1, 4;
$L__BB0_1:
  add.s64 %rd3, %rd1, %rd2;
  ld.global.f32 %f1, [%rd3];
  fma.rn.f32 %f2, %f1, %f1, %f2;
  add.s32 %r5, %r1, 1;
  add.s32 %r5, %r5, 2;
  add.s32 %r3, %r3, 1;
  setp.lt.u32 %p2, %r3, %r2;
  @%p2 bra $L__BB0_1;
  add.s64 %rd5, %rd4, %rd2;
  st.global.f32 [%rd5], %f2;
  ret;
}
"""

# Each lane adds 1 to a sum in shared memory, and then goes on by what it was.
ADDED = """
.visible .entry added(.param .u64 added_param_0)
.maxntid 32, 1, 1
{
  .shared .align 4 .b8 sum[4];
  atom.shared.add.u32 %r1, [sum], 1;
  setp.lt.u32 %p1, %r1, 31;
  @%p1 bra $L__BB2_2;
  mov.u32 %r2, 1;
$L__BB2_2:
  ret;
}
"""

# 64 threads a block; thread 63 asks whether its block is the last of each four.
LAST = """
.visible .entry last(.param .u64 last_param_0)
.maxntid 64, 1, 1
{
  .shared .align 4 .b8 flag[4];
  ld.param.u64 %rd1, [last_param_0];
  mov.u32 %r1, %tid.x;
  setp.ne.s32 %p1, %r1, 63;
  @%p1 bra $L__BB1_2;
  atom.global.inc.u32 %r2, [%rd1], 3;
  st.shared.u32 [flag], %r2;
$L__BB1_2:
  bar.sync 0;
  ld.shared.u32 %r3, [flag];
  setp.ne.s32 %p2, %r3, 3;
  @%p2 bra $L__BB1_4;
  ld.volatile.global.f32 %f1, [%rd1+16];
  ld.volatile.global.f32 %f2, [%rd1+20];
  add.f32 %f3, %f1, %f2;
  st.global.f32 [%rd1+24], %f3;
$L__BB1_4:
  ret;
}
"""

COPIES = """
.visible .entry copies(.param .u64 copies_param_0)
.maxntid 32, 1, 1
{
  .extern .shared .align 16 .b8 all[];
  ld.param.u64 %rd1, [copies_param_0];
  mov.u32 %r1, %tid.x;
  mov.u32 %r2, all;
  shl.b32 %r3, %r1, 4;
  add.s32 %r4, %r2, %r3;
  cvt.u64.u32 %rd2, %r3;
  add.s64 %rd3, %rd1, %rd2;
  {
.reg .pred odd;
    and.b32 %r9, %r1, 1;
    setp.ne.b32 odd, %r9, 0;
    @odd cp.async.cg.shared.global [%r4], [%rd3], 16;
    @!odd cp.async.ca.shared.global [%r4], [%rd3], 16, 0;
}
  cp.async.commit_group;
  cp.async.wait_group 0;
  ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r5, %r6, %r7, %r8}, [%r4];
  mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32
    {%f1, %f2, %f3, %f4}, {%r5, %r6, %r7, %r8}, {%r5, %r6}, {%f1, %f2, %f3, %f4};
  ret;
}
"""


def kernel(text):
    return next(iter(ptx.parse(text).values()))


def translated(text):
    its = kernel(text)
    return translate.translate(its, counts.Flow(its))


def run(text, arguments=2, blocks=8, block=0, last=False):
    program = translated(text)
    launch = launches.Launch(program.kernel.name, blocks, 0, arguments)
    return machine.run(program, launch, block, last)


class Estimates(unittest.TestCase):
    def test_blocks_end_at_labels_and_jumps(self):
        loop = kernel(LOOP)
        self.assertEqual([7, 8, 3], [len(b.instructions) for b in loop.blocks if b.instructions])
        self.assertEqual([("tile", 128, 4)], [(v.name, v.bytes, v.align) for v in loop.shared])
        self.assertEqual(["loop_param_0", "loop_param_1"], loop.parameters)
        self.assertEqual(32, loop.threads)

    def test_a_warp_runs_what_its_longest_lane_runs(self):
        warp = run(LOOP).warps[0]
        self.assertEqual({0: 1, 1: 7, 2: 1}, warp.visits)
        self.assertEqual([0] + 7 * [1] + [2], warp.path)

    def test_what_does_not_change_leaves_the_loop(self):
        flow = counts.Flow(kernel(LOOP))
        runs = dict(zip((i.opcode + str(n) for n, i in enumerate(flow.instructions)),
                        flow.runs({0: 1, 1: 7, 2: 1})))
        self.assertEqual(1, runs["add.s647"])
        self.assertEqual(7, runs["ld.global.f328"])
        # Written twice, so not the same in each run.
        self.assertEqual(7, runs["add.s3210"])
        self.assertEqual(7, runs["add.s3212"])
        self.assertEqual(7, runs["setp.lt.u3213"])
        self.assertEqual(1, runs["st.global.f3216"])

    def test_work_of_a_launch(self):
        found = model.estimate(kernel(LOOP), launches.Launch("loop", 8, 0, 2),
                               nvcc.Resources(32, 128, 0))
        kinds = found.total.kinds
        self.assertEqual(8 * 7, kinds["fp32"])
        self.assertEqual(8 * 8, kinds["global"])
        self.assertEqual(8 * 8, kinds["branch"])
        # Before: setp, selp, mul; in the loop: one add once, 4 others 7 times; after: add.
        self.assertEqual(8 * (3 + 1 + 28 + 1), kinds["integer"])
        self.assertEqual(8 * 8, found.total.wavefronts)
        # All lanes load twice with neighbours, and 5 of them in the loop's other runs.
        self.assertEqual(8 * 32 * (3 * 4 + 4 * 1), found.total.loaded)
        self.assertEqual(8 * 128, found.total.stored)
        self.assertEqual(256, found.least)
        self.assertEqual(0, found.tails)

    def test_a_last_block_for_each_count(self):
        self.assertEqual({(1 << 40, 3)}, run(LAST).counts)
        self.assertEqual({0: 1, 2: 1, 4: 1}, run(LAST).warps[0].visits)
        self.assertEqual({0: 1, 1: 1, 2: 1, 4: 1}, run(LAST).warps[1].visits)
        self.assertEqual(1, run(LAST, last=True).warps[0].visits[3])
        found = model.estimate(kernel(LAST), launches.Launch("last", 12, 0, 1),
                               nvcc.Resources(32, 4, 0))
        self.assertEqual(3, found.tails)
        self.assertEqual(12 * 1 + 3 * 2 * 3, found.total.kinds["global"])
        self.assertGreater(found.bounds["tail"], rules.LATENCY["global"])

    def test_an_atomic_sum_in_shared_memory(self):
        warp = run(ADDED, arguments=1).warps[0]
        self.assertEqual({0: 1, 1: 1, 2: 1}, warp.visits)
        self.assertEqual((1, 0), (warp.accesses[0].wavefronts, warp.accesses[0].sectors))

    def test_asynchronous_copies_and_matrices(self):
        found = run(COPIES, arguments=1)
        odd, even, read = found.warps[0].accesses
        # 16 lanes in two phases, each over two lines; a lane fills half a sector.
        self.assertEqual((4 + 4, 16), (odd.wavefronts, odd.sectors))
        # These copy nothing, they only write zeros.
        self.assertEqual((0 + 4, 0), (even.wavefronts, even.sectors))
        self.assertEqual((4, 0), (read.wavefronts, read.sectors))
        self.assertEqual(256, found.fetched)

    def test_a_chain_waits_for_copies_and_loads(self):
        for text, least in ((COPIES, rules.LATENCY["async"] + rules.LATENCY["shared"]),
                            (LOOP, 7 * (rules.LATENCY["global"] + rules.LATENCY["branch"]))):
            flow, warp = counts.Flow(kernel(text)), run(text).warps[0]
            cycles = chain.cycles(flow, warp.path, flow.runs(warp.visits))
            self.assertGreater(cycles, least)
            self.assertLess(cycles, least + 400)

    def test_wavefronts_and_sectors(self):
        shared, cached = (ptx.Instruction("", f"ld.{s}.f32", []) for s in ("shared", "global"))
        wide = ptx.Instruction("", "ld.shared.v4.f32", [])
        for instruction, addresses, expected in (
                (shared, range(0, 128, 4), (1, 0)),
                (shared, [64] * 32, (1, 0)),
                (shared, range(0, 4096, 128), (32, 0)),
                (shared, range(0, 256, 8), (2, 0)),
                (wide, range(0, 512, 16), (4, 0)),
                (wide, [0, 16] * 16, (1, 0)),
                (cached, range(0, 128, 4), (1, 4)),
                (cached, range(64, 192, 4), (2, 4)),
                (cached, range(0, 4096, 128), (32, 32)),
                (cached, [4] * 32, (1, 1))):
            self.assertEqual(expected, machine.cost(instruction, list(addresses)))

    def test_signs_and_widths_in_addresses(self):
        # Thread 1 of block 0: ((1 - 3) / 2 rounded down) * 4 + 8 = 4.
        text = LOOP.replace("mul.wide.u32 %rd2, %r1, 4;", """
          add.s32 %r9, %r1, -3;
          shr.s32 %r10, %r9, 1;
          mul.wide.s32 %rd9, %r10, 4;
          add.s64 %rd2, %rd9, 8;""")
        program = translated(text)
        log = [[] for _ in program.memory]
        list(program.lane(1, 0, 8, 32, [1 << 40, 2 << 40], {}, False, [], [], log))
        self.assertEqual([[(1 << 40) + 4] * 7, [(2 << 40) + 4]], log)

    def test_blocks_that_an_sm_holds(self):
        self.assertEqual(8, rules.resident(256, 32, 1000))
        self.assertEqual(3, rules.resident(256, 80, 1000))
        self.assertEqual(2, rules.resident(256, 32, 100_000))

    def test_time_is_that_of_the_fullest_sm(self):
        work = model.Work(slots=8000, wavefronts=1000)
        few, many = (rules.bounds(work, n, 2, 5000, 0) for n in (132, 133))
        self.assertEqual((2000, 1000, 5000), (few["issue"], few["shared"], few["chain"]))
        self.assertEqual((4000, 2000, 5000), (many["issue"], many["shared"], many["chain"]))
        self.assertEqual(10000, rules.bounds(work, 300, 2, 5000, 0)["chain"])

    def test_an_unknown_instruction_is_named(self):
        with self.assertRaisesRegex(ValueError, "loop: .* does not know .* wgmma.odd.f32"):
            translated(LOOP.replace("fma.rn.f32", "wgmma.odd.f32"))

    def test_reads_the_launches_of_a_step(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "Net.cu").write_text("")
            (folder / "Net.java").write_text('new Recipe(\n  "a",) new Recipe(\n  "b",)')
            (folder / "NetCuda.java").write_text(
                'PARAMETERS, 2048, Compiled(Net.RECIPES.get(0), false, "feed", "one")'
                ' Compiled(Net.RECIPES.get(1), true, "feed", "two")')
            (folder / "NetCudaTrain32.java").write_text(
                '    launch("relu", 7, arena(AT_X), weights(W), counters());\n'
                '    convolution(SHAPE_C, "conv", 9, 4096, input(), arena(AT_Y));\n')
            step = launches.read(folder, "b")
            self.assertEqual(
                [("feed", 32, 0, 6), ("relu", 7, 0, 3), ("conv", 9, 4096, 2), ("two", 2, 0, 12)],
                [(c.kernel, c.blocks, c.dynamic, c.arguments) for c in step.launches])
            with self.assertRaisesRegex(ValueError, "no recipe c in .* only a, b"):
                launches.read(folder, "c")
            with self.assertRaisesRegex(ValueError, "no files .*name a folder"):
                launches.read(folder / "none")


if __name__ == "__main__":
    unittest.main()
