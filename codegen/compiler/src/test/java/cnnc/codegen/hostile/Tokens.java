package cnnc.codegen.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code of Java or CUDA without its comments: what a compiler sees. */
final class Tokens {
  private static final Pattern TOKEN =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|(\"(?:[^\"\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\n]|\\\\.)*+'"
              + "|[\\w$.]+|\\S)",
          Pattern.DOTALL);

  private Tokens() {}

  static List<String> of(String code) {
    List<String> tokens = new ArrayList<>();
    for (Matcher m = TOKEN.matcher(code); m.find(); ) {
      if (m.group(1) != null) {
        tokens.add(m.group(1));
      }
    }
    return tokens;
  }
}
