package cnnc.codegen.emit.java.host;

import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.UpdateRule;
import cnnc.dsl.model.Optimizer;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.List;

/** What a class says of the optimisers that it was compiled for. */
final class RuleCode {
  private static final ClassName TYPE = ClassName.get(NetworkClass.NET, "UpdateRule");

  private RuleCode() {}

  static CodeBlock rules(List<Optimizer.Form> rules) {
    CodeBlock.Builder list = CodeBlock.builder().add("$T.of($>", List.class);
    for (int i = 0; i < rules.size(); i++) {
      list.add(i == 0 ? "\n" : ",\n").add(rule(rules.get(i)));
    }
    return list.add("$<)").build();
  }

  private static CodeBlock rule(Optimizer.Form rule) {
    UpdateRule update = UpdateRule.of(rule);
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add("new $T($S, $T.$L, ", TYPE, rule.name(), TYPE.nestedClass("Whole"), whole(rule.rule()))
            .add(NetworkClass.strings(rule.numbers().stream().map(Optimizer.Number::name).toList()))
            .add(", ")
            .add(NetworkClass.strings(update.slots().stream().map(UpdateRule.Slot::name).toList()))
            .add(", $L, $L, (rate, numbers, powers, to) -> {$>", update.scalars().size(), update.clip());
    for (int i = 0; i < update.scalars().size(); i++) {
      code.add("\nto[$L] = (float) $L;", i, number(update.scalars().get(i), rule));
    }
    return code.add("$<\n})").build();
  }

  private static String whole(Optimizer.Rule rule) {
    return rule.whole() ? rule.name() : "NONE";
  }

  /** In double precision. */
  private static String number(Expr e, Optimizer.Form rule) {
    if (e instanceof Expr.Operand o) {
      int index = o.index() - 1;
      int numbers = rule.numbers().size();
      return index < 0
          ? "rate"
          : index < numbers ? "numbers[" + index + "]" : "powers[" + (index - numbers) + "]";
    }
    if (e instanceof Expr.Constant c) {
      return String.valueOf(c.value());
    }
    if (e instanceof Expr.Unary u && u.function() == Expr.Function.SQRT) {
      return "Math.sqrt(" + number(u.a(), rule) + ")";
    }
    if (e instanceof Expr.Binary b) {
      String operator =
          switch (b.operator()) {
            case ADD -> " + ";
            case SUB -> " - ";
            case MUL -> " * ";
            case DIV -> " / ";
            default -> throw new IllegalStateException(b.operator() + " of a step's numbers");
          };
      return "(" + number(b.a(), rule) + operator + number(b.b(), rule) + ")";
    }
    throw new IllegalStateException(e + " of a step's numbers");
  }
}
