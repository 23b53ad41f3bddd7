package cnnc.dsl.resolve.value;

import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Expr;
import java.util.List;
import java.util.Optional;

/** Puts values in the places of names, and of what can be computed from them. */
public final class Substitution {
  private final Evaluator scope;

  public Substitution(Evaluator scope) {
    this.scope = scope;
  }

  /** The same expression without names of constants. */
  public Expr of(Expr e) {
    if (e instanceof Expr.Call c && !Functions.known(c.name())) {
      return new Expr.Call(c.name(), c.nameSpan(), arguments(c.arguments()), c.span());
    }
    if (e instanceof Expr.Items l) {
      return new Expr.Items(l.items().stream().map(this::of).toList(), l.span());
    }
    if (e instanceof Expr.Binary b && (calls(b.left()) || calls(b.right()))) {
      return new Expr.Binary(b.operator(), of(b.left()), of(b.right()), b.span());
    }
    Optional<Value> value = scope.value(e);
    return value.map(v -> Literals.of(v, e.span())).orElse(e);
  }

  /** The same arguments without names of constants. */
  public List<Argument> arguments(List<Argument> arguments) {
    return arguments.stream()
        .map(a -> new Argument(a.name(), a.nameSpan(), of(a.value())))
        .toList();
  }

  /** Whether an expression has a part that is no number of its own, such as a term of a loss. */
  private static boolean calls(Expr e) {
    return e instanceof Expr.Call c && !Functions.known(c.name())
        || e instanceof Expr.Binary b && (calls(b.left()) || calls(b.right()));
  }
}
