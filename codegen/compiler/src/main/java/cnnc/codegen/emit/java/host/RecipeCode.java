package cnnc.codegen.emit.java.host;

import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.text.Escapes;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Monitor;
import cnnc.dsl.model.Optimizer;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Schedule;
import cnnc.dsl.model.Schedule.Argument;
import cnnc.dsl.model.Shuffle;
import cnnc.dsl.model.Views;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Recipes, data sets, augmentations and parameters as Java expressions. */
final class RecipeCode {
  private static final String TRAIN = "cnnc.runtime.train";
  private static final String DATA = "cnnc.runtime.data";

  private final Model model;

  RecipeCode(Model model) {
    this.model = model;
  }

  CodeBlock recipe(Recipe r, Optional<String> data) {
    CodeBlock average =
        r.average().isPresent()
            ? CodeBlock.of("$T.of($L)", OptionalDouble.class, r.average().getAsDouble())
            : CodeBlock.of("$T.empty()", OptionalDouble.class);
    return CodeBlock.builder()
        .add("new $T(\n$>$S,\n", train("Recipe"), r.name())
        .add(NetworkClass.optional(data))
        .add(",\n$L, $L, ", r.batch(), r.accumulate())
        .add(duration(r.length()))
        .add(", $L, $L,\n", r.exact(), r.seed())
        .add(optimizer(r.optimizer()))
        .add(",\n")
        .add(shuffle(r.shuffle()))
        .add(",\n")
        .add(
            augmentation(
                r.augmentation().map(Augmentation::steps).orElse(List.of()).stream()
                    .map(Augmentation.Step::op)
                    .toList()))
        .add(",\n")
        .add(average)
        .add(",\n")
        .add(monitor(r.monitor()))
        .add(",\n")
        .add(NetworkClass.strings(model.judged().stream().map(LossTerm::name).toList()))
        .add(", $S)$<", weightLoss())
        .build();
  }

  private static CodeBlock monitor(Monitor m) {
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add("$T.log($L, $L)", train("Monitor"), m.logEvery(), Escapes.literal(m.logFormat()));
    m.checkpoint()
        .ifPresent(
            c -> code.add(".keeping($L, $L, $L)", duration(c.every()), c.keep(), metric(c.best())));
    m.evaluate().ifPresent(d -> code.add(".judging($L)", duration(d)));
    m.stop()
        .ifPresent(
            s -> code.add(".stopping($L, $L, $L)", s.patience(), metric(s.metric()), s.least()));
    m.norms().ifPresent(d -> code.add(".norms($L)", duration(d)));
    return code.build();
  }

  private static CodeBlock metric(Monitor.Metric metric) {
    return CodeBlock.of("$T.$L", train("Judgement").nestedClass("Metric"), metric);
  }

  /** The name of the L2 term; empty for none. */
  private String weightLoss() {
    return model.loss().stream()
        .filter(LossTerm.L2.class::isInstance)
        .map(LossTerm::name)
        .findFirst()
        .orElse("");
  }

  CodeBlock dataSource(DataSet d) {
    ClassName source = ClassName.get(DATA, "DataSource");
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add("new $T(\n$>$S, ", source, d.name())
            .add(format(d))
            .add(",\n$L,\n$L,\n", Escapes.literal(d.url()), Escapes.literal(d.directory()))
            .add(NetworkClass.strings(d.train()))
            .add(",\n")
            .add(NetworkClass.strings(d.test()))
            .add(",\n")
            .add(NetworkClass.strings(d.sha256()));
    if (d.split() > 0) {
      code.add(",\n$L", d.split());
    }
    return code.add(")$<").build();
  }

  private CodeBlock format(DataSet d) {
    String size =
        d.image().height() + ", " + d.image().width() + ", " + d.image().channels() + ", "
            + model.network().classes();
    if (d.format() instanceof DataSet.Records r) {
      return CodeBlock.of(
          "new $T($L, $L)", ClassName.get(DATA, "RecordFormat"), r.labelBytes(), size);
    }
    if (d.format() instanceof DataSet.Idx) {
      return CodeBlock.of("new $T($L)", ClassName.get(DATA, "IdxFormat"), size);
    }
    DataSet.Pictures p = (DataSet.Pictures) d.format();
    CodeBlock listing =
        p.manifest()
            .map(
                m -> CodeBlock.of(
                    "new $T($L, $L)", ClassName.get(DATA, "Manifest"), Escapes.literal(m.path()),
                    Escapes.literal(m.label())))
            .orElseGet(() -> CodeBlock.of("new $T()", ClassName.get(DATA, "Folders")));
    return CodeBlock.builder()
        .add("new $T(\n$>", ClassName.get(DATA, "PictureFormat"))
        .add(listing)
        .add(", $L, ", size)
        .add(NetworkClass.strings(d.names()))
        .add(
            ", $T.$L, $L)$<", ClassName.get("cnnc.runtime.picture", "Fit"),
            p.fit().toUpperCase(Locale.ROOT), p.skips())
        .build();
  }

  /** As what images are judged. */
  CodeBlock views(List<Views.View> views) {
    ClassName type = ClassName.get("cnnc.runtime.augment", "View");
    if (views.size() == 1) {
      return CodeBlock.of("$T.one($L)", type, augmentation(views.get(0).chain()));
    }
    CodeBlock.Builder code = CodeBlock.builder().add("$T.of($>", List.class);
    for (int i = 0; i < views.size(); i++) {
      code.add(i == 0 ? "\n" : ",\n")
          .add("new $T($L, $L)", type, augmentation(views.get(i).chain()), views.get(i).share());
    }
    return code.add("$<)").build();
  }

  private static CodeBlock augmentation(List<Distortion> ops) {
    ClassName type = ClassName.get("cnnc.runtime.augment", "Augmentation");
    CodeBlock.Builder code = CodeBlock.builder().add("$T.of(", type);
    for (int i = 0; i < ops.size(); i++) {
      code.add(i == 0 ? "" : ", ").add(op(type, ops.get(i)));
    }
    return code.add(")").build();
  }

  /** The runtime's method of the same name, with the same values. */
  private static CodeBlock op(ClassName type, Distortion op) {
    List<CodeBlock> values = new ArrayList<>();
    for (RecordComponent component : op.getClass().getRecordComponents()) {
      Object value = value(op, component);
      if (value instanceof Enum<?> word) {
        ClassName words = type.nestedClass(word.getDeclaringClass().getSimpleName());
        values.add(CodeBlock.of("$T.$L", words, word));
      } else if (value instanceof List<?> numbers) {
        values.add(
            CodeBlock.of(
                "$T.of($L)", List.class,
                numbers.stream().map(String::valueOf).collect(Collectors.joining(", "))));
      } else {
        values.add(CodeBlock.of("$L", value));
      }
    }
    String name = op.getClass().getSimpleName();
    return CodeBlock.of(
        "$T.$L($L)", type, name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
        CodeBlock.join(values, ", "));
  }

  private static Object value(Distortion op, RecordComponent component) {
    try {
      return component.getAccessor().invoke(op);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static CodeBlock duration(Duration d) {
    String unit = d.unit().name().toLowerCase(Locale.ROOT);
    return d.unit() == Duration.Unit.STEPS
        ? CodeBlock.of("$T.$L($L)", train("Duration"), unit, whole((long) d.amount()))
        : CodeBlock.of("$T.$L($L)", train("Duration"), unit, d.amount());
  }

  /** A number of steps, with Java's mark of a long where it is one. */
  private static String whole(long number) {
    return number == (int) number ? String.valueOf(number) : number + "L";
  }

  private static CodeBlock optimizer(Optimizer o) {
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add("$T.of($S, ", train("Optimizer"), o.form().name())
            .add(schedule(o.rate()));
    o.numbers().forEach(n -> code.add(", $L", n));
    code.add(")");
    o.rest().ifPresent(rest -> code.add(".rest($L)", optimizer(rest)));
    o.lookahead()
        .ifPresent(l -> code.add(".lookahead($L, $L)", duration(l.every()), schedule(l.decay())));
    return code.build();
  }

  private static CodeBlock schedule(Schedule s) {
    ClassName type = train("Schedule");
    if (s instanceof Schedule.Product p) {
      return CodeBlock.of("$L.times($L)", schedule(p.left()), schedule(p.right()));
    }
    if (s instanceof Schedule.Joined j) {
      CodeBlock code = schedule(j.parts().get(0));
      for (int i = 0; i < j.borders().size(); i++) {
        code = CodeBlock.of(
            "$L.then($L, $L)", code, duration(j.borders().get(i)), schedule(j.parts().get(i + 1)));
      }
      return code;
    }
    if (s instanceof Schedule.Curve c) {
      return CodeBlock.of(
          "$T.$L($L)", type, Names.lowerCamel(c.rule().name()),
          CodeBlock.join(c.arguments().stream().map(RecipeCode::argument).toList(), ", "));
    }
    return CodeBlock.of("$T.constant($L)", type, ((Schedule.Constant) s).value());
  }

  private static CodeBlock argument(Argument a) {
    if (a instanceof Argument.Number n) {
      return CodeBlock.of("$L", n.value());
    }
    if (a instanceof Argument.Flag f) {
      return CodeBlock.of("$L", f.value());
    }
    if (a instanceof Argument.Time t) {
      return duration(t.value());
    }
    List<Duration> times = ((Argument.Times) a).values();
    return CodeBlock.of(
        "$T.of($L)", List.class, CodeBlock.join(times.stream().map(RecipeCode::duration).toList(), ", "));
  }

  private static CodeBlock shuffle(Shuffle s) {
    ClassName type = train("Shuffle");
    return s instanceof Shuffle.Queue q
        ? CodeBlock.of("$T.queue($L)", type, q.capacity())
        : CodeBlock.of("$T.full()", type);
  }

  CodeBlock parameter(Parameter p, int offset) {
    boolean l2 = !weightLoss().isEmpty();
    CodeBlock made = CodeBlock.of(
        "$T.of($S, $L, $L, $L, $L)", ClassName.get(NetworkClass.NET, "Parameter"), p.name(),
        offset, InitializerCode.of(p), l2 ? p.decay() : 0.0,
        p.shape().stream().map(String::valueOf).reduce((a, b) -> a + ", " + b).orElse(""));
    return p.rate() == 1 ? made : CodeBlock.of("$L.learningAt($L)", made, p.rate());
  }

  private static ClassName train(String name) {
    return ClassName.get(TRAIN, name);
  }
}
