package cnnc.tongues;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.Cnn;
import cnnc.dsl.fluent.Convolution;
import cnnc.dsl.fluent.Fork;
import cnnc.dsl.fluent.Init;
import cnnc.dsl.fluent.Layer;
import cnnc.dsl.fluent.Network;
import cnnc.dsl.fluent.Ref;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.List;

/** Writes a net whose blocks are written out once more, in Java. */
final class InJava {
  private InJava() {}

  static Network of(Declaration.Net net) {
    Network java = network(net.name()).input("image", f32(6, 6, 3)).label("y", 2);
    String stage = "";
    List<Element> chain = new ArrayList<>();
    boolean first = true;
    for (Element e : net.body()) {
      if (e instanceof Element.Stage || e instanceof Element.EndStage) {
        java = add(java, stage, chain, first);
        first = false;
        chain.clear();
        stage = e instanceof Element.Stage s ? s.name() : "";
      } else {
        chain.add(e);
      }
    }
    java = add(java, stage, chain, first);
    for (Expr.Ref output : net.outputs()) {
      java = java.output(output.name());
    }
    return java;
  }

  private static Network add(Network net, String stage, List<Element> chain, boolean first) {
    Layer all = chain(chain);
    return !stage.isEmpty() ? net.stage(stage, all)
        : first && chain.isEmpty() ? net : net.then(all);
  }

  private static Layer chain(List<Element> body) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < body.size(); i++) {
      Element e = body.get(i);
      if (e instanceof Element.Stage s) {
        int end = i + 1;
        while (end < body.size() && !(body.get(end) instanceof Element.Stage)) {
          end++;
        }
        layers.add(stage(s.name(), chain(body.subList(i + 1, end))));
        i = end - 1;
      } else if (e instanceof Element.Fork f && i + 1 < body.size()) {
        layers.add(joined(f, (Element.Layer) body.get(++i)));
      } else {
        layers.add(layer(e));
      }
    }
    boolean stages = !body.isEmpty() && body.get(0) instanceof Element.Stage;
    // Unlike `seq`, a repetition leaves blocks apart.
    return stages ? seq(layers.toArray(Layer[]::new)) : repeat(layers.size(), layers::get);
  }

  private static Layer joined(Element.Fork f, Element.Layer join) {
    Fork fork = fork(f.branches().stream().map(InJava::chain).toArray(Layer[]::new));
    Ref[] more = refs(join);
    return switch (join.name()) {
      case "add" -> fork.add(more);
      case "mul" -> fork.mul(more);
      case "max" -> fork.max(more);
      default -> fork.concat(more);
    };
  }

  private static Ref[] refs(Element.Layer join) {
    return join.arguments().stream()
        .map(a -> ref(((Expr.Ref) a.value()).name()))
        .toArray(Ref[]::new);
  }

  private static Layer layer(Element e) {
    if (e instanceof Element.Layer l) {
      return word(l);
    }
    if (e instanceof Element.Block b) {
      boolean stages = b.body().stream().anyMatch(Element.Stage.class::isInstance);
      return stages && b.body().get(0) instanceof Element.Stage
          ? chain(b.body())
          : block(chain(b.body()));
    }
    if (e instanceof Element.Shared s) {
      return shared(s.name(), chain(s.body()));
    }
    if (e instanceof Element.Restart r) {
      return from(ref(r.name()));
    }
    if (e instanceof Element.ShapeCheck c && c.shape() instanceof Expr.Items l) {
      return shape(number(l.items().get(0)));
    }
    throw new IllegalArgumentException(String.valueOf(e));
  }

  private static Layer word(Element.Layer l) {
    return switch (l.name()) {
      case "conv" -> convolution(l);
      case "dense" -> dense(number(l.arguments().get(0).value()));
      case "bn" -> bn();
      case "relu" -> relu();
      case "gelu" -> gelu();
      case "selu" -> selu();
      case "tanh" -> tanh();
      case "global_avg_pool" -> globalAvgPool();
      default -> throw new IllegalArgumentException(l.name());
    };
  }

  private static Layer convolution(Element.Layer l) {
    Convolution conv =
        conv(number(l.arguments().get(0).value()), number(l.arguments().get(1).value()));
    for (Argument a : l.arguments().subList(2, l.arguments().size())) {
      conv =
          switch (a.name()) {
            case "bias" -> conv.noBias();
            case "stride" -> conv.stride(number(a.value()));
            case "init" -> conv.init(normal((Expr.Call) a.value()));
            default -> throw new IllegalArgumentException(a.name());
          };
    }
    return conv;
  }

  private static Init normal(Expr.Call call) {
    return Cnn.normal(Double.parseDouble(((Expr.Num) call.arguments().get(0).value()).digits()));
  }

  private static int number(Expr e) {
    return e instanceof Expr.Unary u ? -number(u.operand()) : Integer.parseInt(((Expr.Num) e).digits());
  }
}
