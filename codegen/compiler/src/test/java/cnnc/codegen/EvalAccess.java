package cnnc.codegen;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.EvalProgram;
import cnnc.runtime.parallel.Workers;
import java.lang.reflect.Method;

/** Runs a network's inference program on prepared inputs. */
final class EvalAccess {
  private EvalAccess() {}

  static double[] logits(CompiledNetwork net, float[] inputs, int batch, int image, int classes) {
    try (Workers workers = new Workers(1)) {
      Method factory =
          net.getClass()
              .getDeclaredMethod("newEvalProgram", Workers.class, float[].class, int.class);
      factory.setAccessible(true);
      EvalProgram program = (EvalProgram) factory.invoke(net, workers, net.weights(), batch);
      program.run(inputs, batch);
      double[] logits = new double[classes];
      for (int c = 0; c < classes; c++) {
        logits[c] = program.logit(image, c);
      }
      return logits;
    } catch (ReflectiveOperationException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
