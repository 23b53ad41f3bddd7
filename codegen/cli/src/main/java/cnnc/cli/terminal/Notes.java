package cnnc.cli.terminal;

import cnnc.dsl.source.Printable;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import java.util.Locale;

/** What a command tells beside its result: one line each, on the error stream. */
public final class Notes {
  private Notes() {}

  public static void print(String format, Object... arguments) {
    System.err.println("note: " + Printable.line(String.format(Locale.ROOT, format, arguments)));
  }

  /** Which kernels will run, and why where it is not the fast ones. */
  public static void kernels(CompiledNetwork network, int threads) {
    if (network.device().isPresent()) {
      print("on %s", network.device().get().name());
      return;
    }
    String on = threads == 1 ? "on 1 thread" : "on " + threads + " threads";
    int lanes = Lanes.best();
    if (lanes > 1) {
      print("vector kernels of %d lanes %s", lanes, on);
    } else {
      print(
          "plain loops %s, several times slower than vector code: %s", on,
          Lanes.whyPlain().orElse("there is none for this machine"));
    }
  }

  /** The time since then, for people to read. */
  public static String since(long nanoTime) {
    double seconds = (System.nanoTime() - nanoTime) / 1e9;
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%d min %d s", (long) seconds / 60, (long) seconds % 60);
  }
}
