package cnnc.codegen;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import cnnc.codegen.reference.Batch;
import cnnc.codegen.reference.Outcome;
import cnnc.codegen.reference.RandomNets;
import cnnc.codegen.reference.TestModels;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Network;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A random network as an ONNX model, which ONNX Runtime runs. */
final class ExportedSample {
  private ExportedSample() {}

  /** Its answers are the reference's. */
  static void equalsTheReference(RandomNets.Sample sample) throws OrtException {
    Network network = sample.network();
    Batch batch = new Batch(sample);
    Outcome outcome = new Outcome(sample, List.of(batch), GeneratedSample::draws);
    Map<String, float[]> weights = new HashMap<>();
    for (int p = 0; p < batch.parameters.size(); p++) {
      weights.put(network.parameters().get(p).name(), floats(batch.parameters.get(p)));
    }
    network.states().forEach(
        s -> weights.put(s.name(), floats(outcome.expected().get(s.name()))));
    byte[] onnx =
        new Compiler(new Diagnostics())
            .onnx(
                TestModels.drawing(TestModels.of(network, sample.terms(), sample.batch())),
                weights);
    float[][] logits = logits(onnx, batch.pixels(), network, sample.batch());
    Map<String, double[]> found = new HashMap<>();
    for (int n = 0; n < logits.length; n++) {
      double[] each = new double[logits[n].length];
      for (int c = 0; c < each.length; c++) {
        each[c] = logits[n][c];
      }
      found.put(Outcome.logits(n), each);
    }
    GeneratedSample.check("ONNX Runtime", outcome, found, 1);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static float[][] logits(byte[] onnx, float[] pixels, Network network, int batch)
      throws OrtException {
    long[] shape = {
      batch, network.input().height(), network.input().width(), network.input().channels()
    };
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), shape);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      return (float[][]) result.get("logits").orElseThrow().getValue();
    }
  }
}
