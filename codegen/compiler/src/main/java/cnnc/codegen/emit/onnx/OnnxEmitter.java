package cnnc.codegen.emit.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The door: a network with its weights becomes an ONNX model. */
public final class OnnxEmitter {
  private static final int OPSET = 17;
  private static final int IR_VERSION = 8;

  /** What values of every model are called. */
  private static final Set<String> TAKEN = Set.of("image", "input", "logits", "probabilities");

  private OnnxEmitter() {}

  /**
   * The bytes of a model. Its input {@code image} is a batch of raw images, bytes of height x width
   * x channel, where the evaluation's augmentation is made of what ONNX can say, else {@code input},
   * the network's own; outputs are {@code logits} and {@code probabilities}, and further ones of the
   * network under the names of their stages, images as height x width x channel.
   *
   * @param weights by the parameters' names, rows first
   */
  public static byte[] emit(Model model, Map<String, float[]> weights, String version) {
    OnnxGraph onnx = new OnnxGraph(model.network().name());
    Shape.Image input = model.network().input();
    Shape.Image raw = model.evaluation().data().map(DataSet::image).orElse(input);
    List<Distortion> chain = chain(model);
    String first;
    if (takesImages(model)) {
      onnx.input("image", DataType.UINT8, raw.height(), raw.width(), raw.channels());
      first = Preprocessing.add(onnx, "image", raw, chain);
    } else {
      onnx.input("input", DataType.FLOAT, input.height(), input.width(), input.channels());
      first = "input";
    }
    List<String> outputs = new Layers(onnx, model.network(), weights).add(first);
    onnx.output("logits", outputs.get(0), model.network().classes());
    onnx.node("Softmax", "probabilities", List.of("logits")).integer("axis", 1).add();
    onnx.output("probabilities", "probabilities", model.network().classes());
    for (int i = 1; i < outputs.size(); i++) {
      Layer layer = model.network().layers().get(model.network().outputs().get(i));
      String name = model.network().outputNames().get(i);
      onnx.output(
          TAKEN.contains(name) ? name + "_2" : name, outputs.get(i),
          layer.output().dimensions().stream().mapToInt(d -> d).toArray());
    }
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("cnnc")
        .setProducerVersion(version)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(onnx.build())
        .build()
        .toByteArray();
  }

  /** Whether the model's input is a batch of raw images. */
  public static boolean takesImages(Model model) {
    return Preprocessing.possible(chain(model));
  }

  private static List<Distortion> chain(Model model) {
    return model.evaluation().augmentation()
        .map(a -> a.steps().stream().map(Augmentation.Step::op).toList())
        .orElse(List.of());
  }
}
