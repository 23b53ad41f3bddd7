package cnnc.cli;

import cnnc.cli.terminal.Choices;
import cnnc.codegen.graph.Target;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Recipe;
import cnnc.runtime.cuda.check.GpuCheck;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.fault.Fault;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc gpu-check FILE}. */
@Command(
    name = "gpu-check",
    description = "Runs all kernels of a net on the GPU, against the CPU, and times them.",
    mixinStandardHelpOptions = true)
final class GpuCheckCommand implements Callable<Integer> {
  @Mixin private NetArguments net;

  @Option(names = "--recipe", paramLabel = "NAME", description = "By default the file's first.")
  private String recipe;

  @Override
  public Integer call() {
    NetworkFile source = net.read();
    Model model = net.model(source);
    List<String> names = model.recipes().stream().map(Recipe::name).toList();
    if (recipe != null && !names.contains(recipe) || names.isEmpty()) {
      throw new Fault(
          "CNN0714",
          model.source() + " has no recipe" + (recipe == null ? "" : " `" + recipe + "`")
              + "; " + Choices.of(names));
    }
    // A machine without a GPU should say so at once.
    CudaGpu.open().close();
    CompiledModel compiled = new CompiledModel(source, model, Set.of(Target.CUDA));
    return GpuCheck.run(compiled.type(), recipe, System.out) ? 0 : Main.FAULT;
  }
}
