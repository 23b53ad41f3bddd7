package cnnc.codegen.fuse;

import cnnc.codegen.graph.Node;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Substitution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** One formula put into another that reads its outputs. */
final class Composition {
  private final Node first;
  private final Node second;
  private final IntPredicate disappears;
  private final Formula inner;
  private final Formula outer;
  private final List<Integer> inputs;
  private final List<Formula.Read> reads;

  /**
   * A composition.
   *
   * @param disappears whether a value is needed by {@code second} alone
   */
  Composition(Node first, Node second, IntPredicate disappears) {
    this.first = first;
    this.second = second;
    this.disappears = disappears;
    inner = first.op().formula().orElseThrow();
    outer = second.op().formula().orElseThrow();
    inputs = new ArrayList<>(first.inputs());
    reads = new ArrayList<>(inner.reads());
  }

  /** Both nodes as one; nothing where its formula is not accepted. */
  Optional<Node> node(Predicate<Formula> accepted) {
    int results = inner.outputs().size();
    for (Formula.Read read : outer.reads()) {
      boolean made = first.outputs().contains(second.inputs().get(read.input()));
      if (made && !read.access().equals(Access.ELEMENT)) {
        return Optional.empty();
      }
    }
    List<Expr> outputs = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (int k = 0; k < results; k++) {
      int value = first.outputs().get(k);
      if (!second.inputs().contains(value) || !disappears.test(value)) {
        outputs.add(inner.outputs().get(k));
        values.add(value);
      }
    }
    int behind = outer.outputs().size();
    outer.outputs().forEach(o -> outputs.add(substituted(o)));
    values.addAll(second.outputs().subList(0, behind));
    List<Formula.Sum> sums = new ArrayList<>(inner.sums());
    outer.sums().forEach(s -> sums.add(new Formula.Sum(substituted(s.value()), s.access())));
    values.addAll(first.outputs().subList(results, first.outputs().size()));
    values.addAll(second.outputs().subList(behind, second.outputs().size()));
    Formula formula = new Formula(reads, outputs, sums);
    if (!accepted.test(formula)) {
      return Optional.empty();
    }
    // What only sums is named after that: nobody else's name would say what it does.
    String name = inner.outputs().isEmpty() ? second.name() : first.name();
    return Optional.of(first.with(name, first.op().with(formula), inputs, values));
  }

  private Expr substituted(Expr e) {
    return Substitution.of(
        e,
        i -> {
          Formula.Read read = outer.reads().get(i);
          int value = second.inputs().get(read.input());
          int own = first.outputs().indexOf(value);
          return own >= 0 ? inner.outputs().get(own) : Expr.operand(read(value, read.access()));
        });
  }

  /** The place of an operand, among those of the first formula or behind them. */
  private int read(int value, Access access) {
    int input = inputs.indexOf(value);
    if (input < 0) {
      input = inputs.size();
      inputs.add(value);
    }
    Formula.Read read = new Formula.Read(input, access);
    int place = reads.indexOf(read);
    if (place < 0) {
      place = reads.size();
      reads.add(read);
    }
    return place;
  }
}
