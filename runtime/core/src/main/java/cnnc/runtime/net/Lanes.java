package cnnc.runtime.net;

import cnnc.runtime.fault.Fault;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;

/**
 * How many floats a vector of this machine holds: 16, 8 or 4, or 1 where the vector module is
 * absent or the machine has no fused multiply-add. {@code -Dcnnc.lanes=N} overrides it.
 */
public final class Lanes {
  private static final String MODULE = "jdk.incubator.vector";

  private Lanes() {}

  /** The number of lanes to use. */
  public static int best() {
    int wanted = Integer.getInteger("cnnc.lanes", preferred());
    if (!Set.of(1, 4, 8, 16).contains(wanted)) {
      throw new Fault("CNN0716", "-Dcnnc.lanes must be 1, 4, 8 or 16, not " + wanted);
    }
    return available() ? wanted : 1;
  }

  /**
   * Whether the machine multiplies and adds in one instruction. Where it does not, the vector
   * module computes every lane by BigDecimal, and plain loops are many times faster.
   */
  private static boolean fusedMultiplyAdd() {
    try {
      return Boolean.parseBoolean(
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("UseFMA")
              .getValue());
    } catch (RuntimeException | LinkageError unknown) {
      // Another VM, or one without this bean: most machines of today can.
      return true;
    }
  }

  /** Whether the vector module is there. */
  public static boolean available() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  private static int preferred() {
    if (!available() || !fusedMultiplyAdd()) {
      return 1;
    }
    try {
      // By name: this class must load where the module is absent.
      Object species =
          Class.forName(MODULE + ".FloatVector").getField("SPECIES_PREFERRED").get(null);
      int lanes = (int) Class.forName(MODULE + ".VectorSpecies").getMethod("length").invoke(species);
      return lanes >= 16 ? 16 : lanes >= 8 ? 8 : 4;
    } catch (ReflectiveOperationException absent) {
      return 1;
    }
  }
}
