package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Optimizer;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Schedule;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Shuffle;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a {@code recipe} block for one net. */
public final class RecipeResolver {
  private static final List<String> PROPERTIES =
      List.of("data", "augment", "batch", "steps", "epochs", "seed", "optimizer", "shuffle", "log",
          "checkpoint", "evaluate", "early_stop", "norms", "ema", "lookahead", "clip", "accumulate", "precision", "exact", "faithful");
  /** What one recipe takes over from another. */
  static final Set<String> KNOWN = Set.copyOf(PROPERTIES);

  private static final Signature QUEUE = Signature.of("queue", "min, capacity, threads = 1");
  private static final Signature LOOKAHEAD = Signature.of("every", "interval, decay = 0.5");
  /** Of a step. */
  private static final int MOST_IMAGES = 1 << 24;

  private static final double MOST_RATE = 1e6;
  private static final double REST_RATE = 3e-4;
  private static final double BELOW_ONE = Math.nextDown(1.0);

  /** Behind a fault. */
  private static final Optimizer NONE =
      Optimizer.of(Optimizer.Rule.SGD, new Schedule.Constant(0), List.of());

  private final Blocks blocks;

  public RecipeResolver(Blocks blocks) {
    this.blocks = blocks;
  }

  public Optional<Recipe> resolve(Declaration.Block block, Network network) {
    List<Property> properties = blocks.inheritance.of(block);
    Bound b = blocks.bind(block, properties, PROPERTIES);
    if (!b.failed() && blocks.inheritance.complete(block)) {
      for (String needed : List.of("batch", "optimizer")) {
        need(b, block, needed, b.given(needed));
      }
      need(b, block, "steps", b.given("steps") || b.given("epochs"));
    }
    Optional<DataSet> data = blocks.data(b);
    int batch = b.integer("batch", 1, 1, 1 << 20);
    Duration length = length(b);
    Optimizer rule = clipped(b, optimizer(b, "optimizer"));
    Optimizer optimizer = lookahead(b).map(rule::with).orElse(rule);
    Optional<Augmentation> augmentation =
        blocks.word(b, "augment", "augmentation", blocks.augmentations.keySet())
            .flatMap(name -> blocks.augmentation(name, data, network.input()));
    Shape.Image raw = data.map(DataSet::image).orElse(network.input());
    if (!b.given("augment") && !raw.equals(network.input())) {
      b.fault(
          Blocks.planesFirst(
              Diagnostic.of(
                      Code.AUGMENTATION_SHAPE, block.nameSpan(),
                      "the data's images are " + raw + ", but the net's input is "
                          + network.input())
                  .help("name an augmentation, as in `augment = train;`"),
              raw));
    }
    boolean tf32 =
        blocks.word(b, "precision", "precision", List.of("fp32", "tf32"))
            .filter("tf32"::equals).isPresent();
    boolean exact = b.flag("exact", false);
    if (tf32 && exact) {
      b.fault(
          Diagnostic.of(
              Code.NAME_TAKEN, b.span("exact"),
              "`exact` and `precision = tf32` contradict each other"));
    }
    OptionalDouble average =
        b.given("ema") ? OptionalDouble.of(b.number("ema", 0, 0, BELOW_ONE)) : OptionalDouble.empty();
    if (onPlateau(optimizer.rate()) && !b.given("evaluate") && !b.failed()) {
      MonitorReader.needsJudgements(b, "optimizer");
    }
    int accumulate = b.integer("accumulate", 1, 1, 1 << 16);
    if ((long) batch * accumulate > MOST_IMAGES) {
      b.fault(
          Diagnostic.of(
              Code.TOO_MANY, b.span("accumulate"),
              "a step of " + (long) batch * accumulate + " images, and 2^24 are the most"));
    }
    Recipe recipe =
        new Recipe(
            block.name(), data, augmentation, batch, length, accumulate, b.integer("seed", 1, 0, Integer.MAX_VALUE),
            optimizer, shuffle(b), average,
            tf32, exact, b.flag("faithful", false), new MonitorReader(b).read(), block.nameSpan());
    if (b.failed()) {
      return Optional.empty();
    }
    if (!recipe.faithful()) {
      new Lints(blocks.diagnostics).schedule(recipe, optimizerSpan(block, properties));
    }
    return Optional.of(recipe);
  }

  private static boolean onPlateau(Schedule rate) {
    if (rate instanceof Schedule.Product p) {
      return onPlateau(p.left()) || onPlateau(p.right());
    }
    return rate instanceof Schedule.Joined j
        ? j.parts().stream().anyMatch(RecipeResolver::onPlateau)
        : rate instanceof Schedule.Curve c && c.rule() == Schedule.Rule.PLATEAU;
  }

  private static void need(Bound b, Declaration.Block block, String property, boolean given) {
    if (!given) {
      b.fault(
          Diagnostic.of(
              Code.MISSING_PROPERTY, block.nameSpan(),
              "recipe `" + block.name() + "` needs the property `" + property + "`"));
    }
  }

  private Duration length(Bound b) {
    if (b.given("steps") && b.given("epochs")) {
      b.fault(
          Diagnostic.of(
              Code.NAME_TAKEN, b.span("epochs"), "`steps` and `epochs` both say how long to train"));
    }
    return b.given("epochs")
        ? new Duration(b.number("epochs", 1, 1e-9, 1e9), Duration.Unit.EPOCHS)
        : Duration.steps(b.integer("steps", 1, 1, Integer.MAX_VALUE));
  }

  private Optimizer optimizer(Bound recipe, String property) {
    Value value = recipe.value(property).orElse(null);
    if (value instanceof Value.Call c) {
      for (Optimizer.Rule rule : Optimizer.Rule.values()) {
        if (rule.word().equals(c.name())) {
          return optimizer(recipe, rule, c);
        }
      }
      recipe.fault(
          Similar.helpOrList(
              Diagnostic.of(
                  Code.UNKNOWN_NAME, c.nameSpan(), "there is no optimizer named `" + c.name() + "`"),
              c.name(), Arrays.stream(Optimizer.Rule.values()).map(Optimizer.Rule::word).toList()));
      return NONE;
    }
    if (value != null) {
      String rules =
          Arrays.stream(Optimizer.Rule.values())
              .map(rule -> "`" + signature(rule) + "`")
              .collect(Collectors.joining(" or "));
      recipe.wrong(property, rules, value);
    }
    return NONE;
  }

  private Optimizer optimizer(Bound recipe, Optimizer.Rule rule, Value.Call c) {
    Bound b =
        Bound.call(signature(rule), c);
    Schedule rate = new Schedules(b, "lr", MOST_RATE).read(1e-3);
    List<Double> numbers =
        rule.numbers().stream()
            .map(n -> number(n, b))
            .toList();
    if (!b.failed() && b.flag("nesterov", false) && b.number("momentum", 0, 0, 1) == 0) {
      b.fault(
          Diagnostic.of(
                  Code.OUT_OF_RANGE, b.span("nesterov"), "`nesterov` is a way to use a momentum, and there is none")
              .help("write `momentum = 0.9`"));
    }
    Optimizer optimizer = Optimizer.of(rule, rate, numbers);
    if (rule.partial()) {
      optimizer = optimizer.rest(rest(b));
    }
    if (b.failed()) {
      recipe.spoil();
    }
    return optimizer;
  }

  /** The rule of what another is not for. */
  private Optimizer rest(Bound b) {
    if (!b.given("rest")) {
      List<Double> numbers =
          Optimizer.Rule.ADAMW.numbers().stream()
              .map(n -> Double.parseDouble(n.fallback()))
              .toList();
      return Optimizer.of(Optimizer.Rule.ADAMW, new Schedule.Constant(REST_RATE), numbers);
    }
    Optimizer rest = optimizer(b, "rest");
    if (rest.form().whole() && !b.failed()) {
      b.fault(
          Diagnostic.of(
                  Code.OUT_OF_RANGE, b.span("rest"),
                  "the rest goes by a rule of single values, and `" + rest.form().rule().word()
                      + "` is none")
              .help("write `adamw(lr = 3e-4)`"));
    }
    return rest;
  }

  /** What `clip` says. */
  private static Optimizer clipped(Bound recipe, Optimizer rule) {
    Value value = recipe.value("clip").orElse(new Value.None());
    if (value instanceof Value.None) {
      return rule;
    }
    for (Optimizer.Clip clip : Optimizer.Clip.values()) {
      String word = clip.name().toLowerCase(Locale.ROOT);
      if (value instanceof Value.Call c && c.name().equals(word)) {
        Bound b = Bound.call(Signature.of(word, "limit"), c);
        double limit = b.number("limit", 1, Float.MIN_NORMAL, 1e30);
        if (b.failed()) {
          recipe.spoil();
        }
        return rule.clip(clip, limit);
      }
    }
    recipe.wrong("clip", "`norm(1)` or `value(0.5)`", value);
    return rule;
  }

  private static Optional<Optimizer.Lookahead> lookahead(Bound recipe) {
    Bound b = MonitorReader.every(recipe, "lookahead", LOOKAHEAD, "every(5 steps, decay = 0.5)");
    if (b == null) {
      return Optional.empty();
    }
    Optional<Duration> every = MonitorReader.interval(b);
    Schedule decay = new Schedules(b, "decay", BELOW_ONE).read(0.5);
    if (b.failed()) {
      recipe.spoil();
    }
    return every.map(e -> new Optimizer.Lookahead(e, decay));
  }

  private static double number(Optimizer.Number n, Bound b) {
    return n.choice()
        ? b.flag(n.name(), false) ? 1 : 0
        : b.number(n.name(), Double.parseDouble(n.fallback()), n.least(), n.most());
  }

  private static Signature signature(Optimizer.Rule rule) {
    return Signature.of(rule.word(), rule.parameters());
  }

  private Shuffle shuffle(Bound recipe) {
    Value value = recipe.value("shuffle").orElse(new Value.Word("full", recipe.span("shuffle")));
    if (value instanceof Value.Word w && w.name().equals("full")) {
      return new Shuffle.Full();
    }
    if (value instanceof Value.Call c && c.name().equals("queue")) {
      Bound b = Bound.call(QUEUE, c);
      int min = b.integer("min", 1, 0, 1 << 26);
      int capacity = b.integer("capacity", min + 1, min + 1, 1 << 27);
      Value threads = b.value("threads").orElse(new Value.Num(1, ""));
      int workers = threads instanceof Value.Num n && n.unit().equals("threads")
          ? b.whole("threads", new Value.Num(n.value(), ""), 1, 1, 1 << 16)
          : b.integer("threads", 1, 1, 1 << 16);
      if (b.failed()) {
        recipe.spoil();
      }
      return new Shuffle.Queue(min, capacity, workers);
    }
    recipe.wrong("shuffle", "`full` or `" + QUEUE + "`", value);
    return new Shuffle.Full();
  }

  private static Span optimizerSpan(Declaration.Block block, List<Property> properties) {
    return properties.stream()
        .filter(p -> p.name().equals("optimizer"))
        .map(p -> p.value().span())
        .findFirst()
        .orElse(block.nameSpan());
  }
}
