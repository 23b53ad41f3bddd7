package cnnc.codegen.emit.java.host;

import cnnc.codegen.emit.java.language.Text;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.function.BiConsumer;
import javax.lang.model.element.Modifier;

/** One line for each launch, in methods that never grow past what the JIT compiles. */
final class Listing {
  /** Launches of one method. */
  static final int BLOCK = 64;

  private Listing() {}

  /**
   * Adds an overriding method that lists launches; where there are many, it calls others that do.
   *
   * @param line writes the lines of one launch
   */
  static void add(
      TypeSpec.Builder type, String name, int from, int to, BiConsumer<Text, Integer> line) {
    MethodSpec.Builder all =
        MethodSpec.methodBuilder(name)
            .addModifiers(Modifier.PROTECTED)
            .addAnnotation(Override.class);
    boolean many = to - from > BLOCK;
    for (int start = from, block = 0; start < to; start += BLOCK, block++) {
      Text t = new Text();
      for (int i = start; i < Math.min(to, start + BLOCK); i++) {
        line.accept(t, i);
      }
      CodeBlock code = CodeBlock.of("$L", t.toString());
      if (many) {
        all.addStatement("$L()", name + block);
        type.addMethod(
            MethodSpec.methodBuilder(name + block)
                .addModifiers(Modifier.PRIVATE)
                .addCode(code)
                .build());
      } else {
        all.addCode(code);
      }
    }
    type.addMethod(all.build());
  }
}
