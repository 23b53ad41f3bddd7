package cnnc.benchmarks;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import cnnc.runtime.data.ImageSet;
import java.nio.ByteBuffer;
import java.util.Map;

/** The same classes by ONNX Runtime, from the exported model with the same weights. */
final class OnnxPredict implements Contestant {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final OnnxTensor input;
  private final int count;

  OnnxPredict(byte[] model, int threads, ImageSet images) {
    count = images.size();
    ByteBuffer bytes = ByteBuffer.allocateDirect(images.pixels().length);
    bytes.put(images.pixels()).flip();
    long[] shape = {count, images.height(), images.width(), images.channels()};
    try {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(model, options);
      input = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
    } catch (OrtException fault) {
      throw new IllegalStateException(fault);
    }
  }

  @Override
  public String name() {
    return "ONNX Runtime 1.29.0";
  }

  @Override
  public void run() {
    try (OrtSession.Result result = session.run(Map.of("image", input))) {
      float[][] answers = (float[][]) result.get("probabilities").orElseThrow().getValue();
      if (answers.length != count) {
        throw new IllegalStateException("an image got lost");
      }
    } catch (OrtException fault) {
      throw new IllegalStateException(fault);
    }
  }

  @Override
  public void close() {
    try {
      input.close();
      session.close();
    } catch (OrtException fault) {
      throw new IllegalStateException(fault);
    }
  }
}
