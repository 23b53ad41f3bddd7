package cnnc.codegen.scalar;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Parts of expressions that occur more than once, and are worth a variable. */
public final class Sharing {
  private final Map<Expr, Integer> uses = new IdentityHashMap<>();
  private final List<Expr> order = new ArrayList<>();

  private Sharing() {}

  /**
   * The parts that these have more than once between them, each behind those it is made of.
   *
   * @param expressions of an expanded formula: equal parts are one object
   */
  public static List<Expr> of(List<Expr> expressions) {
    Sharing sharing = new Sharing();
    expressions.forEach(sharing::count);
    return sharing.order.stream().filter(e -> sharing.uses.get(e) > 1).toList();
  }

  /** How many operations these take when each part is computed once. */
  static int operations(List<Expr> expressions) {
    Sharing sharing = new Sharing();
    expressions.forEach(sharing::count);
    return sharing.order.size();
  }

  /** Counts an expression, the parts of one that was met before not again. */
  private void count(Expr e) {
    if (!e.parts().isEmpty() && uses.merge(e, 1, Integer::sum) == 1) {
      e.parts().forEach(this::count);
      order.add(e);
    }
  }
}
