package cnnc.codegen.scalar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Parts of expressions that occur more than once, and are worth a variable. */
public final class Sharing {
  private final Map<Expr, Integer> uses = new HashMap<>();
  private final List<Expr> order = new ArrayList<>();

  private Sharing() {}

  /** The parts that all of these have more than once between them, each behind those it is made of. */
  public static List<Expr> of(List<Expr> expressions) {
    Sharing sharing = new Sharing();
    expressions.forEach(sharing::count);
    return sharing.order.stream().filter(e -> sharing.uses.get(e) > 1).toList();
  }

  /** Counts an expression, the parts of one that was met before not again. */
  private void count(Expr e) {
    boolean leaf =
        e instanceof Expr.Operand || e instanceof Expr.Constant || e instanceof Expr.Images;
    if (leaf || uses.merge(e, 1, Integer::sum) > 1) {
      return;
    }
    parts(e).forEach(this::count);
    order.add(e);
  }

  private static Stream<Expr> parts(Expr e) {
    if (e instanceof Expr.Unary u) {
      return Stream.of(u.a());
    }
    if (e instanceof Expr.Binary b) {
      return Stream.of(b.a(), b.b());
    }
    return e instanceof Expr.Select s
        ? Stream.of(s.a(), s.b(), s.yes(), s.no())
        : Stream.empty();
  }
}
