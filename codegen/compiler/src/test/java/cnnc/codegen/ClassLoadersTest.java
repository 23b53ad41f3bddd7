package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.emit.java.JavaSource;
import cnnc.dsl.diagnostic.Diagnostics;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers load applications and drop them again: nothing of ours may hold on to a class loader. */
@Tag("any-jdk")
class ClassLoadersTest {
  /** Rounds of loading and dropping; {@code -Drounds=200} is what was tried. */
  private static final int ROUNDS = Integer.getInteger("rounds", 20);

  /** The method handle by which records compare their fields keeps the type that it was last used for. */
  private static final long HELD_BY_THE_JDK = 1;

  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir private Path folder;

  private URL[] application() throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    String text = Nets.chain("8x8x3", 4, 6, "conv(3, 8) bn relu pool(2) dense(4)");
    Compiler.Output output =
        new Compiler(diagnostics).compile(Nets.model(text), "generated", Set.of());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none", "-nowarn", "--add-modules", "jdk.incubator.vector", "-classpath",
                System.getProperty("java.class.path"), "-d", folder.toString()));
    for (JavaSource source : output.java()) {
      Path file = folder.resolve(source.path());
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, source.text()).toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(p -> !p.contains("junit"))
        .forEach(p -> urls.add(url(p)));
    return urls.toArray(URL[]::new);
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Trains a step, predicts, and closes the network or forgets it. */
  private static void use(ClassLoader loader, boolean closes) throws ReflectiveOperationException {
    Class<?> type = loader.loadClass("generated.Chain");
    AutoCloseable net = (AutoCloseable) type.getMethod("create", long.class).invoke(null, 1L);
    type.getMethod("useThreads", int.class).invoke(net, 2);
    Class<?> images = loader.loadClass("cnnc.runtime.data.ImageSet");
    Object set =
        images
            .getConstructor(int.class, int.class, int.class, byte[].class, int[].class, int[].class)
            .newInstance(8, 8, 3, new byte[12 * 192], new int[12], new int[1]);
    Object recipe = ((List<?>) type.getField("RECIPES").get(null)).get(0);
    Object brief = recipe.getClass().getMethod("withSteps", long.class).invoke(recipe, 2L);
    Object trainer = type.getMethod("trainer", recipe.getClass()).invoke(net, brief);
    trainer.getClass().getMethod("run", images).invoke(trainer, set);
    byte[] image = new byte[192];
    type.getMethod("predict", byte[].class).invoke(net, (Object) image);
    Object predictor = type.getMethod("predictor").invoke(net);
    Method predict = predictor.getClass().getMethod("predict", byte[].class);
    assertThat(predict.invoke(predictor, (Object) image)).isNotNull();
    if (closes) {
      try {
        net.close();
      } catch (Exception fault) {
        throw new AssertionError(fault);
      }
    }
  }

  private static WeakReference<ClassLoader> round(URL[] urls, boolean closes) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      use(loader, closes);
      return new WeakReference<>(loader);
    }
  }

  private static long held(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(l -> l.get() != null).count();
  }

  @Test
  void nothingHoldsOnToALoader() throws Exception {
    URL[] urls = application();
    int threads = Thread.activeCount();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      loaders.add(round(urls, round % 2 == 0));
    }
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (held(loaders) > HELD_BY_THE_JDK && System.currentTimeMillis() < end) {
      System.gc();
      Thread.sleep(100);
    }
    assertThat(held(loaders)).isLessThanOrEqualTo(HELD_BY_THE_JDK);
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
  }
}
