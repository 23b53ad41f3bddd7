package cnnc.codegen.emit.java.host;

import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Program;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** The offsets of a program's buffers as constants of its class, and what is written where. */
final class Offsets {
  private static final ClassName VALUE_AT = ClassName.get("cnnc.runtime.net", "ValueAt");
  private static final TypeName VALUES =
      ParameterizedTypeName.get(ClassName.get(List.class), VALUE_AT);
  /** Values of one method, so that none grows past 64 KB. */
  private static final int BLOCK = 500;

  private final Program program;

  /** Where arena and workspaces begin in their arrays. */
  private final int first;

  private final Set<String> used = new HashSet<>();
  private final Map<Integer, String> names = new HashMap<>();

  /** Adds the constants to the type. */
  Offsets(Program program, int first, TypeSpec.Builder type) {
    this.program = program;
    this.first = first;
    for (Buffer b : program.buffers()) {
      String prefix = prefix(b);
      if (prefix == null) {
        continue;
      }
      String base = Names.constant(prefix + b.name());
      String name = unique(base);
      names.put(b.id(), name);
      type.addField(
          FieldSpec.builder(int.class, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
              .initializer("$L", place(b))
              .build());
    }
  }

  /** Null for what has no constant: what begins at 0, and scratch of one call. */
  private static String prefix(Buffer b) {
    return switch (b.space()) {
      case INPUT, LABELS -> null;
      case WEIGHTS, GRADIENTS, STATES -> "";
      case ARENA -> "at.";
      case WORKSPACE -> b.perImage() == 0 ? null : "own.";
    };
  }

  /** Where a buffer begins in its array. */
  int place(Buffer b) {
    boolean planned = b.space() == Buffer.Space.ARENA || b.space() == Buffer.Space.WORKSPACE;
    return planned ? first + b.offset() : b.offset();
  }

  /** The constant of a buffer's offset. */
  String of(int buffer) {
    return names.get(buffer);
  }

  /** A constant of this class that no other has. */
  String unique(String base) {
    String name = base;
    for (int i = 2; !used.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  /**
   * Adds the method that lists launch, value, offset, floats per image, images of a workspace, and name
   * of what launches write; where that is much, it calls others that list some of it each.
   */
  void addValues(TypeSpec.Builder type) {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < program.calls().size(); i++) {
      for (int id : program.calls().get(i).outputs()) {
        Buffer b = program.buffers().get(id);
        if (b.value() >= 0) {
          written.add(i + " " + b.value() + " " + place(b) + " " + b.perImage()
                  + " " + (b.space() == Buffer.Space.WORKSPACE ? program.imagesOfTask(b) : 0)
                  + " " + b.name());
        }
      }
    }
    MethodSpec.Builder all =
        MethodSpec.methodBuilder("values")
            .addModifiers(Modifier.PUBLIC)
            .addAnnotation(Override.class)
            .returns(VALUES);
    if (written.size() <= BLOCK) {
      type.addMethod(all.addCode(list(written, 0, written.size())).build());
      return;
    }
    CodeBlock.Builder calls =
        CodeBlock.builder().add("return $T.of(", ClassName.get("java.util.stream", "Stream"));
    for (int from = 0; from < written.size(); from += BLOCK) {
      String some = "values" + from / BLOCK;
      calls.add(from == 0 ? "$L()" : ", $L()", some);
      type.addMethod(
          MethodSpec.methodBuilder(some)
              .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
              .returns(VALUES)
              .addCode(list(written, from, Math.min(written.size(), from + BLOCK)))
              .build());
    }
    type.addMethod(all.addCode(calls.add(").flatMap($T::stream).toList();\n", List.class).build()).build());
  }

  private static CodeBlock list(List<String> written, int from, int to) {
    Text t = new Text();
    for (int i = from; i < to; i++) {
      t.line("\"" + written.get(i) + (i + 1 < to ? "\"," : "\""));
    }
    return CodeBlock.of("return $T.list(\n$>$>$L$<$<);\n", VALUE_AT, t.toString());
  }
}
