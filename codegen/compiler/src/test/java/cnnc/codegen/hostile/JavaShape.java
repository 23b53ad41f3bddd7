package cnnc.codegen.hostile;

import cnnc.codegen.emit.java.JavaSource;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java file as javac reads it: comments and the spelling of literals make no difference.
 *
 * @param tokens of the whole file, with all texts empty
 * @param texts the values of its string literals, in order
 */
record JavaShape(List<String> tokens, List<String> texts) {
  /** Each file's shape, in order. */
  static List<JavaShape> of(List<JavaSource> files) {
    List<JavaShape> shapes = new ArrayList<>();
    if (files.isEmpty()) {
      return shapes;
    }
    for (CompilationUnitTree unit : Javac.parsed(files)) {
      List<String> texts = new ArrayList<>();
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitLiteral(LiteralTree literal, Void unused) {
          if (literal.getValue() instanceof String text) {
            texts.add(text);
          }
          return null;
        }
      }.scan(unit, null);
      List<String> tokens = new ArrayList<>(Tokens.of(unit.toString()));
      tokens.replaceAll(t -> t.startsWith("\"") ? "\"\"" : t);
      shapes.add(new JavaShape(tokens, texts));
    }
    return shapes;
  }

  /** The shape of the same file with another text in place of this one. */
  JavaShape with(String text, String other) {
    return new JavaShape(tokens, texts.stream().map(t -> t.replace(text, other)).toList());
  }
}
