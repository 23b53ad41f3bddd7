package cnnc.house;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;

/**
 * A rule with what breaks it.
 *
 * @param faults what is against the rule in a house
 * @param planted small houses, each of which breaks this rule and no other
 */
record HouseRule(String name, Function<House, List<String>> faults, List<Planted> planted) {
  static HouseRule of(String name, Function<House, List<String>> faults, Planted... planted) {
    return new HouseRule(name, faults, List.of(planted));
  }

  static HouseRule of(String name, ArchRule rule, Planted... planted) {
    ArchRule lenient = rule.allowEmptyShould(true);
    return of(
        name,
        house -> lenient.evaluate(house.classes()).getFailureReport().getDetails(),
        planted);
  }

  @Override
  public String toString() {
    return name;
  }
}
