package cnnc.codegen;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.emit.java.JavaEmitter;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.cpu.CpuKernel;
import cnnc.codegen.kernel.cuda.CudaKernel;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("cnnc");

  private static final String[] DATA = {
    "cnnc.dsl.syntax..", "cnnc.dsl.model..", "cnnc.codegen.graph..", "cnnc.codegen.kernel..",
    "cnnc.codegen.program.."
  };
  private static final List<String> PASSES =
      List.of(
          "cnnc.dsl.parse", "cnnc.dsl.resolve", "cnnc.codegen.lower", "cnnc.codegen.simplify",
          "cnnc.codegen.autodiff", "cnnc.codegen.fuse", "cnnc.codegen.select",
          "cnnc.codegen.schedule",
          "cnnc.codegen.memory", "cnnc.codegen.emit.java", "cnnc.codegen.emit.cuda",
          "cnnc.codegen.emit.onnx");

  @Test
  void dataKnowsNoPasses() {
    noClasses().that().resideInAnyPackage(DATA)
        .should().dependOnClassesThat().resideInAnyPackage(PASSES.toArray(String[]::new))
        .check(ALL);
  }

  /** What each kind means stands in checked tables; rules that rewrite one kind name it by Kind. */
  private static final Set<Class<?>> KINDS =
      Set.of(cnnc.dsl.model.Op.class, Op.class, CpuKernel.class, CudaKernel.class);

  @Test
  void nobodyAsksWhatAnOpIs() {
    askers(ALL).forEach(asker -> assertThat(asker).isNull());
  }

  @Test
  void whoAsksIsFound() {
    JavaClasses planted = new ClassFileImporter().importClasses(Asks.class);
    assertThat(askers(planted)).hasSize(1);
  }

  private static final class Asks {
    static boolean pools(Op op) {
      return op instanceof Op.MaxPool;
    }
  }

  private static Stream<String> askers(JavaClasses classes) {
    return classes.stream()
        .flatMap(c -> c.getInstanceofChecks().stream())
        .filter(
            check -> KINDS.stream().anyMatch(k -> check.getRawType().isAssignableTo(k)))
        .map(Object::toString);
  }

  @Test
  void passesDoNotKnowEachOther() {
    for (String pass : PASSES) {
      String[] others = PASSES.stream().filter(p -> !p.equals(pass)).toArray(String[]::new);
      noClasses().that().resideInAPackage(pass)
          .should().dependOnClassesThat().resideInAnyPackage(others)
          .check(ALL);
    }
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("cnnc.(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void librariesStayInTheirPackages() {
    Map.of(
            "org.antlr..", "cnnc.dsl.parse..",
            "com.palantir.javapoet..", "cnnc.codegen.emit.java..",
            "org.apache.commons.compress..", "cnnc.runtime.data..",
            "jcuda..", "cnnc.runtime.cuda.driver..",
            "ai.onnx..", "cnnc.codegen.emit.onnx..",
            "javax.tools..", "cnnc.codegen.load..")
        .forEach(
            (library, home) -> noClasses().that().resideOutsideOfPackage(home)
                .should().dependOnClassesThat().resideInAPackage(library)
                .check(ALL));
  }

  @Test
  void theRuntimeKnowsNothingOfTheCompiler() {
    noClasses().that().resideInAPackage("cnnc.runtime..")
        .should().dependOnClassesThat().resideInAnyPackage("cnnc.dsl..", "cnnc.codegen..")
        .check(ALL);
  }

  @Test
  void theCompilerPrintsNothing() {
    noClasses().that().resideInAnyPackage("cnnc.dsl..", "cnnc.codegen..")
        .should().accessField(System.class, "out").orShould().accessField(System.class, "err")
        .check(ALL);
  }

  @Test
  void dataIsRecordsSealedInterfacesAndEnums() {
    dataRule().check(ALL);
  }

  private static ArchRule dataRule() {
    return classes().that().resideInAnyPackage(DATA)
        .and().haveSimpleNameNotEndingWith("Builder")
        .and().doNotHaveSimpleName("package-info")
        .should(
            new ArchCondition<JavaClass>("be a record, an interface or an enum") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean good = type.isRecord() || type.isInterface() || type.isEnum()
                    || type.getModifiers().contains(JavaModifier.SYNTHETIC)
                    || type.isAnonymousClass();
                events.add(new SimpleConditionEvent(type, good, type.getName()));
              }
            });
  }

  @Test
  void aPassHasOneDoor() {
    for (String pass : PASSES) {
      Stream<String> doors =
          ALL.stream()
              .filter(c -> c.getPackageName().equals(pass))
              .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC) && c.isTopLevelClass())
              .map(JavaClass::getSimpleName)
              // What ANTLR generates is public whatever one wants.
              .filter(n -> !n.matches("Cnn(Lexer|Parser)|package-info"))
              // A record that only carries what a door returns.
              .filter(n -> !n.matches("JavaSource|CudaSource"));
      // The scheduler's block sizes are part of what its kernels mean.
      assertThat(doors).as(pass).hasSize(1);
    }
  }

  /** A rule that cannot fail guards nothing: here the data rule meets a class that breaks it. */
  @Test
  void theDataRuleCatchesAPlantedViolation() {
    JavaClasses planted = new ClassFileImporter().importClasses(JavaEmitter.class);
    ArchRule rule =
        classes().that().resideInAPackage("cnnc.codegen.emit.java").should().beRecords();
    assertThat(rule.evaluate(planted).hasViolation()).isTrue();
  }

  @Test
  void filesAreShortAndNamedForWhatTheyDo() throws IOException {
    try (Stream<Path> tree = Files.walk(Path.of("../.."))) {
      List<Path> files =
          tree.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !p.toString().contains("examples"))
              .filter(p -> p.toString().contains("src/main/java"))
              .filter(p -> !p.toString().contains("target"))
              .collect(Collectors.toList());
      assertThat(files).hasSizeGreaterThan(100);
      for (Path file : files) {
        try (Stream<String> lines = Files.lines(file)) {
          assertThat(lines.count()).as(file.toString()).isLessThanOrEqualTo(500);
        }
        assertThat(file.getFileName().toString())
            .doesNotMatch(".*(Utils?|Helpers?|Manager|Impl|Common)\\.java");
        assertThat(file.resolveSibling("package-info.java")).exists();
      }
    }
  }
}
