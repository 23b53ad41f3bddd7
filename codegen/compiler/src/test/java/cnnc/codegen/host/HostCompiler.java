package cnnc.codegen.host;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** g++ on CUDA text, through a shim. */
public final class HostCompiler {
  private static final Map<String, NativeLibrary> MADE = new HashMap<>();

  private HostCompiler() {}

  /** Whether this machine has it. */
  public static boolean available() {
    return runs(List.of("g++", "--version")) && System.getProperty("os.arch").equals("amd64");
  }

  /** Whether a program runs and is content. */
  public static boolean runs(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  static synchronized NativeLibrary load(String cuda, boolean tf32) {
    return MADE.computeIfAbsent((tf32 ? "#define CNNC_TF32 1\n" : "\n") + cuda, HostCompiler::compile);
  }

  private static NativeLibrary compile(String cuda) {
    try (InputStream shim = HostCompiler.class.getResourceAsStream("shim.h")) {
      Path folder = Files.createTempDirectory("cnnc-host");
      Path source = folder.resolve("kernels.cpp");
      Path made = folder.resolve("kernels.so");
      String text = new String(shim.readAllBytes(), StandardCharsets.UTF_8);
      int end = cuda.indexOf('\n') + 1;
      Files.writeString(
          source, cuda.substring(0, end) + text + "#line 1 \"network.cu\"\n" + cuda.substring(end));
      Process process =
          new ProcessBuilder(
                  "g++", "-std=c++17", "-O2", "-march=native", "-ffp-contract=off", "-w", "-shared",
                  // Libraries of two networks must not share the static arrays of equal templates.
                  "-fPIC", "-fvisibility=hidden", "-fno-gnu-unique", "-U_FORTIFY_SOURCE",
                  "-o", made.toString(), source.toString())
              .redirectErrorStream(true)
              .start();
      String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("g++ does not compile the kernels:\n" + log);
      }
      NativeLibrary library = NativeLibrary.getInstance(made.toString());
      Files.delete(source);
      Files.delete(made);
      Files.delete(folder);
      return library;
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
