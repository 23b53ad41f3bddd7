package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.Span;
import java.util.HashMap;
import java.util.Map;

/** What all walks through one net have in common. */
final class Building {
  private final Diagnostics diagnostics;
  private final Drafts drafts;
  private final Expansion expansion;
  private final StageNames stageNames = new StageNames();
  private final Map<String, Integer> occurrences = new HashMap<>();

  Building(Diagnostics diagnostics, Drafts drafts, Expansion expansion) {
    this.diagnostics = diagnostics;
    this.drafts = drafts;
    this.expansion = expansion;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  Drafts drafts() {
    return drafts;
  }

  Expansion expansion() {
    return expansion;
  }

  StageNames stageNames() {
    return stageNames;
  }

  /** The next place of these weights. */
  Sharing sharing(String name, Span place) {
    return new Sharing(name, occurrences.merge(name, 1, Integer::sum) - 1, place);
  }
}
