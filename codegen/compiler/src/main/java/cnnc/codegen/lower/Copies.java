package cnnc.codegen.lower;

import cnnc.codegen.graph.Enlargement;
import cnnc.codegen.graph.Move;
import cnnc.codegen.graph.Move.Loop;
import cnnc.codegen.graph.Op;
import cnnc.dsl.model.Op.Concat;
import cnnc.dsl.model.Op.Crop;
import cnnc.dsl.model.Op.Flatten;
import cnnc.dsl.model.Op.Pad;
import cnnc.dsl.model.Op.SpaceToDepth;
import cnnc.dsl.model.Op.Upsample;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.List;

/** Nodes that change the places of values. */
final class Copies {
  private Copies() {}

  /** Pixel by pixel, the channels of one input behind those of the other. */
  static int concat(Concat c, LayerNodes n) {
    int channels = n.outputShape().channels();
    int pixels = n.size() / channels;
    List<Integer> sizes = new ArrayList<>();
    List<Move> moves = new ArrayList<>();
    int before = 0;
    Integer[] inputs = new Integer[n.inputs()];
    for (int i = 0; i < inputs.length; i++) {
      Shape in = n.inputShape(i);
      Loop each = new Loop(pixels, in.channels(), channels);
      moves.add(new Move(i, 0, before, List.of(each), in.channels()));
      sizes.add(in.size());
      inputs[i] = n.input(i);
      before += in.channels();
    }
    return n.node(new Op.Copy(sizes, n.size(), moves), inputs);
  }

  static int pad(Pad p, LayerNodes n) {
    Shape.Image in = n.inputImage();
    Shape.Image out = (Shape.Image) n.outputShape();
    int to = (p.padding().top() * out.width() + p.padding().left()) * in.channels();
    return rows(in.height(), in.width(), 0, to, n);
  }

  static int crop(Crop c, LayerNodes n) {
    Shape.Image in = n.inputImage();
    return rows(c.height(), c.width(), (c.top() * in.width() + c.left()) * in.channels(), 0, n);
  }

  /** So many rows and columns, from one place to another. */
  private static int rows(int height, int width, int from, int to, LayerNodes n) {
    Shape.Image in = n.inputImage();
    Shape.Image out = (Shape.Image) n.outputShape();
    int channels = in.channels();
    Loop rows = new Loop(height, in.width() * channels, out.width() * channels);
    return copy(new Move(0, from, to, List.of(rows), width * channels), n);
  }

  /** A block's rows lie in the image as they do in the pixel that it becomes. */
  static int spaceToDepth(SpaceToDepth s, LayerNodes n) {
    Shape.Image in = n.inputImage();
    Shape.Image out = (Shape.Image) n.outputShape();
    int row = s.block() * in.channels();
    int line = in.width() * in.channels();
    List<Loop> loops =
        List.of(
            new Loop(out.height(), s.block() * line, out.width() * out.channels()),
            new Loop(s.block(), line, row), new Loop(out.width(), row, out.channels()));
    return copy(new Move(0, 0, 0, loops, row), n);
  }

  private static int copy(Move move, LayerNodes n) {
    return n.node(
        new Op.Copy(List.of(n.inputShape().size()), n.size(), List.of(move)),
        n.input(0));
  }

  /** Values lie in memory as they do in a row. */
  static int flatten(Flatten f, LayerNodes n) {
    return n.input(0);
  }

  static int upsample(Upsample u, LayerNodes n) {
    Shape.Image in = n.inputImage();
    Enlargement e =
        new Enlargement(in.height(), in.width(), in.channels(), u.factorY(), u.factorX());
    return n.node(
        u.bilinear() ? new Op.BilinearUpsample(e) : new Op.NearestUpsample(e), n.input(0));
  }
}
