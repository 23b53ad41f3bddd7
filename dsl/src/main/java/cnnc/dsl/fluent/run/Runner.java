package cnnc.dsl.fluent.run;

import cnnc.dsl.fluent.Network;
import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.FileSyntax;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Calls the methods of a class that make networks: {@code Runner CLASS FILE}, with the text of the file
 * on the standard input. Writes the name of each method before it runs, and an {@link Answer} at the end.
 */
public final class Runner {
  private static final int MOST_TEXT = 500;

  private final SourceFile file;
  private final List<FileSyntax> networks = new ArrayList<>();
  private final List<Answer.Failure> failures = new ArrayList<>();

  private Runner(SourceFile file) {
    this.file = file;
  }

  /** Runs and ends this process. */
  public static void main(String[] args) throws IOException, ClassNotFoundException {
    PrintStream answers = System.out;
    // What the methods print is for people.
    System.setOut(System.err);
    DataInputStream in = new DataInputStream(System.in);
    String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    endWith(in);
    SourceFile file = new SourceFile(args[1], text);
    Places.source(file);
    try (ObjectOutputStream out = new ObjectOutputStream(answers)) {
      Runner runner = new Runner(file);
      Class<?> type = Class.forName(args[0], false, Runner.class.getClassLoader());
      for (Method m : methods(type)) {
        out.writeObject(m.getName());
        out.flush();
        runner.call(m, type.getPackageName());
      }
      runner.networks.sort(Comparator.comparingInt(n -> n.packageSpan().start()));
      out.writeObject(new Answer(runner.networks, runner.failures));
    }
    Runtime.getRuntime().halt(0);
  }

  /** Nobody waits any more when the input ends. */
  private static void endWith(InputStream parent) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (parent.read() >= 0) {
                  // Nothing more is sent.
                }
              } catch (IOException closed) {
                // The same.
              }
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }

  /** Public, static, without parameters, and giving a network. */
  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()) && Modifier.isStatic(m.getModifiers()))
        .filter(m -> m.getParameterCount() == 0 && m.getReturnType() == Network.class)
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private void call(Method method, String packageName) {
    try {
      method.setAccessible(true);
      Network network = (Network) method.invoke(null);
      if (network == null) {
        fail("`" + method.getName() + "` gives no network, but null", file.inLine(1));
      } else {
        FileSyntax syntax = network.syntax();
        networks.add(
            new FileSyntax(
                syntax.source(), packageName, syntax.packageSpan(), List.of(),
                syntax.declarations()));
      }
    } catch (InvocationTargetException thrown) {
      threw(method, thrown.getCause());
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    } catch (LinkageError initializer) {
      threw(method, initializer);
    }
  }

  private void threw(Method method, Throwable thrown) {
    Throwable first =
        thrown instanceof ExceptionInInitializerError && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String name = first.getClass().getName().replaceAll(".*[.$](?=[A-Za-z])", "");
    fail("`" + method.getName() + "` threw " + name + message(first), place(first));
  }

  /** What an exception says, as far as that can be had and read. */
  private static String message(Throwable thrown) {
    try {
      String text = thrown.getMessage();
      return text == null ? "" : ": " + text.substring(0, Math.min(text.length(), MOST_TEXT));
    } catch (RuntimeException faulty) {
      return "";
    }
  }

  /** The innermost line of the file that a fault went through. */
  private Span place(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .filter(f -> file.name().equals(f.getFileName()))
        .findFirst()
        .map(f -> file.inLine(f.getLineNumber()))
        .orElse(file.inLine(1));
  }

  private void fail(String message, Span place) {
    failures.add(new Answer.Failure(message, place));
  }
}
