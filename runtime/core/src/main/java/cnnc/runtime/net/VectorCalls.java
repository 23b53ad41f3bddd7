package cnnc.runtime.net;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The calls on vectors that generated kernels make. The module's methods call others of the vector's
 * own class, and C2 compiles these into a kernel only if it knows from counting which they are. A
 * kernel that it compiles before keeps them as calls for good: it allocates and is slow. So they are
 * counted before any kernel runs. The module must be there.
 */
final class VectorCalls {
  /** The JIT begins to count after 80 with {@code java.args}, after 200 without; at 2000 it ends. */
  private static final int ENOUGH = 1500;

  private static final int LANES = Lanes.best();

  private static final VectorSpecies<Float> S =
      switch (LANES) {
        case 16 -> FloatVector.SPECIES_512;
        case 8 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_128;
      };

  private static final VectorSpecies<Integer> I = S.withLanes(int.class);

  private static final VectorMask<Float> NONE = S.maskAll(false);

  private VectorCalls() {}

  /** Makes them often enough. */
  static void count() {
    float[] values = new float[2 * LANES];
    for (int i = 0; i < ENOUGH; i++) {
      arithmetic(values);
      bits(values);
    }
  }

  private static void arithmetic(float[] values) {
    FloatVector v = FloatVector.fromArray(S, values, 0);
    FloatVector half = FloatVector.broadcast(S, 0.5f);
    FloatVector sum = v.fma(half, FloatVector.zero(S)).add(v).sub(half).mul(half).div(half);
    FloatVector root = sum.mul(sum).add(1f).sqrt().mul(0.5f).max(0f);
    FloatVector best = half.blend(root, root.compare(VectorOperators.GT, half));
    best = best.blend(root, root.compare(VectorOperators.GT, 0f)).blend(0f, NONE);
    best = best.blend(0f, best.abs().compare(VectorOperators.LT, 1e-18f));
    best = best.min(2f).min(v).max(half).neg().sub(1f).div(2f);
    best = best.blend(half, best.compare(VectorOperators.GT, half));
    best.intoArray(values, LANES);
    values[0] = best.lane(LANES - 1);
  }

  private static void bits(float[] values) {
    VectorMask<Float> positive =
        FloatVector.fromArray(S, values, 0).compare(VectorOperators.GT, 0f);
    IntVector index = IntVector.broadcast(I, 1).blend(2, positive.cast(I));
    IntVector word = IntVector.zero(I).or(index.lanewise(VectorOperators.LSHL, 8));
    word.reinterpretAsFloats().intoArray(values, LANES);
    IntVector back =
        FloatVector.fromArray(S, values, LANES)
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHR, 8)
            .and(255);
    IntVector moved =
        word.reinterpretAsFloats().reinterpretAsInts().add(back).sub(index).add(3).sub(2)
            .lanewise(VectorOperators.ASHR, 1);
    back = back.or(moved.sub(moved));
    VectorMask<Float> won = back.compare(VectorOperators.EQ, 2).cast(S);
    FloatVector.zero(S).blend(1f, won).intoArray(values, 0);
  }
}
