package cnnc.codegen.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A place in a network file where a person's text can stand.
 *
 * @param plain what stands there otherwise, found nowhere else in what is generated
 * @param literal whether it comes into code as a literal, and not as a comment or not at all
 */
record Place(String name, String plain, boolean literal) {
  private static final String FILE =
      """
      // «above line»
      # «above hash»
      /* «above block» */
      net N«after net» {
        input image : f32 6x6x3;  // «port line»
        label y : class(3);
        one«after stage»: conv(3, 4, /* «in block» */ bias = 0.1, // «in line»
          decay = # «in hash»
          0.004) relu
        lrn(1 /* «last block» */)
        logits: dense(3)
      }
      data cifar«after data» {
        format = cifar_binary(image = 3x6x6);
        url = "«url»"; dir = "«dir»"; train = ["a", "«train»"]; test = "«test»";
        sha256 = ["«sha256»", "%s", "%s"];
        names = ["«class»", "b", "c"];
      }
      loss { cross«after term» = mean(softmax_xent(@logits, @y)); }
      recipe r«after recipe» {
        batch = 2; steps = 9; optimizer = adam();
        log = every(5 steps, "«log»"); // «recipe line»
      }
      eval { batch = 1; }
      // «end line»"""
          .formatted("b".repeat(64), "c".repeat(64));

  static final List<Place> ALL = all();

  private static List<Place> all() {
    List<Place> all = new ArrayList<>();
    String names = FILE.replaceAll("(?s)^.*?«|»[^«]*«|»[^»]*$", "\n").strip();
    for (String name : names.split("\n")) {
      boolean word = name.startsWith("after");
      String plain =
          name.equals("sha256") ? "a".repeat(64) : word ? "" : "plain" + name.replace(" ", "");
      Place place = new Place(name, plain, false);
      all.add(new Place(name, plain, !word && !place.comment()));
    }
    return List.copyOf(all);
  }

  boolean comment() {
    return name.matches(".*(line|block|hash)");
  }

  /** The file with plain text in all places. */
  static String plainFile() {
    return file(Map.of());
  }

  /** The file with this text here. */
  String file(String text) {
    return file(Map.of(this, text));
  }

  /** The file with texts in some places. */
  static String file(Map<Place, String> texts) {
    String file = FILE;
    for (Place place : ALL) {
      file = file.replace("«" + place.name + "»", texts.getOrDefault(place, place.plain));
    }
    return file;
  }

  /** What the language makes of a text here. */
  String meant(String text) {
    StringBuilder meant = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        c = text.charAt(++i);
        c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
      }
      meant.append(c);
    }
    return meant.toString();
  }
}
