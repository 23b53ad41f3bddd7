package cnnc.cli;

import cnnc.cli.terminal.Output;
import cnnc.codegen.Compiler;
import cnnc.dsl.source.Printable;
import cnnc.runtime.fault.Fault;
import java.io.FileDescriptor;
import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point: exit code 0 done, 1 a reported fault, 2 usage, 70 a bug of ours. */
public final class Main {
  static final int FAULT = 1;
  static final int BUG = 70;

  /** Held here, since a logger that nobody holds forgets its level. */
  private static Logger networks;

  private Main() {}

  public static void main(String[] args) {
    System.setProperty("java.util.logging.SimpleFormatter.format", "note: %5$s%n");
    // Which kernels run is said by the commands for which it counts.
    networks = Logger.getLogger("cnnc.runtime.net");
    networks.setLevel(Level.WARNING);
    Output out = new Output(FileDescriptor.out);
    System.setOut(out.print());
    System.setErr(new Output(FileDescriptor.err).print());
    int code = run(args);
    if (System.out.checkError() && code == 0 && !out.readerGone()) {
      System.err.println(
          "error[CNN0707]: the standard output could not be written, and what was to stand there is"
              + " lost");
      code = FAULT;
    }
    System.exit(code);
  }

  /** Runs a command line against {@code System.out} and {@code System.err}. */
  static int run(String... args) {
    CommandLine command =
        new CommandLine(new Cnnc())
            .setOut(new PrintWriter(System.out, true))
            .setErr(new PrintWriter(System.err, true))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Main::usage)
            .setExecutionExceptionHandler((thrown, line, parsed) -> report(thrown));
    try {
      return command.execute(args);
    } catch (OutOfMemoryError full) {
      System.err.println(
          "error[CNN0715]: the Java heap is full: the network, its batch or the data need more; use"
              + " less of these, or give it more memory, as in CNNC_JAVA_OPTS=-Xmx8g");
      return FAULT;
    }
  }

  /** One line on what is wrong, the name that was meant, and where to read more. */
  private static int usage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    boolean noCommand =
        wrong instanceof UnmatchedArgumentException u && command.getParent() == null
            && u.getUnmatched().size() == 1 && !u.isUnknownOption();
    String message =
        noCommand
            ? "there is neither a command nor a file `"
                + ((UnmatchedArgumentException) wrong).getUnmatched().get(0) + "`"
            : wrong.getMessage();
    System.err.println("error: " + Printable.line(message));
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    System.err.println(
        "see `" + command.getCommandSpec().qualifiedName() + " --help`");
    return CommandLine.ExitCode.USAGE;
  }

  private static int report(Exception thrown) {
    if (thrown instanceof Reported) {
      return FAULT;
    }
    if (thrown instanceof Fault fault) {
      System.err.println(Printable.lines(fault.toString()));
      return FAULT;
    }
    System.err.println(
        "error[CNN0901]: this is a bug of cnnc " + Compiler.version() + "; please report it to where"
            + " you got it from, with the network file, the command and this:");
    thrown.printStackTrace(System.err);
    return BUG;
  }

  /** Ends a command whose faults have been printed. */
  static final class Reported extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
