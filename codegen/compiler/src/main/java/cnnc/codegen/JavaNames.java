package cnnc.codegen;

import cnnc.codegen.emit.java.JavaSource;
import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import java.lang.module.ModuleFinder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.SourceVersion;

/** Which names a generated class and its package may have. */
public final class JavaNames {
  /** Words that are no keywords and yet cannot name a class. */
  private static final Set<String> NO_CLASSES = Set.of("var", "record", "yield", "sealed", "permits");

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
    boolean good =
        SourceVersion.isName(name, SourceVersion.RELEASE_17)
            && !NO_CLASSES.contains(name)
            && !inJavaLang(name);
    if (!good) {
      diagnostics.report(
          Diagnostic.of(
                  Code.BAD_OUTPUT_NAME, model.network().origin(),
                  "`" + name + "` cannot be the name of the generated class")
              .help("choose a name that Java does not use itself"));
    }
  }

  /** A class of the same package hides one of java.lang, which all code of the package names. */
  private static boolean inJavaLang(String name) {
    return Object.class.getResource(name + ".class") != null;
  }

  /** Reports a net's name that means something else in the code that was generated for it. */
  static void checkClashes(Model model, List<JavaSource> sources, Diagnostics diagnostics) {
    Set<String> clashes = new TreeSet<>();
    sources.forEach(s -> clashes.addAll(s.clashes()));
    if (!clashes.isEmpty()) {
      diagnostics.report(
          Diagnostic.of(
                  Code.BAD_OUTPUT_NAME, model.network().origin(),
                  "generated code gives `" + String.join("`, `", clashes) + "` another meaning, so"
                      + " this cannot name a net")
              .help("choose another name, such as `" + capital(model.network().name()) + "Net`"));
    }
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** Whether this is a package name, which therefore stays below the output folder. */
  public static boolean isPackage(String name) {
    return name.isEmpty()
        || SourceVersion.isName(name, SourceVersion.RELEASE_17)
            && !name.equals("java")
            && !name.startsWith("java.")
            && !ofTheJdk(name)
            && Arrays.stream(name.split("\\.", -1)).allMatch(p -> p.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
  }

  /** A package belongs to one module, and these to the JDK's. */
  private static boolean ofTheJdk(String name) {
    return ModuleFinder.ofSystem().findAll().stream()
        .anyMatch(module -> module.descriptor().packages().contains(name));
  }
}
