package cnnc.codegen.hostile;

import java.util.ArrayList;
import java.util.List;

/** Text that ends comments and literals, or is obeyed by what reads it. */
final class NastyTexts {
  private static final String BACKSLASH = "\\";

  /** In other words: a literal backslash, then {@code u} and these digits. */
  private static String escape(String digits) {
    return BACKSLASH + "u" + digits;
  }

  static final List<String> ALL = all();

  private NastyTexts() {}

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    for (int c = 0; c < 0xa0; c++) {
      if (c < 0x20 || c >= 0x7f) {
        all.add(Character.toString(c));
      }
    }
    for (int c : new int[] {
      0x2028, 0x2029, 0xfeff, 0xad, 0x61c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b,
      0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xd800, 0xdbff, 0xdc00,
      0xdfff, 0xfffe, 0xffff, 0xa0, 0x3000, 0x1f600, 0xe0001, 0x10ffff, 0xe9, 0x4e2d
    }) {
      all.add(Character.toString(c));
    }
    all.addAll(
        List.of(
            "*/", "/*", "//", "#", "*" + escape("002f"), escape("002a") + "/", escape("000a"),
            escape("000A") + "x", BACKSLASH + "uuu000d", escape("0022"), escape("005c"), escape(""),
            escape("zzzz"), BACKSLASH, BACKSLASH + BACKSLASH, "x" + BACKSLASH, "?" + "?/",
            "?" + "?" + "?/", "\"", "'", "\"\"\"", "$", "$L", "$S", "$T", "$$", "$[", "$]", "$>",
            "$<", "$W", "$Z", "$1L", "$N", "%n", "%s", "%d", "%", "%%", "{@code", "{@link x}", "{",
            "}", "@", "@see x", "</pre>",
            "<script>", "<!--", "]]>", "&amp;", "&#42;/", "*&#47;", "R\"(", ")\"",
            "*/ static { throw null; } /*", "\u2028static { throw null; } //",
            "\u2029*/ int x; /*", "\" + System.exit(1) + \"", BACKSLASH + "\n#error x",
            escape("000a") + "static { throw null; } //", "?" + "?/\n#error x", "\r#error x",
            "\u0085static { throw null; }", "*" + BACKSLASH + "\n/ #error x"));
    return List.copyOf(all);
  }
}
