package cnnc.codegen.scalar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is computed for each element of a tensor.
 *
 * @param reads the operands of the expressions
 * @param outputs by tensor that is written
 * @param sums by tensor of sums over the elements
 */
public record Formula(List<Read> reads, List<Expr> outputs, List<Sum> sums) {
  /** Stands for an input where a kernel's own result is meant. */
  public static final int OWN = -1;

  /** A kernel's own result as it is. */
  public static final Formula IDENTITY =
      new Formula(List.of(Read.OWN), List.of(Expr.operand(0)), List.of());

  public Formula {
    reads = List.copyOf(reads);
    outputs = List.copyOf(outputs);
    sums = List.copyOf(sums);
  }

  /**
   * An operand.
   *
   * @param input place among the node's inputs, or {@link #OWN}
   */
  public record Read(int input, Access access) {
    public static final Read OWN = new Read(Formula.OWN, Access.ELEMENT);
  }

  /**
   * A sum.
   *
   * @param access the elements that share one of its values are summed
   */
  public record Sum(Expr value, Access access) {}

  /** One output of operands that are the inputs in their order. */
  public static Formula of(Expr output, Access... accesses) {
    return new Formula(reads(accesses), List.of(output), List.of());
  }

  /** Operands that are the inputs in their order. */
  public static List<Read> reads(Access... accesses) {
    List<Read> reads = new ArrayList<>();
    for (Access access : accesses) {
      reads.add(new Read(reads.size(), access));
    }
    return reads;
  }

  /** The streams that random numbers are drawn from. */
  public SortedSet<Integer> streams() {
    SortedSet<Integer> streams = new TreeSet<>();
    Set<Expr> met = Collections.newSetFromMap(new IdentityHashMap<>());
    expressions().forEach(e -> addStreams(e, streams, met));
    return streams;
  }

  private static void addStreams(Expr e, Set<Integer> streams, Set<Expr> met) {
    if (e instanceof Expr.Random r) {
      streams.add(r.stream());
    }
    if (met.add(e)) {
      e.parts().forEach(part -> addStreams(part, streams, met));
    }
  }

  /** Whether nothing but elements is read, and nothing drawn or summed. */
  public boolean elementwise() {
    return sums.isEmpty() && streams().isEmpty() && reads.stream().allMatch(r -> r.access().equals(Access.ELEMENT));
  }

  /** The same in functions that every printer knows, equal parts as one object. */
  public Formula expanded() {
    Expansion expansion = new Expansion();
    return new Formula(
        reads, outputs.stream().map(expansion::of).toList(),
        sums.stream().map(s -> new Sum(expansion.of(s.value()), s.access())).toList());
  }

  /** The expressions, outputs first. */
  public List<Expr> expressions() {
    return Stream.concat(outputs.stream(), sums.stream().map(Sum::value)).toList();
  }

  /** How many operations an element takes. */
  public int operations() {
    return Sharing.operations(expanded().expressions());
  }

  /** The human line. */
  @Override
  public String toString() {
    List<String> names = reads.stream().map(Formula::name).toList();
    List<String> parts = new ArrayList<>();
    outputs.forEach(o -> parts.add(Printer.text(o, names)));
    sums.forEach(
        s -> parts.add("sum by " + s.access() + " of " + Printer.text(s.value(), names)));
    return String.join("; ", parts);
  }

  private static String name(Read read) {
    String access = read.access().equals(Access.ELEMENT) ? "" : "[" + read.access() + "]";
    return (read.input() == OWN ? "y" : "$" + read.input()) + access;
  }
}
