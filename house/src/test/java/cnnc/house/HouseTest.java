package cnnc.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules hold over all modules, and each would notice a breach: one is planted for it. */
class HouseTest {
  static final List<HouseRule> RULES =
      Stream.of(
              DataRules.ALL, PassRules.ALL, OpRules.ALL, PackageRules.ALL, LibraryRules.ALL,
              SideRules.ALL, FileRules.ALL)
          .flatMap(List::stream)
          .toList();

  private static final House WHOLE = House.whole();

  @ParameterizedTest
  @FieldSource("RULES")
  void holds(HouseRule rule) {
    assertThat(rule.faults().apply(WHOLE)).as(rule.name()).isEmpty();
  }

  static Stream<Arguments> breaches() {
    return RULES.stream().flatMap(r -> r.planted().stream().map(p -> Arguments.of(r, p)));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void isBrokenByWhatIsPlanted(HouseRule rule, Planted planted, @TempDir Path folder)
      throws IOException {
    List<String> broken =
        planted.visit(
            folder,
            house ->
                RULES.stream()
                    .filter(r -> !r.faults().apply(house).isEmpty())
                    .map(HouseRule::name)
                    .toList());
    assertThat(broken).as("%s: %s", rule, planted).containsExactly(rule.name());
  }

  @Test
  void everyRuleIsTried() {
    assertThat(RULES).allMatch(rule -> !rule.planted().isEmpty());
    assertThat(RULES.stream().map(HouseRule::name)).doesNotHaveDuplicates();
  }

  /** A rule over classes that are not there would hold. */
  @Test
  void allModulesAreThere() {
    assertThat(
            List.of(
                "cnnc.dsl.parse.Parser", "cnnc.codegen.Compiler", "cnnc.cli.Main",
                "cnnc.maven.GenerateMojo", "cnnc.runtime.net.CompiledNetwork",
                "cnnc.runtime.cuda.net.CudaNetwork", "com.example.cifar.Cifar10",
                "com.example.cifar.Cifar10Vector256"))
        .allMatch(WHOLE.classes()::contain);
    assertThat(WHOLE.files()).hasSizeGreaterThan(400);
  }
}
