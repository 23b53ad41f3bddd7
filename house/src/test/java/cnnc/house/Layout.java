package cnnc.house;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which packages are data and which are passes, and what each may know. */
final class Layout {
  /** A package, with those below it, and the packages that it may know beside its own. */
  record Place(String name, List<String> knows) {
    static Place of(String name, String... knows) {
      return new Place(name, Arrays.stream(knows).map(Layout::full).toList());
    }

    boolean holds(JavaClass type) {
      return House.in(type, name);
    }

    boolean mayKnow(JavaClass type) {
      return holds(type) || knows.stream().anyMatch(k -> House.in(type, k));
    }
  }

  /** In the order in which a network becomes each; nothing here knows what comes later. */
  static final List<Place> DATA =
      List.of(
          Place.of("cnnc.dsl.source"),
          Place.of("cnnc.dsl.diagnostic", "dsl.source"),
          Place.of("cnnc.dsl.table"),
          Place.of("cnnc.dsl.syntax", "dsl.source"),
          Place.of("cnnc.dsl.model", "dsl.source"),
          Place.of("cnnc.codegen.scalar", "dsl.model"),
          Place.of("cnnc.codegen.graph", "dsl.model", "codegen.scalar"),
          Place.of("cnnc.codegen.kernel", "dsl.model", "codegen.scalar", "codegen.graph"),
          // A tuning says what is wrong with its file.
          Place.of(
              "cnnc.codegen.program", "dsl.model", "dsl.diagnostic", "codegen.graph",
              "codegen.kernel"));

  /** The data on a pass's two sides, and what both sides are made of. */
  static final List<Place> PASSES =
      List.of(
          Place.of("cnnc.dsl.parse", "dsl.syntax", "dsl.source", "dsl.diagnostic"),
          Place.of("cnnc.dsl.explain", "dsl.model", "dsl.table"),
          Place.of(
              "cnnc.dsl.resolve", "dsl.syntax", "dsl.model", "dsl.source", "dsl.diagnostic",
              "dsl.table"),
          Place.of(
              "cnnc.codegen.lower", "dsl.model", "codegen.graph", "codegen.scalar", "dsl.table",
              "dsl.source"),
          // It warns of brightness that nothing sees, which the model's augmentation says.
          Place.of(
              "cnnc.codegen.simplify", "codegen.graph", "codegen.scalar", "dsl.model", "dsl.table",
              "dsl.source", "dsl.diagnostic"),
          Place.of(
              "cnnc.codegen.autodiff", "codegen.graph", "codegen.scalar", "dsl.model",
              "dsl.table"),
          Place.of("cnnc.codegen.fuse", "codegen.graph", "codegen.scalar", "dsl.table"),
          // A tuning of the program chooses tiles.
          Place.of(
              "cnnc.codegen.select", "codegen.graph", "codegen.kernel", "codegen.program",
              "codegen.scalar", "dsl.model", "dsl.table"),
          Place.of(
              "cnnc.codegen.schedule", "codegen.kernel", "codegen.program", "codegen.graph"),
          Place.of("cnnc.codegen.memory", "codegen.program", "codegen.graph"),
          Place.of("cnnc.codegen.verify", "codegen.program", "codegen.kernel", "codegen.graph"),
          Place.of(
              "cnnc.codegen.emit.java", "codegen.program", "codegen.kernel", "codegen.graph",
              "codegen.scalar", "codegen.text", "dsl.model", "dsl.table", "dsl.source"),
          Place.of(
              "cnnc.codegen.emit.cuda", "codegen.program", "codegen.kernel", "codegen.graph",
              "codegen.scalar", "codegen.text", "dsl.model", "dsl.table"),
          Place.of("cnnc.codegen.emit.onnx", "dsl.model", "codegen.scalar", "dsl.table"));

  /** What is neither: the driver, and what brings texts and files in and out. */
  static final Set<String> OTHERS =
      Set.of(
          "cnnc.dsl.fluent", "cnnc.dsl.fluent.training", "cnnc.dsl.fluent.written",
          "cnnc.dsl.fluent.run", "cnnc.codegen", "cnnc.codegen.load.java", "cnnc.codegen.files", "cnnc.codegen.load", "cnnc.codegen.text",
          "cnnc.codegen.tuning");

  private Layout() {}

  private static String full(String name) {
    return "cnnc." + name;
  }

  /** Whether a class of the language or of the compiler is in a package that is named here. */
  static boolean placed(JavaClass type) {
    return data(type).isPresent() || pass(type).isPresent()
        || OTHERS.contains(type.getPackageName());
  }

  static Optional<Place> data(JavaClass type) {
    return DATA.stream().filter(p -> p.holds(type)).findFirst();
  }

  static Optional<Place> pass(JavaClass type) {
    return PASSES.stream().filter(p -> p.holds(type)).findFirst();
  }
}
