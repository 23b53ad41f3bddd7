package cnnc.codegen.hostile;

import cnnc.codegen.Compiler;
import cnnc.codegen.emit.cuda.CudaEmitter;
import cnnc.codegen.graph.Target;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Words that generated code, or the compilers that read it, use themselves. */
final class Words {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Keywords and those that are some only in places, and placeholders. */
  static final Set<String> JAVA =
      words(
          """
          abstract assert boolean break byte case catch char class const continue default do double
          else enum extends final finally float for goto if implements import instanceof int
          interface long native new package private protected public return short static strictfp
          super switch synchronized this throw throws transient try void volatile while true false
          null _ var record yield sealed permits non module open requires exports opens to uses
          provides with transitive when L S T W N Z""");

  private static final Set<String> CUDA =
      words(
          """
          alignas alignof and and_eq asm auto bitand bitor bool char8_t char16_t char32_t compl
          concept consteval constexpr constinit const_cast co_await co_return co_yield decltype
          delete dynamic_cast explicit export extern friend inline mutable namespace noexcept not
          not_eq nullptr operator or or_eq register reinterpret_cast requires signed sizeof
          static_assert static_cast struct template thread_local typedef typeid typename union
          unsigned using virtual wchar_t xor xor_eq restrict main linux unix std printf
          __global__ __device__ __shared__ __constant__ __host__ __restrict__ __launch_bounds__
          __syncthreads __half half dim3 uint uint3 threadIdx blockIdx blockDim gridDim warpSize
          atomicAdd fmaf expf logf INFINITY NAN NULL EOF assert errno stdin
          __GCC_HAVE_SYNC_COMPARE_AND_SWAP __GCC_IEC __CUDA_ARCH__ __LINE__ __FILE__ __func__
          __VA_ARGS__ defined define include pragma""");

  /** Words of the language that are no names. */
  private static final Set<String> OURS =
      words("const def fork repeat if none true false else");

  private Words() {}

  static Set<String> all() throws IOException {
    Set<String> all = new TreeSet<>(JAVA);
    all.addAll(CUDA);
    all.addAll(javaLang());
    all.addAll(generated());
    for (Class<?> door : List.of(
        CompiledNetwork.class, CudaNetwork.class, Trainer.class, DataSource.class)) {
      all.addAll(members(door));
    }
    all.removeAll(OURS);
    return all;
  }

  /** Simple names of java.lang. */
  private static Set<String> javaLang() throws IOException {
    Path folder =
        FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base/java/lang");
    try (Stream<Path> files = Files.list(folder)) {
      return names(files);
    }
  }

  /** Names that a GPU's compiler may know. */
  static Set<String> cuda() throws IOException {
    Set<String> all = new TreeSet<>(CUDA);
    all.addAll(JAVA);
    try (InputStream prelude = CudaEmitter.class.getResourceAsStream("product.cu")) {
      collect(new String(prelude.readAllBytes(), StandardCharsets.UTF_8), all);
    }
    all.removeAll(OURS);
    return all;
  }

  /** Names in the files of a net that uses all ops, for the CPU and for a GPU. */
  static Set<String> generated() throws IOException {
    String text =
        """
        net N { input i : f32 8x8x3; label y : class(3);
          a: conv(3, 4) relu b: pool(2) lrn(2) c: conv(3, 8, stride = 2) pool(2, 1) relu
          d: dense(9) relu dense(3) }
        data s { format = cifar_binary(image = 3x9x9); train = "a"; test = "b"; }
        augment eval { center_crop(8x8) standardize }
        augment t { crop(8x8) flip brightness(3) contrast(0.5, 2) standardize }
        recipe q { batch = 3; steps = 2; augment = t; optimizer = adam(exp_decay(1, 1, 1 steps)); }
        recipe u extends q { optimizer = sgd(steps([3], 0.1)); ema = 0.9; }
        """;
    Diagnostics diagnostics = new Diagnostics();
    Compiler compiler = new Compiler(diagnostics);
    Set<String> found = new TreeSet<>();
    for (var model : compiler.frontEnd().models(new SourceFile("net.cnn", text))) {
      var output = compiler.compile(model, "p", Set.of(Target.CUDA));
      output.java().forEach(s -> collect(s.text(), found));
      output.cuda().forEach(s -> collect(s.text(), found));
    }
    if (found.isEmpty()) {
      throw new AssertionError(diagnostics.all());
    }
    found.removeAll(OURS);
    return found;
  }

  private static void collect(String code, Set<String> into) {
    for (Matcher m = WORD.matcher(String.join(" ", Tokens.of(code))); m.find(); ) {
      into.add(m.group());
    }
  }

  /** Classes of the runtime's package that this one lies in, and their members. */
  private static Set<String> members(Class<?> door) throws IOException {
    Set<String> found = new TreeSet<>();
    for (String name : siblings(door)) {
      found.add(name);
      try {
        Class<?> type =
            Class.forName(
                door.getPackageName() + "." + name, false, Words.class.getClassLoader());
        for (Method m : type.getDeclaredMethods()) {
          found.add(m.getName());
        }
        for (Field f : type.getDeclaredFields()) {
          found.add(f.getName());
        }
      } catch (ClassNotFoundException | NoClassDefFoundError absent) {
        // A file that is no class, such as package-info.
      }
    }
    found.removeIf(n -> !WORD.matcher(n).matches());
    return found;
  }

  private static Set<String> siblings(Class<?> door) throws IOException {
    try {
      String folder = door.getPackageName().replace('.', '/');
      Path root = Path.of(door.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
          return names(files);
        }
      }
      try (var jar = FileSystems.newFileSystem(root);
          Stream<Path> files = Files.list(jar.getPath(folder))) {
        return names(files);
      }
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Set<String> names(Stream<Path> files) {
    Set<String> names = new TreeSet<>();
    files
        .map(f -> f.getFileName().toString())
        .filter(f -> f.matches("\\w+\\.class"))
        .forEach(f -> names.add(f.substring(0, f.length() - 6)));
    return names;
  }

  private static Set<String> words(String text) {
    return new TreeSet<>(List.of(text.strip().split("\\s+")));
  }
}
