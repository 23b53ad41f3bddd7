package cnnc.house;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes that break a rule, as text: a name with its package, and what stands in the file. */
record Planted(List<Source> sources) {
  record Source(String name, String text) {
    String packageName() {
      return name.substring(0, name.lastIndexOf('.'));
    }

    Path file(Path root) {
      return root.resolve(name.replace('.', '/') + ".java");
    }
  }

  static Planted of(String name, String text) {
    return new Planted(List.of(new Source(name, text)));
  }

  Planted and(String name, String text) {
    List<Source> all = new ArrayList<>(sources);
    all.add(new Source(name, text));
    return new Planted(all);
  }

  /** Builds the house in an empty folder and looks at it. */
  <T> T visit(Path folder, Function<House, T> look) throws IOException {
    for (Source source : sources) {
      Path file = source.file(folder);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "package " + source.packageName() + ";\n" + source.text());
      Path about = file.resolveSibling("package-info.java");
      if (!Files.exists(about)) {
        Files.writeString(about, "/** Planted. */\npackage " + source.packageName() + ";\n");
      }
    }
    compile(folder);
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      return look.apply(
          new House(new ClassFileImporter().importPath(folder), House.javaFiles(folder)));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private void compile(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-d", folder.toString(), "-proc:none", "--add-modules", "jdk.incubator.vector",
              "-classpath", System.getProperty("java.class.path"));
      var texts =
          files.getJavaFileObjectsFromPaths(sources.stream().map(s -> s.file(folder)).toList());
      if (!compiler.getTask(messages, files, null, options, null, texts).call()) {
        throw new IllegalStateException(messages.toString());
      }
    }
  }
}
