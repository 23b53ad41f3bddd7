package cnnc.dsl.fluent;

import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.fluent.training.Augmentation;
import cnnc.dsl.fluent.training.DataSet;
import cnnc.dsl.fluent.training.Evaluation;
import cnnc.dsl.fluent.training.Recipe;
import cnnc.dsl.fluent.training.Rule;
import cnnc.dsl.fluent.training.Term;
import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.ImportTree;
import cnnc.dsl.syntax.Property;
import cnnc.dsl.syntax.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A network and what trains and judges it. It never changes: each method gives a new one. What is wrong
 * with it is found by {@link #check} and by compiling it, and never thrown while it is written.
 */
public final class Network {
  private final String name;
  private final Span place;
  private final String comment;
  private final List<Declaration.Port> ports;
  private final List<Element> chain;
  private final List<Expr.Ref> outputs;
  private final List<Declaration> around;

  private Network(
      String name, Span place, String comment, List<Declaration.Port> ports, List<Element> chain,
      List<Expr.Ref> outputs, List<Declaration> around) {
    this.name = name;
    this.place = place;
    this.comment = comment;
    this.ports = List.copyOf(ports);
    this.chain = List.copyOf(chain);
    this.outputs = List.copyOf(outputs);
    this.around = List.copyOf(around);
  }

  static Network of(String name) {
    return new Network(
        String.valueOf(name), Places.network(), "", List.of(), List.of(), List.of(), List.of());
  }

  /** What stands above the generated class. */
  public Network comment(String text) {
    return new Network(
        name, place, String.valueOf(text), ports, chain, outputs, around);
  }

  /** What the net sees. */
  public Network input(String input, ImageType type) {
    Span here = Places.here();
    ImageType seen = type == null ? new ImageType(0, 0, 0) : type;
    return port(
        new Declaration.Port(
            "input", String.valueOf(input), here, "f32", seen.span, List.of(), seen.dims, here));
  }

  /** What it is to say of an image: one of so many classes. */
  public Network label(String label, int classes) {
    Span here = Places.here();
    Argument count = new Argument("", here, Written.value(classes, here));
    return port(
        new Declaration.Port(
            "label", String.valueOf(label), here, "class", here, List.of(count), null, here));
  }

  private Network port(Declaration.Port port) {
    List<Declaration.Port> all = new ArrayList<>(ports);
    all.add(port);
    return new Network(name, place, comment, all, chain, outputs, around);
  }

  /** Goes on with layers under a name, which stands for what they come to. */
  public Network stage(String stage, Layer... layers) {
    List<Element> more = new ArrayList<>();
    more.add(new Element.Stage(String.valueOf(stage), Places.here()));
    more.addAll(Layer.all(layers));
    return chain(more);
  }

  /** Goes on with layers that have no name of their own. */
  public Network then(Layer... layers) {
    List<Element> more = new ArrayList<>();
    boolean named = chain.stream().anyMatch(Element.Stage.class::isInstance);
    if (named) {
      more.add(new Element.EndStage(Places.here()));
    }
    more.addAll(Layer.all(layers));
    return chain(more);
  }

  /** The value here must be an image of this size. */
  public Network shape(int height, int width, int channels) {
    return chain(Cnn.shape(height, width, channels).elements());
  }

  /** The value here must be so many numbers. */
  public Network shape(int size) {
    return chain(Cnn.shape(size).elements());
  }

  private Network chain(List<Element> more) {
    List<Element> all = new ArrayList<>(chain);
    all.addAll(more);
    return new Network(name, place, comment, ports, all, outputs, around);
  }

  /** What it gives: the first are the logits; by default the last value. */
  public Network output(String... stages) {
    List<Expr.Ref> all = new ArrayList<>(outputs);
    Written.all(stages).forEach(s -> all.add(Ref.expression(Cnn.ref(s))));
    return new Network(name, place, comment, ports, chain, all, around);
  }

  /** Images to learn from and to judge by. */
  public Network data(DataSet data) {
    return with((data == null ? DataSet.cifarBinary("null") : data).declaration());
  }

  /** A chain from the data's images to what the net sees. */
  public Network augment(String augmentation, Augmentation... steps) {
    List<Element> body = new ArrayList<>();
    for (Augmentation step : Written.all(steps)) {
      body.add(step == null ? Written.word("null").element() : step.element());
    }
    Span here = Places.here();
    return with(new Declaration.Augment(String.valueOf(augmentation), here, body, here));
  }

  /** A term of the loss, which is the sum of its terms. */
  public Network loss(String term, Term value) {
    Span here = Places.here();
    Expr expression = value == null ? Written.name("null") : value.expression();
    Property property = new Property(String.valueOf(term), here, expression);
    List<Declaration> all = new ArrayList<>(around);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Declaration.Block b && b.keyword().equals("loss")) {
        List<Property> terms = new ArrayList<>(b.properties());
        terms.add(property);
        all.set(i, block(b.nameSpan(), terms));
        return new Network(name, place, comment, ports, chain, outputs, all);
      }
    }
    return with(block(here, List.of(property)));
  }

  private static Declaration.Block block(Span span, List<Property> terms) {
    return new Declaration.Block("loss", "", span, "", null, terms, span);
  }

  /** Rules for parameters by their names. */
  public Network params(Rule... rules) {
    List<Declaration.Rule> all =
        Written.all(rules).stream().map(r -> (r == null ? Rule.of("null") : r).rule()).toList();
    return with(new Declaration.Params(all, Places.here()));
  }

  /** A way to train. */
  public Network recipe(String recipe, UnaryOperator<Recipe> says) {
    Recipe empty = Recipe.of(recipe);
    Recipe full = says == null ? null : says.apply(empty);
    return with((full == null ? empty : full).declaration());
  }

  /** How it is judged. */
  public Network eval(UnaryOperator<Evaluation> says) {
    Evaluation empty = Evaluation.of();
    Evaluation full = says == null ? null : says.apply(empty);
    return with((full == null ? empty : full).declaration());
  }

  private Network with(Declaration more) {
    List<Declaration> all = new ArrayList<>(around);
    all.add(more);
    return new Network(name, place, comment, ports, chain, outputs, all);
  }

  /** The name of the class that it becomes. */
  public String name() {
    return name;
  }

  /** The syntax that a text would give. */
  public FileSyntax syntax() {
    Declaration.Net net =
        new Declaration.Net(name, place, List.of(), ports, chain, outputs, comment, place);
    List<Declaration> all = new ArrayList<>();
    all.add(net);
    all.addAll(around);
    return new FileSyntax(place.file(), "", place, List.of(), all);
  }

  /** All faults and warnings, in the order of their places. */
  public List<Diagnostic> check() {
    Diagnostics diagnostics = new Diagnostics();
    new Resolver(ImportTree.alone(syntax()), Settings.NONE, diagnostics).models();
    return diagnostics.all();
  }

  /** A network file that means the same. */
  @Override
  public String toString() {
    return Parser.text(syntax());
  }
}
