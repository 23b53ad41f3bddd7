package cnnc.cli;

import cnnc.cli.run.WeightsOption;
import cnnc.cli.terminal.Notes;
import cnnc.codegen.Compiler;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.State;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import cnnc.runtime.weights.Safetensors;
import cnnc.runtime.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  cnnc export net.cnn --weights=runs/first/model.safetensors --onnx=net.onnx"
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private NetArguments net;

  @Mixin private WeightsOption weights;

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
    Outputs.checkApart(target, weights.file(), net.file(), NetworkFile.choicesBeside(net.file()));
    Map<String, float[]> values = values(model);
    if (!Compiler.onnxTakesImages(model)) {
      Notes.print(
          "ONNX cannot draw the random numbers of the evaluation's augmentation; the model's"
              + " `input` is what the network sees after it");
    }
    byte[] onnx = file.compiler().onnx(model, values);
    try {
      WholeFile.write(target, onnx);
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + out + ": " + Reasons.of(fault));
    }
    Notes.print("wrote %s, %d bytes", out, onnx.length);
    return 0;
  }

  /** The weights that an evaluation would use. */
  private Map<String, float[]> values(Model model) {
    Map<String, float[]> values = new HashMap<>();
    boolean[] averaged = new boolean[1];
    Safetensors.read(
        weights.file(), model.network().name(),
        names -> {
          averaged[0] = names.stream().anyMatch(n -> n.startsWith(Tensor.AVERAGE));
          List<Tensor> wanted = new ArrayList<>();
          for (Parameter p : model.network().parameters()) {
            for (String prefix : averaged[0] ? List.of("", Tensor.AVERAGE) : List.of("")) {
              float[] array = new float[p.size()];
              values.put(prefix + p.name(), array);
              wanted.add(new Tensor(prefix + p.name(), p.shape(), array, 0));
            }
          }
          for (State s : model.network().states()) {
            float[] array = new float[s.size()];
            values.put(s.name(), array);
            wanted.add(new Tensor(s.name(), List.of(s.size()), array, 0));
          }
          return wanted;
        });
    String prefix = averaged[0] && model.evaluation().averaged() ? Tensor.AVERAGE : "";
    for (Parameter p : model.network().parameters()) {
      values.put(p.name(), values.get(prefix + p.name()));
    }
    return values;
  }
}
