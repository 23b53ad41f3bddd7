package cnnc.runtime.cuda.driver;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;

/** Makes machine code of CUDA text, by NVRTC where that is there, else by nvcc; keeps what it made. */
public final class KernelCompiler {
  private static final List<String> OPTIONS = List.of("-std=c++17");

  private final String tool;
  private final boolean nvrtc;

  private KernelCompiler(String tool, boolean nvrtc) {
    this.tool = tool;
    this.nvrtc = nvrtc;
  }

  /** The compiler of this machine, if it has one. */
  public static Optional<KernelCompiler> find() {
    if (nvrtcAvailable()) {
      int[] major = new int[1];
      int[] minor = new int[1];
      JNvrtc.nvrtcVersion(major, minor);
      return Optional.of(new KernelCompiler("NVRTC " + major[0] + "." + minor[0], true));
    }
    return nvccVersion().map(v -> new KernelCompiler("nvcc " + v, false));
  }

  private static boolean nvrtcAvailable() {
    return Natives.platform()
        && Libraries.folder("nvrtc", "libnvrtc.so.12")
            .filter(f -> Libraries.load(f, nvrtcFiles(f)).isEmpty())
            .filter(f -> Natives.load("jcuda.nvrtc.JNvrtc").isEmpty())
            .isPresent();
  }

  /** The built-ins must be there before NVRTC itself. */
  private static List<String> nvrtcFiles(Path folder) {
    List<String> files = new ArrayList<>(Libraries.nvrtcBuiltins(folder, 12));
    files.add("libnvrtc.so.12");
    return files;
  }

  private static Optional<String> nvccVersion() {
    try {
      Process process =
          new ProcessBuilder("nvcc", "--version").redirectErrorStream(true).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0
          ? text.lines().filter(l -> l.startsWith("Build ")).findFirst()
              .map(l -> l.substring("Build ".length()))
          : Optional.empty();
    } catch (IOException missing) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Name and version. */
  public String tool() {
    return tool;
  }

  /**
   * Machine code.
   *
   * @param architecture such as {@code sm_90}
   * @throws Fault when the text does not compile for it
   */
  public byte[] compile(String text, String architecture, List<String> defines) {
    return kept(text, architecture, defines).orElseGet(() -> make(text, architecture, defines));
  }

  /** What an earlier run has made of the same. */
  Optional<byte[]> kept(String text, String architecture, List<String> defines) {
    return CacheFolder.read(file(text, options(architecture, defines)));
  }

  /** Compiles, and keeps the result in the place of what was kept. */
  byte[] make(String text, String architecture, List<String> defines) {
    List<String> options = options(architecture, defines);
    byte[] made = nvrtc ? byNvrtc(text, options) : byNvcc(text, options);
    CacheFolder.write(file(text, options), made);
    return made;
  }

  private static List<String> options(String architecture, List<String> defines) {
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("-arch=" + architecture);
    options.addAll(defines);
    return options;
  }

  private String file(String text, List<String> options) {
    return "kernels/" + Sha256.of(text + "\n" + options + "\n" + tool) + ".cubin";
  }

  private static byte[] byNvrtc(String text, List<String> options) {
    nvrtcProgram program = new nvrtcProgram();
    JNvrtc.nvrtcCreateProgram(program, text, "network.cu", 0, null, null);
    try {
      int status =
          JNvrtc.nvrtcCompileProgram(program, options.size(), options.toArray(String[]::new));
      if (status != 0) {
        String[] log = new String[1];
        JNvrtc.nvrtcGetProgramLog(program, log);
        throw failed(String.valueOf(log[0]), "NVRTC");
      }
      long[] size = new long[1];
      JNvrtc.nvrtcGetCUBINSize(program, size);
      byte[] code = new byte[Math.toIntExact(size[0])];
      JNvrtc.nvrtcGetCUBIN(program, code);
      return code;
    } finally {
      JNvrtc.nvrtcDestroyProgram(program);
    }
  }

  private static byte[] byNvcc(String text, List<String> options) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("cnnc-kernels");
      Path source = Files.writeString(folder.resolve("network.cu"), text);
      Path code = folder.resolve("network.cubin");
      List<String> command = new ArrayList<>(List.of("nvcc", "-cubin", "-O3"));
      command.addAll(options);
      command.addAll(List.of("-o", code.toString(), source.toString()));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw failed(log, "nvcc");
      }
      return Files.readAllBytes(code);
    } catch (IOException fault) {
      throw new Fault("CNN0719", "cannot run nvcc: " + fault.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Fault("CNN0719", "nvcc was interrupted");
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    File[] files = folder == null ? null : folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      file.delete();
    }
    if (folder != null) {
      folder.toFile().delete();
    }
  }

  private static Fault failed(String log, String tool) {
    String first =
        log.lines().filter(l -> l.contains("error") || l.contains("fatal")).findFirst()
            .orElse(log.lines().findFirst().orElse("no message"));
    return new Fault("CNN0719", tool + " cannot compile the kernels: " + first.strip());
  }
}
