package cnnc.codegen.lower;

import cnnc.codegen.graph.Average;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Op.AveragePool;
import cnnc.dsl.model.Op.GlobalAveragePool;
import cnnc.dsl.model.Op.GlobalMaxPool;
import cnnc.dsl.model.Op.MaxPool;
import cnnc.dsl.model.Shape;

/** Nodes of pools; a global one has a single window, as large as the image. */
final class Pools {
  private Pools() {}

  static int max(MaxPool p, LayerNodes n) {
    return max(n.geometry(p.window()), n);
  }

  static int globalMax(GlobalMaxPool p, LayerNodes n) {
    return max(global(n).geometry(), n);
  }

  private static int max(Geometry g, LayerNodes n) {
    return n.node(new Op.MaxPool(g, false, Formula.IDENTITY), n.input(0));
  }

  static int average(AveragePool p, LayerNodes n) {
    return average(new Average(n.geometry(p.window()), p.counted()), n);
  }

  static int globalAverage(GlobalAveragePool p, LayerNodes n) {
    return average(global(n), n);
  }

  private static int average(Average a, LayerNodes n) {
    return n.node(new Op.AveragePool(a, Formula.IDENTITY), n.input(0));
  }

  private static Average global(LayerNodes n) {
    Shape.Image in = n.inputImage();
    return Average.global(in.height(), in.width(), in.channels());
  }
}
