package cnnc.dsl.resolve.net;

import cnnc.dsl.syntax.Element;
import java.util.List;

/** Where a walk along a net, or along one branch of a fork, stands. */
final class Branch {
  /** The stage that layers belong to, or empty. */
  String stage;
  /** The value that the next layer reads. */
  int current;
  /** The fork before this place whose values no layer has joined yet, or null. */
  Element.Fork fork;
  /** The values at the ends of that fork's branches. */
  List<Joins.End> ends = List.of();

  /** A stage that began outside keeps the value that it had there. */
  private boolean ownStage;

  Branch(String stage, int current) {
    this.stage = stage;
    this.current = current;
  }

  void begin(String ofStage) {
    stage = ofStage;
    ownStage = true;
  }

  boolean names() {
    return ownStage && !stage.isEmpty() && fork == null;
  }

  void split(Element.Fork at, List<Joins.End> into) {
    fork = at;
    ends = into;
  }

  void go(int on) {
    current = on;
    fork = null;
    ends = List.of();
  }
}
