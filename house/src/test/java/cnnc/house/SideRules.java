package cnnc.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.util.List;

/** What the sides of the house do not know of each other: compiler, runtime, CPU, GPU, users. */
final class SideRules {
  static final List<HouseRule> ALL =
      List.of(
          HouseRule.of(
              "the runtime knows nothing of the compiler",
              noClasses().that().resideInAPackage("cnnc.runtime..")
                  .should().dependOnClassesThat()
                  .resideInAnyPackage("cnnc.dsl..", "cnnc.codegen..", "cnnc.cli..", "cnnc.maven.."),
              Planted.of(
                  "cnnc.runtime.net.KnowsShapes",
                  "record KnowsShapes(cnnc.dsl.model.Shape shape) {}")),
          HouseRule.of(
              "the runtime's core knows no GPU",
              noClasses().that().resideInAPackage("cnnc.runtime..")
                  .and().resideOutsideOfPackage("cnnc.runtime.cuda..")
                  .should().dependOnClassesThat().resideInAPackage("cnnc.runtime.cuda.."),
              Planted.of(
                  "cnnc.runtime.net.KnowsDevices",
                  "record KnowsDevices(cnnc.runtime.cuda.net.CudaNetwork network) {}")),
          HouseRule.of(
              "the CPU's side does not know the GPU's",
              noClasses().that()
                  .resideInAnyPackage(
                      "cnnc.codegen.kernel.cpu..", "cnnc.codegen.emit.java.kernels..")
                  .should().dependOnClassesThat()
                  .resideInAnyPackage("cnnc.codegen.kernel.cuda..", "cnnc.codegen.emit.cuda.."),
              Planted.of(
                  "cnnc.codegen.kernel.cpu.Launches",
                  "record Launches(cnnc.codegen.kernel.cuda.Blocks blocks) {}")),
          HouseRule.of(
              "the GPU's side does not know the CPU's",
              noClasses().that()
                  .resideInAnyPackage("cnnc.codegen.kernel.cuda..", "cnnc.codegen.emit.cuda..")
                  .should().dependOnClassesThat()
                  .resideInAnyPackage("cnnc.codegen.kernel.cpu..", "cnnc.codegen.emit.java.."),
              Planted.of(
                  "cnnc.codegen.emit.cuda.Vectors",
                  "record Vectors(cnnc.codegen.kernel.cpu.Tasks tasks) {}")),
          HouseRule.of(
              "generated code needs only the runtime",
              classes().that().resideInAPackage("com.example..")
                  .should().onlyDependOnClassesThat()
                  .resideInAnyPackage(
                      "com.example..", "cnnc.runtime..", "java..", "jdk.incubator.vector.."),
              Planted.of(
                  "com.example.cifar.Compiles",
                  "record Compiles(cnnc.codegen.Compiler compiler) {}")),
          HouseRule.of(
              "vectors are for vector kernels, and for what warms them up",
              noClasses().that().haveSimpleNameNotContaining("Vector")
                  .should().dependOnClassesThat().resideInAPackage("jdk.incubator.vector.."),
              Planted.of(
                  "com.example.cifar.Cifar10Plain",
                  "record Cifar10Plain(jdk.incubator.vector.FloatVector vector) {}")),
          HouseRule.of(
              "the compiler prints nothing",
              // A process that runs a Java file answers on its standard output.
              noClasses().that().resideInAnyPackage("cnnc.dsl..", "cnnc.codegen..", "cnnc.maven..")
                  .and().resideOutsideOfPackage("cnnc.dsl.fluent.run")
                  .should().accessField(System.class, "out")
                  .orShould().accessField(System.class, "err")
                  .orShould().callMethodWhere(
                      JavaCall.Predicates.target(HasName.Predicates.name("printStackTrace"))),
              Planted.of(
                  "cnnc.codegen.verify.Prints",
                  "final class Prints { static void p() { System.out.println(); } }"),
              Planted.of(
                  "cnnc.maven.Traces",
                  "final class Traces { static void t(Error e) { e.printStackTrace(); } }")));

  private SideRules() {}
}
