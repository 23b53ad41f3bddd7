package cnnc.codegen;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import java.util.Arrays;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Which names a generated class and its package may have. */
public final class JavaNames {
  /** Simple names that generated code writes without their package. */
  private static final Set<String> WRITTEN =
      Set.of("Math", "StrictMath", "Float", "Integer", "String", "Override", "List", "Optional",
          "OptionalDouble", "Path", "FloatVector", "IntVector", "VectorMask", "VectorOperators",
          "VectorSpecies", "CompiledNetwork", "EvalProgram", "TrainProgram", "Workers", "Recipe",
          "Trainer", "Spec", "Parameter", "Lanes", "UpdateKernels", "Initializer",
          "IllegalArgumentException", "Double", "Object", "Stream", "java", "cnnc", "var", "record",
          "yield", "sealed", "permits");

  private JavaNames() {}

  /** Reports a net's name that cannot name its class, and a package that is none. */
  static void check(Model model, String packageName, Diagnostics diagnostics) {
    if (!isPackage(packageName)) {
      diagnostics.report(
          Diagnostic.of(
              Code.BAD_OUTPUT_NAME, model.packageOrigin(),
              "`" + packageName + "` cannot be a Java package"));
    }
    String name = model.network().name();
    if (!SourceVersion.isName(name, SourceVersion.RELEASE_17) || WRITTEN.contains(name)) {
      diagnostics.report(
          Diagnostic.of(
                  Code.BAD_OUTPUT_NAME, model.network().origin(),
                  "`" + name + "` cannot be the name of the generated class")
              .help("choose a name that Java does not use itself"));
    }
  }

  /** Whether this is a package name, which therefore stays below the output folder. */
  public static boolean isPackage(String name) {
    return name.isEmpty()
        || SourceVersion.isName(name, SourceVersion.RELEASE_17)
            && !name.equals("java")
            && !name.startsWith("java.")
            && Arrays.stream(name.split("\\.", -1)).allMatch(p -> p.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
  }
}
