package cnnc.cli;

import cnnc.cli.terminal.Notes;
import cnnc.dsl.model.Model;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc eval FILE --weights=F --data=DIR}. */
@Command(
    name = "eval",
    description = "Judges saved weights on the test images.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  cnnc eval net.cnn --weights=runs/first/model.safetensors --data=synthetic"
    })
final class EvalCommand implements Callable<Integer> {
  @Mixin private NetArguments net;

  @Option(
      names = "--weights", paramLabel = "F", required = true,
      description = "A model.safetensors.")
  private Path weights;

  @Option(
      names = "--data",
      paramLabel = "DIR|synthetic",
      description = "Folder of the records; by default the data block's own, downloaded into.")
  private String data;

  @Mixin private DeviceOption device;

  @Override
  public Integer call() {
    NetworkFile source = net.read();
    Model model = net.model(source).with(List.of());
    CompiledModel compiled = new CompiledModel(source, model, device.targets());
    try (CompiledNetwork network = compiled.load(weights)) {
      device.use(compiled, network);
      ImageSet test = DataOption.openTest(network.spec(), data);
      Notes.kernels(network, Runtime.getRuntime().availableProcessors());
      long start = System.nanoTime();
      double precision = network.evaluate(test);
      System.out.printf(Locale.ROOT, "precision @ %d = %.3f%n", network.spec().top(), precision);
      Notes.print("judged %d images in %s", test.size(), Notes.since(start));
    }
    return 0;
  }
}
