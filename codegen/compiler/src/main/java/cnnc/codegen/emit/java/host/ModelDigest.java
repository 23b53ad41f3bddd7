package cnnc.codegen.emit.java.host;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of what a network computes and of the loss it learns by: what two models must share for one
 * to go on with the other's training. Comments and places in files do not count.
 */
final class ModelDigest {
  private ModelDigest() {}

  /** In hexadecimal digits. */
  static String of(Model model) {
    Network network = model.network();
    StringBuilder text = new StringBuilder();
    line(text, network.input(), network.classes(), network.outputs());
    for (Layer l : network.layers()) {
      line(text, l.op(), l.inputs(), l.output(), l.parameters(), l.states());
    }
    model.loss().forEach(term -> line(text, term));
    return sha256(text.toString());
  }

  /** Records say all that they hold in their texts. */
  private static void line(StringBuilder text, Object... parts) {
    for (Object part : parts) {
      text.append(part).append(' ');
    }
    text.append('\n');
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
