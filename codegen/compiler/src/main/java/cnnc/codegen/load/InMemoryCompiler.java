package cnnc.codegen.load;

import cnnc.codegen.emit.cuda.CudaSource;
import cnnc.codegen.emit.java.JavaSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The door: compiles generated files with the JDK's compiler and loads their classes. */
public final class InMemoryCompiler {
  private InMemoryCompiler() {}

  /**
   * Loads the classes of these files, as children of the given loader's; the class path must hold
   * the runtime. Vector kernels compile against their module, which a JDK has even when it is not switched on.
   *
   * @param resources what lies beside the classes
   * @param main the class to return
   * @throws IllegalStateException when the files do not compile, which is a bug of ours
   */
  public static Class<?> load(
      List<JavaSource> sources, List<CudaSource> resources, String main, ClassLoader parent) {
    List<JavaFileObject> units = new ArrayList<>();
    for (JavaSource source : sources) {
      units.add(new SourceObject(source));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none", "-nowarn", "-g:none", "--add-modules", "jdk.incubator.vector",
            "-classpath", System.getProperty("java.class.path"));
    try (Classes classes = new Classes(compiler.getStandardFileManager(null, null, null))) {
      boolean good = compiler.getTask(messages, classes, null, options, null, units).call();
      if (!good) {
        throw new IllegalStateException("generated code does not compile:\n" + messages);
      }
      return new Loader(parent, classes.bytes(), resources).loadClass(main);
    } catch (IOException | ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class SourceObject extends SimpleJavaFileObject {
    private final String text;

    SourceObject(JavaSource source) {
      super(URI.create("string:///" + source.path()), Kind.SOURCE);
      this.text = source.text();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class ClassObject extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassObject(String name) {
      super(URI.create("mem:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Classes extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ClassObject> objects = new HashMap<>();

    Classes(StandardJavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location, String name, JavaFileObject.Kind kind,
        javax.tools.FileObject sibling) {
      return objects.computeIfAbsent(name, ClassObject::new);
    }

    Map<String, byte[]> bytes() {
      Map<String, byte[]> bytes = new HashMap<>();
      objects.forEach((name, object) -> bytes.put(name, object.bytes.toByteArray()));
      return bytes;
    }
  }

  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    private final Map<String, String> resources = new HashMap<>();

    Loader(ClassLoader parent, Map<String, byte[]> classes, List<CudaSource> resources) {
      super(parent);
      this.classes = classes;
      resources.forEach(r -> this.resources.put(r.path(), r.text()));
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      String text = resources.get(name);
      return text == null
          ? super.getResourceAsStream(name)
          : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
