package cnnc.runtime.train;

import cnnc.runtime.train.Judgement.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a network was judged so far in a training, and what follows from that. */
public final class Judgements {
  private final List<Judgement> all = new ArrayList<>();

  void add(Judgement judgement) {
    all.add(judgement);
  }

  /** The first of the best ones. */
  Optional<Judgement> best(Metric metric) {
    return all.stream().reduce((a, b) -> metric.of(b.score()) > metric.of(a.score()) ? b : a);
  }

  /**
   * How often so many in a row, up to a step, were not better than the best before them; after each time
   * the row begins again.
   *
   * @param least by how much one has to be better
   */
  int plateaus(Metric metric, long step, int patience, double least) {
    int plateaus = 0;
    int row = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (Judgement j : all) {
      if (j.step() > step) {
        break;
      }
      double now = metric.of(j.score());
      if (now > best + least) {
        best = now;
        row = 0;
      } else {
        row++;
      }
      if (row == patience) {
        plateaus++;
        row = 0;
      }
    }
    return plateaus;
  }

  String text() {
    return all.stream().map(Judgement::text).collect(Collectors.joining("; "));
  }

  void take(String text) {
    if (!text.isEmpty()) {
      Arrays.stream(text.split("; ")).map(Judgement::of).forEach(all::add);
    }
  }
}
