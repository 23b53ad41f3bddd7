package cnnc.codegen.hostile;

import cnnc.codegen.emit.java.JavaSource;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the files of many networks at once, each in its own package, and keeps no class. */
final class Javac {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static final Dropping FILES =
      new Dropping(COMPILER.getStandardFileManager(null, Locale.ROOT, null));

  /** Of an error that shows a line of any length. */
  private static final int MOST_SHOWN = 500;

  private Javac() {}

  /** What is wrong with each network, by the name it is given here; empty when all compile. */
  static Map<String, String> faults(Map<String, List<JavaSource>> networks) {
    List<JavaSource> all = new ArrayList<>();
    networks.values().forEach(all::addAll);
    Map<String, String> faults = new TreeMap<>();
    if (!all.isEmpty() && !fault(all).isEmpty()) {
      // One broken file hides the faults of others, and whose it was.
      networks.forEach((name, files) -> put(faults, name, fault(files)));
    }
    return faults;
  }

  private static void put(Map<String, String> faults, String name, String fault) {
    if (!fault.isEmpty()) {
      faults.put(name, fault);
    }
  }

  /** The first error, or nothing. */
  static String fault(List<JavaSource> files) {
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    boolean good = task(files, messages).call();
    return first(messages).orElse(good ? "" : "javac failed without a word");
  }

  /** The trees of files, in order. */
  static Iterable<? extends CompilationUnitTree> parsed(List<JavaSource> files) {
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    try {
      var trees = task(files, messages).parse();
      first(messages)
          .ifPresent(
              fault -> {
                throw new AssertionError(fault);
              });
      return trees;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static JavacTask task(
      List<JavaSource> files, DiagnosticCollector<JavaFileObject> messages) {
    List<String> options =
        List.of(
            "-proc:none", "-nowarn", "-g:none", "--add-modules", "jdk.incubator.vector",
            "-classpath", System.getProperty("java.class.path"));
    List<Source> units = files.stream().map(Source::new).toList();
    return (JavacTask) COMPILER.getTask(null, FILES, messages, options, null, units);
  }

  private static Optional<String> first(DiagnosticCollector<JavaFileObject> messages) {
    return messages.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> d.toString().substring(0, Math.min(MOST_SHOWN, d.toString().length())))
        .findFirst();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(JavaSource source) {
      super(URI.create("string:///" + source.path()), Kind.SOURCE);
      text = source.text();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Dropping extends ForwardingJavaFileManager<StandardJavaFileManager> {
    Dropping(StandardJavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location, String name, JavaFileObject.Kind kind,
        FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return OutputStream.nullOutputStream();
        }
      };
    }
  }
}
