package cnnc.cli;

import java.io.Console;

/** Whether a person is watching. */
final class Terminal {
  private Terminal() {}

  /** From JDK 22 on there is a console without a terminal, and a method that tells. */
  static boolean interactive() {
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

  static boolean colour() {
    String none = System.getenv("NO_COLOR");
    return interactive() && (none == null || none.isEmpty());
  }
}
