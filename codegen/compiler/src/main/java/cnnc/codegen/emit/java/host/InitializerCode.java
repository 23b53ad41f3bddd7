package cnnc.codegen.emit.java.host;

import cnnc.dsl.model.Init;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.table.OpTable;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.function.BiFunction;

/** How a parameter starts, as a Java expression. */
final class InitializerCode {
  private interface Rule extends BiFunction<Init, Parameter, CodeBlock> {}

  private static final ClassName TYPE = ClassName.get("cnnc.runtime.random", "Initializer");

  private static final OpTable<Init, Rule> TABLE =
      OpTable.<Init, Rule>of(Init.class, "Java")
          .row(Init.Constant.class, rule(Init.Constant.class, (i, p) -> call("constant", i.value())))
          .row(Init.Normal.class, rule(Init.Normal.class, (i, p) -> call("normal", i.stddev())))
          .row(
              Init.TruncatedNormal.class,
              rule(Init.TruncatedNormal.class, (i, p) -> call("truncatedNormal", i.stddev())))
          .row(Init.Uniform.class, rule(Init.Uniform.class, (i, p) -> call("uniform", i.limit())))
          .row(Init.Scaled.class, rule(Init.Scaled.class, InitializerCode::scaled))
          .row(
              Init.Orthogonal.class,
              rule(Init.Orthogonal.class, (i, p) -> call("orthogonal", i.gain())))
          .row(Init.Dirac.class, rule(Init.Dirac.class, InitializerCode::dirac))
          .row(
              Init.Whiten.class,
              rule(
                  Init.Whiten.class,
                  (i, p) -> CodeBlock.of("$T.whiten($L, $L)", TYPE, i.images(), i.eps())))
          .build();

  private InitializerCode() {}

  static CodeBlock of(Parameter p) {
    return of(p.init(), p);
  }

  private static CodeBlock of(Init init, Parameter p) {
    return TABLE.get(init).apply(init, p);
  }

  private static CodeBlock dirac(Init.Dirac init, Parameter p) {
    return CodeBlock.of("$T.dirac($L, $L)", TYPE, groups(p), of(init.rest(), p));
  }

  private static <I extends Init> Rule rule(
      Class<I> kind, BiFunction<I, Parameter, CodeBlock> rule) {
    return (init, p) -> rule.apply(kind.cast(init), p);
  }

  private static CodeBlock scaled(Init.Scaled init, Parameter p) {
    double fan =
        switch (init.fan()) {
          case IN -> p.fans().in();
          case OUT -> p.fans().out();
          case AVERAGE -> (p.fans().in() + (double) p.fans().out()) / 2;
        };
    double variance = init.scale() / fan;
    // An even distribution from -l to l has the variance l^2 / 3.
    return init.uniform()
        ? call("uniform", Math.sqrt(3 * variance))
        : call("normal", Math.sqrt(variance));
  }

  /** Of a convolution's weights; one input reaches the outputs of its group. */
  private static int groups(Parameter p) {
    List<Integer> shape = p.shape();
    return shape.get(0) * shape.get(1) * shape.get(3) / p.fans().out();
  }

  private static CodeBlock call(String name, Object argument) {
    return CodeBlock.of("$T.$L($L)", TYPE, name, argument);
  }
}
