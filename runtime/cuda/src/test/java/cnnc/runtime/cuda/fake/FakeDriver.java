package cnnc.runtime.cuda.fake;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A driver, a cuDNN and an nvcc that are none: the natives of JCuda run on top of them. Kernels run
 * on the host, misuse is refused with what the real driver answers, and what is left open is counted;
 * see {@code src/test/fake-driver}. Built by g++ once for a checkout.
 */
public final class FakeDriver {
  /** The tag of tests that load it: they have a process of their own. */
  public static final String TAG = "fake-driver";

  /** Why tests are skipped. */
  public static final String MISSING =
      "there is no g++ on Linux x86-64: the driver that is none cannot be built";

  private static final Path MODULE = Path.of("../../runtime/cuda").toAbsolutePath().normalize();
  private static final Path SOURCES = MODULE.resolve("src/test/fake-driver");
  private static final Path FOLDER = MODULE.resolve("target/fake-driver");

  private static String fault = "";
  private static boolean loaded;

  private FakeDriver() {}

  /** Whether this machine can build and run it. */
  public static boolean available() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64")
        && finishes(new ProcessBuilder("g++", "--version"));
  }

  private static boolean finishes(ProcessBuilder command) {
    try {
      return run(command).isEmpty();
    } catch (IOException missing) {
      return false;
    }
  }

  /** What a program says that fails; empty when it does not. */
  private static String run(ProcessBuilder command) throws IOException {
    Process process = command.redirectErrorStream(true).start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return process.waitFor() == 0 ? "" : log + "\nit ends with " + process.exitValue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The folder that stands for an installation: for the paths of libraries and programs. */
  public static synchronized Path folder() {
    try {
      Files.createDirectories(FOLDER);
      // Tests of two modules may run at the same time.
      try (FileChannel lock =
          FileChannel.open(
              FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        Path made = FOLDER.resolve("made-from");
        String sources = digest();
        if (!Files.exists(made) || !Files.readString(made).equals(sources)) {
          build();
          Files.writeString(made, sources);
        }
      }
      return FOLDER;
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  /** What does not build once is not tried again for each test. */
  private static void build() throws IOException {
    if (fault.isEmpty()) {
      fault =
          run(
              new ProcessBuilder(
                  "bash", SOURCES.resolve("build").toString(), FOLDER.toString(),
                  System.getProperty("java.home")));
    }
    if (!fault.isEmpty()) {
      throw new AssertionError("the fake driver does not build:\n" + fault);
    }
  }

  private static String digest() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        sha.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What makes C++ of CUDA text that follows it. */
  public static Path shim() {
    return SOURCES.resolve("shim.h");
  }

  /** Loads it into this process, before JCuda's natives, which then need no other. */
  public static synchronized void load() {
    if (!loaded) {
      System.load(folder().resolve("libcuda.so.1").toString());
      System.setProperty("cnnc.cudnn", FOLDER.toString());
      System.setProperty("cnnc.nvrtc", FOLDER.toString());
      System.setProperty("cnnc.cache", FOLDER.resolve("cache").toString());
      loaded = true;
    }
    reset();
  }

  /** What another process needs to find it; its report at the end goes to the file. */
  public static Map<String, String> environment(Path report) {
    String folder = folder().toString();
    return Map.of(
        "LD_LIBRARY_PATH", folder,
        "PATH", folder + ":" + System.getenv("PATH"),
        "CNNC_CUDNN", folder,
        "CNNC_NVRTC", folder,
        "CNNC_CACHE", folder + "/cache",
        "FAKE_DRIVER_REPORT", report.toString());
  }

  /** Lets cuDNN's algorithms be chosen anew. */
  public static void forgetChoices() {
    File[] kept = FOLDER.resolve("cache/convolutions").toFile().listFiles();
    for (File file : kept == null ? new File[0] : kept) {
      file.delete();
    }
  }

  /**
   * Machine code for the fake device.
   *
   * @param options such as {@code -DCNNC_TF32=1}
   */
  public static byte[] compile(String cuda, List<String> options) {
    try {
      Path source = Files.createTempFile("kernels", ".cu");
      Path made = Files.createTempFile("kernels", ".cubin");
      try {
        Files.writeString(source, cuda);
        ProcessBuilder command =
            new ProcessBuilder(
                folder().resolve("nvcc").toString(), "-o", made.toString(), source.toString());
        command.command().addAll(options);
        String log = run(command);
        if (!log.isEmpty()) {
          throw new AssertionError("g++ does not compile the kernels:\n" + log);
        }
        return Files.readAllBytes(made);
      } finally {
        Files.delete(source);
        Files.delete(made);
      }
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  /** Why each refused call was refused, a line each. */
  public static List<String> refused() {
    return Arrays.stream(refusals().split("\n")).filter(line -> !line.isEmpty()).toList();
  }

  /** What nobody has given back: lines of a kind and a number. */
  public static native String open();

  private static native String refusals();

  /**
   * Lets calls fail or wait from now on: words such as {@code cuMemAlloc_v2@3=2}, the third answers
   * 2, {@code cudnnCreate@*=1001}, each answers 1001, {@code cuStreamEndCapture@1+200}, the first
   * waits for 200 milliseconds. {@code kernel} is a kernel at work, later than its launch.
   */
  public static native void inject(String faults);

  /** How many calls have failed since, as they were told to. */
  public static native long injected();

  /** Whether a call waits at this moment, as it was told to. */
  public static native boolean waiting();

  /** Forgets all that was called, opened and injected. */
  public static native void reset();
}
