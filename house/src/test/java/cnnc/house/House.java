package cnnc.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** What rules look at: classes, and the source files that they come from. */
record House(JavaClasses classes, List<Path> files) {
  private static final List<String> MODULES =
      List.of(
          "dsl", "runtime/core", "runtime/cuda", "codegen/compiler", "codegen/cli",
          "codegen/maven-plugin", "examples/cifar10", "examples/benchmarks");

  /** All modules. */
  static House whole() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("cnnc", "com.example");
    List<Path> files =
        MODULES.stream()
            .flatMap(module -> javaFiles(Path.of("..", module, "src/main/java")).stream())
            .toList();
    return new House(classes, files);
  }

  static List<Path> javaFiles(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(p -> p.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a class knows another one, each of the house or of a library, in a forbidden way. */
  List<String> dependencies(BiPredicate<JavaClass, JavaClass> forbidden) {
    return classes.stream()
        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
        .filter(d -> forbidden.test(d.getOriginClass(), target(d)))
        .map(Dependency::getDescription)
        .toList();
  }

  private static JavaClass target(Dependency dependency) {
    return dependency.getTargetClass().getBaseComponentType();
  }

  /** Whether a class is of a package or of one below. */
  static boolean in(JavaClass type, String name) {
    return type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".");
  }
}
