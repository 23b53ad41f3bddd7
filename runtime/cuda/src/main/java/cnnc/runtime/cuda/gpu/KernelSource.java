package cnnc.runtime.cuda.gpu;

import cnnc.runtime.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A CUDA file that lies beside a class, and what it was compiled to at build time.
 *
 * @param owner class beside which it lies
 * @param name file name without {@code .cu}
 * @param tf32 whether products may round their inputs to ten fraction bits
 */
public record KernelSource(Class<?> owner, String name, boolean tf32) {
  /** The CUDA text. */
  public String text() {
    byte[] bytes =
        resource(name + ".cu")
            .orElseThrow(() -> new IllegalStateException(name + ".cu is not beside " + owner));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Machine code for an architecture such as {@code sm_90}, if it was made at build time. */
  public Optional<byte[]> binary(String architecture) {
    return resource(binaryName(name, text(), architecture, tf32));
  }

  /** Name of the file that holds machine code of this text, so that none of another is taken. */
  public static String binaryName(String name, String text, String architecture, boolean tf32) {
    return name + "." + Sha256.of(text).substring(0, 12) + (tf32 ? ".tf32." : ".") + architecture
        + ".cubin";
  }

  /** What the compiler is told besides the architecture. */
  public static List<String> options(boolean tf32) {
    return tf32 ? List.of("-DCNNC_TF32=1") : List.of();
  }

  private Optional<byte[]> resource(String file) {
    try (InputStream in = owner.getResourceAsStream(file)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException fault) {
      throw new IllegalStateException("cannot read " + file, fault);
    }
  }
}
