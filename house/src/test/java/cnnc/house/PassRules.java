package cnnc.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How passes stand to data, to each other and to those who call them. */
final class PassRules {
  /** The packages that know the order of passes. */
  private static final Set<String> DRIVERS = Set.of("cnnc.codegen", "cnnc.dsl.fluent");

  /** Records that only carry what a door returns, so that others hold them, too. */
  private static final Set<String> CARRIERS = Set.of("JavaSource", "CudaSource");

  /** What ANTLR generates is public whatever one wants. */
  private static final Set<String> GENERATED = Set.of("CnnLexer", "CnnParser");

  static final List<HouseRule> ALL =
      List.of(
          HouseRule.of(
              "a pass knows the data on its two sides",
              house ->
                  house.dependencies(
                      (from, to) ->
                          Layout.pass(from).isPresent()
                              && House.in(to, "cnnc")
                              && Layout.pass(to).isEmpty()
                              && !Layout.pass(from).get().mayKnow(to)),
              Planted.of(
                  "cnnc.codegen.fuse.KnowsPrograms",
                  "record KnowsPrograms(cnnc.codegen.program.Program program) {}"),
              Planted.of(
                  "cnnc.dsl.resolve.value.KnowsTheRuntime",
                  "record KnowsTheRuntime(cnnc.runtime.train.Recipe recipe) {}")),
          HouseRule.of(
              "passes do not know each other",
              house ->
                  house.dependencies(
                      (from, to) ->
                          Layout.pass(from).isPresent()
                              && Layout.pass(to).isPresent()
                              && !Layout.pass(from).equals(Layout.pass(to))),
              Planted.of(
                  "cnnc.codegen.fuse.Schedules",
                  "record Schedules(cnnc.codegen.schedule.Scheduling next) {}")),
          HouseRule.of(
              "only the driver runs passes",
              house -> house.dependencies(PassRules::runs),
              Planted.of(
                  "cnnc.cli.Lowers", "record Lowers(cnnc.codegen.schedule.Scheduling pass) {}")),
          HouseRule.of(
              "every package has a place in the corridor",
              house ->
                  house.classes().stream()
                      .filter(c -> House.in(c, "cnnc.dsl") || House.in(c, "cnnc.codegen"))
                      .filter(c -> !Layout.placed(c))
                      .map(JavaClass::getName)
                      .toList(),
              Planted.of("cnnc.codegen.anywhere.Thing", "final class Thing {}")),
          HouseRule.of(
              "a pass has one door",
              house -> Layout.PASSES.stream().flatMap(pass -> doors(house, pass)).toList(),
              Planted.of("cnnc.codegen.fuse.Front", "public final class Front {}")
                  .and("cnnc.codegen.fuse.Back", "public final class Back {}")),
          HouseRule.of(
              "what lies behind a door is the pass's own",
              house ->
                  house.dependencies(
                      (from, to) ->
                          Layout.pass(to).filter(p -> behind(p, to) && !p.holds(from)).isPresent()),
              Planted.of(
                  "cnnc.codegen.Peeks",
                  "record Peeks(cnnc.codegen.emit.java.language.Text text) {}")));

  private PassRules() {}

  private static boolean runs(JavaClass from, JavaClass to) {
    Optional<Layout.Place> pass = Layout.pass(to);
    return pass.isPresent()
        && House.in(from, "cnnc")
        && Layout.pass(from).isEmpty()
        && Layout.data(from).isEmpty()
        && !DRIVERS.contains(from.getPackageName())
        && !CARRIERS.contains(to.getSimpleName());
  }

  private static boolean behind(Layout.Place pass, JavaClass type) {
    return pass.holds(type) && !type.getPackageName().equals(pass.name());
  }

  private static Stream<String> doors(House house, Layout.Place pass) {
    List<String> doors =
        house.classes().stream()
            .filter(c -> c.getPackageName().equals(pass.name()))
            .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .filter(n -> !CARRIERS.contains(n) && !GENERATED.contains(n))
            .sorted()
            .toList();
    return doors.size() > 1 ? Stream.of(pass.name() + ": " + doors) : Stream.of();
  }
}
