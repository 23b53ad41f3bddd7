package cnnc.codegen.kernel;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Formula;
import java.util.ArrayList;
import java.util.List;

/** Ports of kernels that apply a formula to each element. */
public interface Ports {
  /**
   * The inputs that a formula reads, from a place among a node's inputs on.
   *
   * @param first how many inputs the op has of its own
   */
  static List<Port> reads(Formula formula, int first, Frame frame) {
    List<Port> ports = new ArrayList<>();
    for (Formula.Read read : formula.reads()) {
      if (read.input() == first + ports.size()) {
        Access a = read.access();
        ports.add(
            new Port(name(read.input()), Port.Use.READ, a.image(), size(a, frame)));
      }
    }
    return ports;
  }

  /** Inputs of one kind, of these sizes: {@code x}, {@code x2}, ... */
  static List<Port> several(String name, List<Integer> sizes) {
    List<Port> ports = new ArrayList<>();
    for (int size : sizes) {
      ports.add(Port.in(ports.isEmpty() ? name : name + (ports.size() + 1), size));
    }
    return ports;
  }

  /** What a formula's input is called. */
  static String name(int input) {
    return "i" + input;
  }

  /** What a formula writes for each element. */
  static List<Port> outputs(Formula formula, Frame frame) {
    List<Port> ports = new ArrayList<>();
    for (int i = 0; i < formula.outputs().size(); i++) {
      ports.add(Port.out(outputName(i), frame.size()));
    }
    return ports;
  }

  static String outputName(int output) {
    return output == 0 ? "y" : "y" + (output + 1);
  }

  /**
   * What a formula sums.
   *
   * @param partial whether a task leaves sums of its images
   */
  static List<Port> sums(Formula formula, Frame frame, boolean partial) {
    List<Port> ports = new ArrayList<>();
    for (int i = 0; i < formula.sums().size(); i++) {
      Access a = formula.sums().get(i).access();
      Port.Use use = partial && !a.image() ? Port.Use.PARTIAL_SUMS : Port.Use.WRITE;
      ports.add(new Port(sumName(i), use, a.image(), size(a, frame)));
    }
    return ports;
  }

  static String sumName(int sum) {
    return sum == 0 ? "sum" : "sum" + (sum + 1);
  }

  /** Values of one image, or of all, that elements meet. */
  static long size(Access access, Frame frame) {
    long channels = access.groups() == 0 ? frame.channels() : access.groups();
    return access.pixel() ? frame.pixels() * channels : channels;
  }

  /** All of these, in this order. */
  @SafeVarargs
  static List<Port> all(List<Port>... lists) {
    List<Port> ports = new ArrayList<>();
    for (List<Port> list : lists) {
      ports.addAll(list);
    }
    return ports;
  }
}
