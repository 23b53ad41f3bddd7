package cnnc.cli;

import cnnc.codegen.Compiler;
import cnnc.codegen.files.GeneratedFile;
import cnnc.codegen.files.SourceTree;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Parameter;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.weights.Safetensors;
import cnnc.runtime.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc export FILE --weights=F --onnx=OUT}. */
@Command(
    name = "export",
    description = "Writes a trained net as an ONNX model.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Mixin private NetArguments net;

  @Option(
      names = "--weights", paramLabel = "F", required = true,
      description = "A model.safetensors.")
  private Path weights;

  @Option(names = "--onnx", paramLabel = "OUT", required = true, description = "The file to write.")
  private Path out;

  @Override
  public Integer call() {
    NetworkFile file = net.read();
    Model model = net.model(file);
    Path target = out.toAbsolutePath().normalize();
    if (out.toString().isEmpty() || target.getFileName() == null || Files.isDirectory(target)) {
      throw new Fault("CNN0707", "name a file with --onnx, not the folder " + target);
    }
    for (Path input : new Path[] {weights, net.file()}) {
      if (target.equals(input.toAbsolutePath().normalize())) {
        throw new Fault("CNN0707", "--onnx=" + out + " would overwrite what it is made of");
      }
    }
    Map<String, float[]> values = values(model);
    if (!Compiler.onnxTakesImages(model)) {
      System.err.println(
          "note: ONNX cannot draw the random numbers of the evaluation's augmentation; the model's"
              + " `input` is what the network sees after it");
    }
    byte[] onnx = file.compiler().onnx(model, values);
    try {
      SourceTree.write(
          target.getParent(), List.of(new GeneratedFile(target.getFileName().toString(), onnx)));
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + out + ": " + Reasons.of(fault));
    }
    return 0;
  }

  /** The weights that an evaluation would use. */
  private Map<String, float[]> values(Model model) {
    Map<String, Tensor> found = Safetensors.read(weights);
    boolean averaged =
        model.evaluation().averaged()
            && found.keySet().stream().anyMatch(n -> n.startsWith(Tensor.AVERAGE));
    Map<String, float[]> values = new HashMap<>();
    for (Parameter p : model.network().parameters()) {
      String name = (averaged ? Tensor.AVERAGE : "") + p.name();
      Tensor tensor = found.get(name);
      if (tensor == null || !tensor.shape().equals(p.shape())) {
        throw new Fault(
            "CNN0709",
            weights + " does not hold the weights of " + model.network().name() + ": " + name + " "
                + p.shape() + (tensor == null ? " is missing" : " is " + tensor.shape()));
      }
      values.put(
          p.name(),
          Arrays.copyOfRange(
              tensor.values(), tensor.offset(), tensor.offset() + tensor.size()));
    }
    return values;
  }
}
