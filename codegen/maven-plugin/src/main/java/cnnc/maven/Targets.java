package cnnc.maven;

import cnnc.codegen.graph.Target;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.plugin.MojoFailureException;

/** The words of {@code <targets>}. */
final class Targets {
  private Targets() {}

  static Set<Target> of(List<String> words) throws MojoFailureException {
    Set<Target> wanted = new TreeSet<>();
    for (String word : words) {
      try {
        wanted.add(Target.valueOf(word.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        throw new MojoFailureException(
            "<targets> may hold cpu and cuda, and `" + word + "` is neither");
      }
    }
    return wanted;
  }
}
