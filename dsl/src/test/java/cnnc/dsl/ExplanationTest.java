package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.explain.Explanation;
import cnnc.dsl.model.Network;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ExplanationTest {
  private static final String BLOCKS =
      """
      def block(c, stride = 1) {
        fork { conv(3, c, stride = stride, pad = 1, bias = none) bn relu conv(3, c, bias = none) bn
        | if (channels(@in) != c) { conv(1, c, stride = stride) } } add relu
      }
      net N {
        input image : f32 25x24x3; label y : class(2);
        stem: conv(5, 8) relu pool(3, 2)
        one: repeat (3) { block(8) }
        two: block(16, stride = 2) dropout
        shared tower { dense(16) } shared tower { dense(16) } head: dense(2)
      }
      """
          .replace("shared tower", "flatten shared tower");

  @Test
  void theNumbersOfALayer() {
    Network net = Nets.network(Nets.around("25x24x3", "stem: conv(5, 8) pool(3, 2) ;"));
    assertThat(Explanation.of(net, "stem"))
        .containsExactly(
            "stem: conv of 25x24x3 gives 25x24x8",
            "  rows: (input + padding - window) / stride + 1 = (25 + 2 + 2 - 5) / 1 + 1 = 25",
            "  columns: (input + padding - window) / stride + 1 = (24 + 2 + 2 - 5) / 1 + 1 = 24",
            "  each of 25 x 24 x 8 = 4,800 outputs is a sum of 5 x 5 x 3 = 75 products",
            "  stem.weight: 5 x 5 x 3 x 8 = 600",
            "  stem.bias: 8",
            "  parameters: 600 + 8 = 608",
            "  costs 360,000 multiply-adds and 18.8 KiB of values for each image, 2,432 bytes of"
                + " parameters",
            "stem.pool: pool of 25x24x8 gives 13x12x8",
            "  rows: (input + padding - window) / stride + 1 = (25 + 1 + 1 - 3) / 2 + 1 = 13",
            "  columns: (input + padding - window) / stride + 1 = (24 + 0 + 1 - 3) / 2 + 1 = 12",
            "  costs 0 multiply-adds and 4,992 bytes of values for each image, 0 bytes of parameters");
    assertThat(Explanation.of(net, "nothing")).isEmpty();
  }

  @Test
  void equalPartsAreDrawnOnce() throws Exception {
    String svg = Explanation.svg(Nets.network(BLOCKS.replace("shared tower { dense(16) }", "dense(16)")));
    List<String> texts = texts(svg);
    assertThat(texts).contains("stem", "one", "two", "× 3", "5×5 conv, 8", "bn · relu");
    assertThat(texts.stream().filter("3×3 conv, 8"::equals)).hasSize(2);
    String mermaid = Explanation.mermaid(Nets.network(BLOCKS.replace("shared tower { dense(16) }", "dense(16)")));
    assertThat(mermaid).startsWith("flowchart TB\n").contains("[\"× 3\"]");
  }

  /** Every box is drawn, and every arrow leads from one box to another. */
  @Property(tries = 100)
  void picturesAreWhole(@ForAll long seed) throws Exception {
    Network net = Nets.network(new BlockFiles(seed).file());
    assertThat(texts(Explanation.svg(net))).contains("input 6x6x3", "dense, 2");
    String mermaid = Explanation.mermaid(net);
    List<String> boxes = found("(?m)^  (b\\d+|input)[\\[(]", mermaid);
    assertThat(boxes).doesNotHaveDuplicates();
    assertThat(found("(?m)^  (\\w+) -->", mermaid)).isSubsetOf(boxes);
    assertThat(found("--> (\\w+)$", mermaid)).isSubsetOf(boxes);
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }

  private static List<String> texts(String svg) throws Exception {
    NodeList all =
        DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent());
    }
    return texts;
  }
}
