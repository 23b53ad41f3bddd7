package cnnc.codegen.load.java;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.fluent.run.Answer;
import cnnc.dsl.fluent.run.Runner;
import cnnc.dsl.source.SourceFile;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the methods of a compiled Java file in a process that knows the language and the JDK alone. */
final class JavaRun {
  private static final int SECONDS = 20;
  private static final String MEMORY = "256m";
  /** Of the library that the language is built with. */
  private static final String BEHIND = "org.antlr.v4.runtime.Parser";
  /** What the process may send: syntax and nothing else. */
  private static final ObjectInputFilter SYNTAX =
      ObjectInputFilter.Config.createFilter(
          "maxdepth=2000;maxarray=10000000;cnnc.dsl.syntax.*;cnnc.dsl.source.*;cnnc.dsl.fluent.run.*;"
              + "java.lang.*;java.util.*;!*");

  private final SourceFile source;
  private final Diagnostics diagnostics;
  /** The method that runs. */
  private volatile String method = "";

  JavaRun(SourceFile source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /** The jars or folders of the language and of the parser behind it. */
  static String classPath() {
    return place(Runner.class) + File.pathSeparator + place(loaded(BEHIND));
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What the methods give; nothing when the process did not end well, which is reported. */
  Optional<Answer> answer(Path classes, String type) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + MEMORY, "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp",
                classes + File.pathSeparator + classPath(), Runner.class.getName(), type,
                source.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
      byte[] text = source.text().getBytes(StandardCharsets.UTF_8);
      // Left open: the process ends when this one does.
      DataOutputStream out = new DataOutputStream(process.getOutputStream());
      out.writeInt(text.length);
      out.write(text);
      out.flush();
      return ended(answer);
    } finally {
      process.destroyForcibly();
    }
  }

  private Optional<Answer> ended(CompletableFuture<Answer> answer) {
    try {
      Optional<Answer> given = Optional.ofNullable(answer.get(SECONDS, TimeUnit.SECONDS));
      if (given.isEmpty()) {
        report("ended the Java machine that it runs in");
      }
      return given;
    } catch (TimeoutException endless) {
      report("has not come to an end within " + SECONDS + " seconds");
    } catch (ExecutionException fault) {
      report("gave something else than networks: " + fault.getCause().getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  /** The answer, or null when the process ended before. */
  private Answer read(InputStream from) {
    try (ObjectInputStream in = new ObjectInputStream(from)) {
      in.setObjectInputFilter(SYNTAX);
      while (true) {
        Object next = in.readObject();
        if (next instanceof Answer answer) {
          return answer;
        }
        method = String.valueOf(next);
      }
    } catch (IOException end) {
      return null;
    } catch (ClassNotFoundException unknown) {
      throw new IllegalStateException(unknown);
    }
  }

  private void report(String what) {
    int at = Math.max(0, source.text().indexOf(" " + method + "("));
    String who = method.isEmpty() ? "this file" : "`" + method + "`";
    int end = method.isEmpty() ? at : at + 1 + method.length();
    diagnostics.report(
        Diagnostic.of(
            Code.JAVA_RUN, source.span(Math.min(at + 1, end), end), who + " " + what));
  }
}
