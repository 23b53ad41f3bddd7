package cnnc.codegen.emit.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Shape;
import java.util.List;

/** What happens to a raw image before the network sees it, where nothing of it is drawn. */
final class Preprocessing {
  private Preprocessing() {}

  static boolean possible(List<Distortion> chain) {
    return chain.stream()
        .allMatch(
            op -> op instanceof Distortion.CenterCrop || op instanceof Distortion.Normalize
                || op instanceof Distortion.Standardize);
  }

  /** From bytes to the network's input, both with the channels last. */
  static String add(OnnxGraph onnx, String image, Shape.Image raw, List<Distortion> chain) {
    String x =
        onnx.node("Cast", "image/floats", List.of(image))
            .integer("to", DataType.FLOAT.getNumber()).add();
    int height = raw.height();
    int width = raw.width();
    for (int i = 0; i < chain.size(); i++) {
      String name = "image/" + i;
      if (chain.get(i) instanceof Distortion.CenterCrop c) {
        int top = (height - c.height()) / 2;
        int left = (width - c.width()) / 2;
        height = c.height();
        width = c.width();
        x =
            onnx.node(
                    "Slice", name,
                    List.of(
                        x, onnx.integers(name + "/starts", top, left),
                        onnx.integers(name + "/ends", top + height, left + width),
                        onnx.integers(name + "/axes", 1, 2)))
                .add();
      } else if (chain.get(i) instanceof Distortion.Normalize n) {
        x = normalize(onnx, x, name, n);
      } else {
        x = standardize(onnx, x, name, height * width * raw.channels());
      }
    }
    return x;
  }

  /** (x / 255 - mean) / deviation. */
  private static String normalize(
      OnnxGraph onnx, String x, String name, Distortion.Normalize n) {
    String scales =
        channels(onnx, name + "/scales", n.deviations().stream().map(d -> 1 / (255 * d)).toList());
    String means = channels(onnx, name + "/means", n.means().stream().map(m -> 255 * m).toList());
    String away = onnx.node("Sub", name + "/away", List.of(x, means)).add();
    return onnx.node("Mul", name, List.of(away, scales)).add();
  }

  private static String channels(OnnxGraph onnx, String name, List<Double> values) {
    float[] numbers = new float[values.size()];
    for (int c = 0; c < numbers.length; c++) {
      numbers[c] = values.get(c).floatValue();
    }
    return onnx.floats(name, numbers, numbers.length);
  }

  /** (x - mean) / max(standard deviation, 1 / sqrt(n)). */
  private static String standardize(OnnxGraph onnx, String x, String name, int size) {
    String mean = mean(onnx, x, name + "/mean");
    String away = onnx.node("Sub", name + "/away", List.of(x, mean)).add();
    String square = onnx.node("Mul", name + "/square", List.of(away, away)).add();
    String variance = mean(onnx, square, name + "/variance");
    String deviation = onnx.node("Sqrt", name + "/deviation", List.of(variance)).add();
    String least = onnx.floats(name + "/least", new float[] {(float) (1 / Math.sqrt(size))}, 1);
    String divisor = onnx.node("Max", name + "/divisor", List.of(deviation, least)).add();
    return onnx.node("Div", name, List.of(away, divisor)).add();
  }

  private static String mean(OnnxGraph onnx, String x, String name) {
    return onnx.node("ReduceMean", name, List.of(x))
        .integers("axes", 1, 2, 3).integer("keepdims", 1).add();
  }
}
