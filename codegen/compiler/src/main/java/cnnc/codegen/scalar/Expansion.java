package cnnc.codegen.scalar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Expressions in functions that every printer knows, equal parts as one object: as trees they grow with
 * every function put into another by a factor, as graphs by a summand.
 */
final class Expansion {
  /** What expressions became; those that are made of others here stand for themselves. */
  private final Map<Expr, Expr> done = new IdentityHashMap<>();
  private final Map<List<Object>, Expr> known = new HashMap<>();
  private final Map<Expr, Integer> numbers = new IdentityHashMap<>();

  Expr of(Expr e) {
    Expr before = done.get(e);
    if (before != null) {
      return before;
    }
    Expr made = Substitution.rebuilt(e, this::of);
    if (made instanceof Expr.Unary u && !u.function().primitive()) {
      made = Elementary.expand(u.function(), u.a());
    }
    Expr result = made.parts().stream().allMatch(numbers::containsKey) ? one(made) : of(made);
    done.put(e, result);
    return result;
  }

  /** The one expression that equals this, whose parts are such ones. */
  private Expr one(Expr e) {
    List<Object> key = new ArrayList<>();
    key.add(e.parts().isEmpty() ? e : kind(e));
    e.parts().forEach(part -> key.add(numbers.get(part)));
    Expr one = known.computeIfAbsent(key, k -> e);
    done.put(one, one);
    numbers.putIfAbsent(one, numbers.size());
    return one;
  }

  private static Object kind(Expr e) {
    if (e instanceof Expr.Unary u) {
      return u.function();
    }
    return e instanceof Expr.Binary b ? b.operator() : Expr.Select.class;
  }
}
