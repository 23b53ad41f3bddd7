package cnnc.runtime.net;

import cnnc.runtime.fault.Fault;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many floats a vector of this machine holds: 16, 8 or 4, or 1, plain loops, where vector code
 * would be slower. {@code -Dcnnc.lanes=N} overrides it.
 */
public final class Lanes {
  private static final String MODULE = "jdk.incubator.vector";

  private static final System.Logger LOG = System.getLogger("cnnc.runtime.net");
  private static final AtomicBoolean SAID = new AtomicBoolean();

  /** Where the machine has no such instruction, {@code Math.fma} computes by BigDecimal. */
  private static final boolean FUSED = "true".equals(option("UseFMA").orElse("true"));

  private Lanes() {}

  /** Whether this machine multiplies and adds in one step: all that do give equal bits. */
  public static boolean fused() {
    return FUSED;
  }

  /**
   * {@code a * b + c}, rounded once as lanes of vectors are: equal bits, whatever computes them. On a
   * machine without fused multiply-add it is rounded twice.
   */
  public static float fma(float a, float b, float c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /** Says in the log which kernels run, once. */
  static void say() {
    if (SAID.getAndSet(true)) {
      return;
    }
    Optional<String> why = whyPlain();
    if (why.isPresent() && !"1".equals(System.getProperty("cnnc.lanes"))) {
      LOG.log(
          System.Logger.Level.INFO,
          "plain loops, several times slower than vector code: " + why.get());
    } else {
      LOG.log(System.Logger.Level.DEBUG, "kernels of " + best() + " lanes");
    }
  }

  /** The number of lanes to use. */
  public static int best() {
    String wanted = System.getProperty("cnnc.lanes");
    if (wanted == null) {
      return preferred();
    }
    if (!Set.of("1", "4", "8", "16").contains(wanted)) {
      throw new Fault("CNN0716", "-Dcnnc.lanes must be 1, 4, 8 or 16, not " + wanted);
    }
    return available() ? Integer.parseInt(wanted) : 1;
  }

  /** Whether the vector module is there. */
  public static boolean available() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /** Why plain loops run and not vector code, and what to do; empty where vector code can run. */
  public static Optional<String> whyPlain() {
    if (!available()) {
      return Optional.of(
          "the vector module is not switched on: java --add-modules " + MODULE);
    }
    if (!secondCompiler()) {
      return Optional.of(
          "this JVM runs without the JIT's second compiler (C2), which alone makes fast code of"
              + " vectors: leave out -XX:TieredStopAtLevel and -Xint, or take HotSpot");
    }
    if (!"true".equals(option("UseFMA").orElse("true"))) {
      return Optional.of("this machine has no fused multiply-add");
    }
    if (!"true".equals(option("EnableVectorSupport").orElse("true"))) {
      return Optional.of("-XX:-EnableVectorSupport switches vector code off");
    }
    return "1".equals(System.getProperty("cnnc.lanes"))
        ? Optional.of("-Dcnnc.lanes=1 wants them")
        : Optional.empty();
  }

  /**
   * Whether C2 is at work. Without it each operation on a vector is a call that allocates, ten to
   * thirty times slower than plain loops; so is one without fused multiply-add, which the module
   * computes by BigDecimal.
   */
  private static boolean secondCompiler() {
    // "interpreted mode", and "emulated-client" where C1 alone is at work, whatever the option.
    String info = System.getProperty("java.vm.info", "");
    boolean without =
        info.contains("interpreted mode")
            || info.contains("emulated-client")
            || System.getProperty("java.vm.name", "").contains("Client")
            || option("CompilationMode").orElse("").equals("quick-only")
            || option("UseCompiler").orElse("true").equals("false")
            || option("UseJVMCICompiler").orElse("false").equals("true");
    boolean tiered = option("TieredCompilation").orElse("true").equals("true");
    // Where there is no such option there is no HotSpot, and nothing is known of its compiler.
    int level = Integer.parseInt(option("TieredStopAtLevel").orElse("-1"));
    return !without && level != 0 && level != -1 && (level >= 4 || !tiered);
  }

  /** An option of the VM; empty where it is unknown. */
  private static Optional<String> option(String name) {
    try {
      return Optional.of(
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption(name)
              .getValue());
    } catch (RuntimeException | LinkageError unknown) {
      return Optional.empty();
    }
  }

  private static int preferred() {
    if (whyPlain().isPresent()) {
      return 1;
    }
    try {
      // By name: this class must load where the module is absent.
      Object species =
          Class.forName(MODULE + ".FloatVector").getField("SPECIES_PREFERRED").get(null);
      int lanes = (int) Class.forName(MODULE + ".VectorSpecies").getMethod("length").invoke(species);
      return lanes >= 16 ? 16 : lanes >= 8 ? 8 : lanes >= 4 ? 4 : 1;
    } catch (ReflectiveOperationException absent) {
      return 1;
    }
  }
}
