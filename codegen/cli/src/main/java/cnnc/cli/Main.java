package cnnc.cli;

import cnnc.runtime.fault.Fault;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The entry point: exit code 0 done, 1 a reported fault, 2 usage, 70 a bug of ours. */
public final class Main {
  static final int FAULT = 1;
  static final int BUG = 70;

  private Main() {}

  public static void main(String[] args) {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    int code = run(args);
    System.out.flush();
    System.exit(code);
  }

  /** Runs a command line against {@code System.out} and {@code System.err}. */
  static int run(String... args) {
    CommandLine command =
        new CommandLine(new Cnnc())
            .setOut(new PrintWriter(System.out, true))
            .setErr(new PrintWriter(System.err, true))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((thrown, line, parsed) -> report(thrown));
    try {
      return command.execute(args);
    } catch (OutOfMemoryError full) {
      System.err.println(
          "error[CNN0715]: the Java heap is full; use a smaller batch, or give it more memory, as"
              + " in CNNC_JAVA_OPTS=-Xmx8g");
      return FAULT;
    }
  }

  private static int report(Exception thrown) {
    if (thrown instanceof Reported) {
      return FAULT;
    }
    if (thrown instanceof Fault fault) {
      System.err.println(fault);
      return FAULT;
    }
    System.err.println("error[CNN0901]: this is a bug of the compiler; please report it with:");
    thrown.printStackTrace(System.err);
    return BUG;
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Ends a command whose faults have been printed. */
  static final class Reported extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
