package cnnc.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;

/** What the representations of a network are, and what they know. */
final class DataRules {
  private static final String[] REPRESENTATIONS = {
    "cnnc.dsl.syntax..", "cnnc.dsl.model..", "cnnc.codegen.graph..", "cnnc.codegen.kernel..",
    "cnnc.codegen.program.."
  };

  private static final int COMPONENTS = 8;

  /** Records of more components, and why they are one. */
  private static final Map<String, String> WIDE =
      Map.of(
          "cnnc.dsl.model.DataSet", "the properties of a data block",
          "cnnc.dsl.model.Recipe", "the properties of a recipe",
          "cnnc.runtime.train.Recipe", "the same at run time, built by names",
          "cnnc.runtime.net.Spec", "what a generated class says of its network",
          "cnnc.codegen.program.Program", "all that an emitter reads",
          "cnnc.codegen.emit.java.kernels.products.WinogradKernels$Strip",
          "names of what one loop reads",
          "cnnc.runtime.cuda.gpu.ConvolutionShape", "the numbers of cuDNN's descriptors");

  static final List<HouseRule> ALL =
      List.of(
          HouseRule.of(
              "data knows only data that comes before it",
              house ->
                  house.dependencies(
                      (from, to) ->
                          Layout.data(from).isPresent()
                              && House.in(to, "cnnc")
                              && !Layout.data(from).get().mayKnow(to)),
              Planted.of(
                  "cnnc.codegen.graph.KnowsAPass",
                  "record KnowsAPass(cnnc.codegen.memory.MemoryPlanner planner) {}"),
              Planted.of(
                  "cnnc.dsl.model.KnowsLaterData",
                  "record KnowsLaterData(cnnc.codegen.graph.Graph graph) {}")),
          HouseRule.of(
              "data is records, interfaces and enums",
              classes().that().resideInAnyPackage(REPRESENTATIONS)
                  .and().haveSimpleNameNotEndingWith("Builder")
                  .and().doNotHaveSimpleName("package-info")
                  .should(beData()),
              Planted.of("cnnc.dsl.model.Mutable", "final class Mutable { int size; }")),
          HouseRule.of(
              "a record of more than eight components is two",
              classes().that().areRecords().should(beNarrow()),
              Planted.of(
                  "cnnc.runtime.train.Nine",
                  "record Nine(int a, int b, int c, int d, int e, int f, int g, int h, int i)"
                      + " {}")));

  private DataRules() {}

  private static ArchCondition<JavaClass> beData() {
    return new ArchCondition<>("be a record, an interface or an enum") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean good =
            type.isRecord() || type.isInterface() || type.isEnum() || type.isAnonymousClass()
                || type.getModifiers().contains(JavaModifier.SYNTHETIC);
        events.add(new SimpleConditionEvent(type, good, type.getName()));
      }
    };
  }

  private static ArchCondition<JavaClass> beNarrow() {
    return new ArchCondition<>("have at most " + COMPONENTS + " components") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        long components = type.getFields().stream().filter(DataRules::component).count();
        boolean good = components <= COMPONENTS || WIDE.containsKey(type.getName());
        events.add(
            new SimpleConditionEvent(type, good, type.getName() + " has " + components));
      }
    };
  }

  private static boolean component(JavaField field) {
    return !field.getModifiers().contains(JavaModifier.STATIC);
  }
}
