package cnnc.house;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Packages: no cycles, and none too big to be read. */
final class PackageRules {
  private static final int CLASSES = 26;

  static final List<HouseRule> ALL =
      List.of(
          HouseRule.of(
              "there are no cycles between packages",
              slices().matching("cnnc.(**)").should().beFreeOfCycles(),
              Planted.of("cnnc.runtime.a.There", "public record There(cnnc.runtime.b.Back b) {}")
                  .and("cnnc.runtime.b.Back", "public record Back(cnnc.runtime.a.There t) {}")),
          HouseRule.of(
              "a package has at most " + CLASSES + " classes",
              PackageRules::crowded,
              Planted.of("cnnc.runtime.net.Many", many("final class Many%d {}")),
              // An interface that is not sealed could have its records anywhere.
              Planted.of(
                  "cnnc.runtime.net.Open",
                  "interface Open {} " + many("record Many%d() implements Open {}"))));

  private PackageRules() {}

  private static String many(String declaration) {
    return IntStream.range(0, CLASSES + 1)
        .mapToObj(declaration::formatted)
        .collect(Collectors.joining(" "));
  }

  private static List<String> crowded(House house) {
    Map<String, Set<String>> packages = new TreeMap<>();
    for (JavaClass c : house.classes()) {
      if (c.isTopLevelClass() && !c.getSimpleName().equals("package-info")) {
        packages.computeIfAbsent(c.getPackageName(), p -> new TreeSet<>()).add(family(c));
      }
    }
    return packages.entrySet().stream()
        .filter(e -> e.getValue().size() > CLASSES)
        .map(e -> e.getKey() + " has " + e.getValue().size())
        .toList();
  }

  /** Java wants the records of a sealed interface in one package: together they count as one. */
  private static String family(JavaClass type) {
    return type.getRawInterfaces().stream()
        .filter(i -> i.getPackageName().equals(type.getPackageName()))
        .filter(i -> type.isRecord() && i.reflect().isSealed())
        .map(JavaClass::getName)
        .findFirst()
        .orElse(type.getName());
  }
}
