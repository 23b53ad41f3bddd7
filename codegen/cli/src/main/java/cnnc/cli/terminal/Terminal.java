package cnnc.cli.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whether a person is watching. */
public final class Terminal {
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /** From JDK 22 on there is a console without a terminal, and a method that tells. */
  public static boolean interactive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException before22) {
      return true;
    }
  }

  /** Whether it obeys no escape sequences. */
  public static boolean dumb() {
    return "dumb".equals(System.getenv("TERM"));
  }

  public static boolean colour() {
    String none = System.getenv("NO_COLOR");
    return interactive() && !dumb() && (none == null || none.isEmpty());
  }

  /** Columns of the terminal, as `stty` knows them; 80 where nobody does. */
  public static int width() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String[] size =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .strip()
              .split(" ");
      return size.length == 2 ? Integer.parseInt(size[1]) : USUAL_WIDTH;
    } catch (IOException | NumberFormatException unknown) {
      return USUAL_WIDTH;
    }
  }
}
