package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Packs for a machine with a GPU and runs the pack; all tools and the driver are stand-ins. */
@Tag("any-jdk")
@EnabledOnOs(value = OS.LINUX, disabledReason = "NVIDIA's driver and GNU's timeout are for Linux")
class GpuRunTest {
  private static final List<String> PARTS =
      List.of(
          "check-own", "check-cudnn", "train-tf32", "train-fp32", "memcheck-tf32",
          "racecheck-tf32", "racecheck-fp32", "profile", "side-by-side");

  private static final String[] RESULTS = {
    "check-cudnn.txt", "check-own.txt", "kernels.csv", "sanitizer.txt", "side-by-side.json",
    "side-by-side.txt", "summary.txt", "training.txt"
  };

  @TempDir static Path dir;
  private static Path pack;

  @TempDir Path own;
  private final Map<String, String> machine = new HashMap<>();

  @BeforeAll
  static void packs() throws Exception {
    Scripts.need("python3");
    Scripts.need("g++");
    Path root = dir.resolve("a tree");
    Scripts.copy(Scripts.FOLDER, root.resolve("examples/benchmarks/gpu"));
    Path launcher = root.resolve("codegen/cli/target/cnnc");
    for (String jar :
        List.of(
            "cnnc-runtime-1.0", "cnnc-runtime-cuda-1.0", "jcuda-1", "jcudnn-1", "jackson-core-1",
            "commons-io-1", "antlr4-runtime-1")) {
      jar(launcher.resolve("lib/" + jar + ".jar"), "a");
    }
    jar(
        launcher.resolve("lib/jcuda-natives-1.jar"), "lib/libJCudaDriver-1.so",
        "lib/libJNvPTXCompiler-1.so");
    Files.writeString(launcher.resolve("lib/java.args"), "-Xss1m\n");
    for (String kind : List.of("-javadoc", "-sources", "")) {
      jar(
          root.resolve("examples/cifar10/target/cnnc-example-cifar10-1.0" + kind + ".jar"),
          "Cifar10" + kind);
    }
    Path jdk = dir.resolve("jdk");
    tools(jdk.resolve("bin"), "jlink", "jdeps");
    Path jar = Files.writeString(
        jdk.resolve("bin/jar"), "exec '" + System.getProperty("java.home") + "/bin/jar' \"$@\"\n");
    assertThat(jar.toFile().setExecutable(true)).isTrue();
    tools(launcher.resolve("bin"), "cnnc");
    Path build = tools(dir.resolve("build"), "nvcc", "strip");
    Map<String, String> here =
        Map.of("PATH", build + ":" + System.getenv("PATH"), "JAVA_HOME", jdk.toString());
    pack = dir.resolve("the pack");
    String script = root.resolve("examples/benchmarks/gpu/pack").toString();
    assertThat(Scripts.run(here, script, pack.toString())).startsWith("0\n");
    Files.copy(
        Scripts.STAND_INS.resolve("side_by_side.py"), pack.resolve("side_by_side.py"),
        StandardCopyOption.REPLACE_EXISTING);

    Path driver = Files.createDirectory(dir.resolve("driver"));
    String source = Scripts.STAND_INS.resolve("driver.cpp").toString();
    String library = driver.resolve("libcuda.so.1").toString();
    assertThat(Scripts.run(Map.of(), "g++", "-shared", "-fPIC", "-o", library, source))
        .isEqualTo("0\n");
    Path cudnn = Files.createDirectories(dir.resolve("python/nvidia/cudnn/lib"));
    Files.createFile(cudnn.resolve("libcudnn.so.9"));
    tools(dir.resolve("tools"), "nvcc", "nvidia-smi");
    tools(dir.resolve("profilers"), "compute-sanitizer", "ncu");
  }

  @BeforeEach
  void aMachineWithAll() {
    machine.put(
        "PATH",
        dir.resolve("profilers") + ":" + dir.resolve("tools") + ":" + System.getenv("PATH"));
    machine.put("LD_LIBRARY_PATH", dir.resolve("driver").toString());
    machine.put("PYTHONPATH", dir.resolve("python").toString());
  }

  private static void jar(Path file, String... entries) throws IOException {
    Files.createDirectories(file.getParent());
    try (OutputStream bytes = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(bytes)) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry));
      }
    }
  }

  private static Path tools(Path folder, String... names) throws IOException {
    Files.createDirectories(folder);
    for (String name : names) {
      Path tool = Files.copy(Scripts.STAND_INS.resolve("tool"), folder.resolve(name));
      assertThat(tool.toFile().setExecutable(true)).isTrue();
    }
    return folder;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void thePackHoldsWhatRunsAndNothingElse() throws Exception {
    assertThat(names(pack.resolve("lib")))
        .containsExactly(
            "cnnc-example-cifar10-1.0.jar", "cnnc-runtime-1.0.jar", "cnnc-runtime-cuda-1.0.jar",
            "jackson-core-1.jar", "jcuda-1.jar", "jcuda-natives-1.jar", "jcudnn-1.jar");
    assertThat(entries("cnnc-example-cifar10-1.0.jar")).containsExactly("Cifar10");
    assertThat(entries("jcuda-natives-1.jar"))
        .contains("lib/libJCudaDriver-1.so")
        .doesNotContain("lib/libJNvPTXCompiler-1.so");
    assertThat(names(pack.resolve("kernels"))).containsExactly("Cifar10.sm_90.cubin");
    assertThat(names(pack))
        .contains("java.args", "jre.tar.gz", "parts.sh", "run", "train", "version");
  }

  private List<String> entries(String jar) throws IOException {
    try (JarFile file = new JarFile(pack.resolve("lib").resolve(jar).toFile())) {
      return file.stream().map(JarEntry::getName).toList();
    }
  }

  @Test
  void runsAllPartsIntoEightFiles() throws Exception {
    assertThat(run("")).startsWith("0\n").contains("all good", "by cuDNN where it can");
    assertThat(names(results())).containsExactly(RESULTS);
    String summary = Files.readString(results().resolve("summary.txt"));
    for (String part : PARTS) {
      assertThat(summary).containsPattern("(?m)^" + part + " .* good$");
    }
    assertThat(Files.readString(results().resolve("check-own.txt"))).contains("no cuDNN");
    assertThat(Files.readString(results().resolve("kernels.csv"))).startsWith("\"ID\"");
    // The command for the side-by-side survives folders with blanks.
    assertThat(Files.readString(results().resolve("side-by-side.json")))
        .contains("CNNC_CUDNN=" + dir.resolve("python/nvidia/cudnn/lib"), "the\\ pack/java.args");
  }

  @Test
  void aPartThatFailsTakesNoOtherAlong() throws Exception {
    for (String faulty : PARTS) {
      assertThat(run(faulty)).as(faulty).startsWith("1\n").contains("NOT ALL GOOD");
      String summary = Files.readString(results().resolve("summary.txt"));
      for (String part : PARTS) {
        assertThat(summary)
            .as(faulty)
            .containsPattern(
                "(?m)^" + part + (part.equals(faulty) ? " .* FAILED with exit code" : " .* good$"));
      }
      List<String> expected = new ArrayList<>(List.of(RESULTS));
      if (faulty.equals("side-by-side")) {
        expected.remove("side-by-side.json");
      }
      assertThat(names(results())).as(faulty).isEqualTo(expected);
      assertThat(summary)
          .contains(
              faulty.equals("check-cudnn") ? "by generated kernels" : "by cuDNN where it can");
    }
  }

  @Test
  void whatIsMissingIsSaidAndIsNotGood() throws Exception {
    Scripts.needNo("compute-sanitizer");
    Scripts.needNo("ncu");
    machine.put("PATH", dir.resolve("tools") + ":" + System.getenv("PATH"));
    machine.put("PYTHONPATH", "");
    assertThat(run(""))
        .startsWith("1\n")
        .contains("check-cudnn", "skipped: python3 has no nvidia.cudnn", "there is no ncu here");
    assertThat(names(results())).containsExactly(RESULTS);
  }

  @Test
  void aCheckOfCudnnThatDidNotUseItIsNotGood() throws Exception {
    assertThat(run("cudnn-unused"))
        .startsWith("1\n")
        .contains("FAILED: cuDNN was not used", "by generated kernels");
  }

  @Test
  void withoutADriverItStopsInOneSentence() throws Exception {
    machine.put("LD_LIBRARY_PATH", "");
    assertThat(run(""))
        .isEqualTo("1\nerror: there is no NVIDIA driver here: libcuda.so.1 cannot be loaded\n");
    assertThat(results()).doesNotExist();
  }

  @Test
  void aPartThatHangsIsCutOff() throws Exception {
    String script =
        "here=$0 out=$1; . \"$0/parts.sh\"; part slow slow.txt 1 sh -c 'echo half; sleep 60';"
            + " part next next.txt 9 true; echo $all_good";
    assertThat(Scripts.run(machine, "bash", "-c", script, pack.toString(), results().toString()))
        .contains("CUT OFF", "half")
        .containsPattern("(?m)^next .* good\nno$");
  }

  @Test
  void trainsOnRealData() throws Exception {
    assertThat(Scripts.run(machine, pack.resolve("train").toString(), "data", results().toString()))
        .startsWith("0\n")
        .contains("train-tf32", "train-fp32", "\"step_us\":3.5");
    assertThat(names(results())).containsExactly("summary.txt", "training-real.txt");
  }

  private Path results() {
    return own.resolve("the results");
  }

  private String run(String fault) throws Exception {
    machine.put("FAULT", fault);
    return Scripts.run(machine, pack.resolve("run").toString(), results().toString());
  }
}
