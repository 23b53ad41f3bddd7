package cnnc.dsl.resolve.net;

import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.List;

/** Where a walk along a chain, such as a net or one branch of a fork, stands. */
final class Branch {
  /** The value that the next layer reads. */
  int current;
  /** The fork before this place whose values no layer has joined yet, or null. */
  Element.Fork fork;
  /** The values at the ends of that fork's branches. */
  List<Joins.End> ends = List.of();

  /** The chain so far with definitions, repetitions and conditions written out. */
  final List<Element> written = new ArrayList<>();

  /** The stage that layers belong to, with those around it, or empty. */
  private String stage;
  /** What stands before the names of stages that begin here. */
  private final String prefix;
  /** Whether stages that begin here come again with each repetition, and so are numbered. */
  private final boolean numbered;
  /** Whether the stage is one of this repetition alone. */
  private boolean fresh;
  /** The name under which values know the stage that began here, or empty. */
  private String label = "";
  /** The weights that layers share here, or null. */
  private Sharing sharing;

  private Branch(
      String stage, String prefix, boolean numbered, boolean fresh, int current, Sharing sharing) {
    this.stage = stage;
    this.prefix = prefix;
    this.numbered = numbered;
    this.fresh = fresh;
    this.current = current;
    this.sharing = sharing;
  }

  /** The begin of a net. */
  static Branch trunk(int input) {
    return new Branch("", "", false, false, input, null);
  }

  /** The begin of a branch of a fork here. */
  Branch fork() {
    return new Branch(stage, prefix, numbered, fresh, current, sharing);
  }

  /** The begin of a repetition here, whose stages are named below this one. */
  Branch repetition() {
    return new Branch(stage, stage, true, false, current, sharing);
  }

  /** The begin of a definition or a block here, whose stages are named below this one. */
  Branch inside() {
    return new Branch(stage, stage, numbered && !fresh, fresh, current, sharing);
  }

  /** The begin of a block whose layers share their weights. */
  Branch inside(Sharing weights) {
    Branch inside = inside();
    inside.sharing = weights;
    return inside;
  }

  /** Begins a stage. */
  void begin(String name, String path) {
    label = name;
    stage = path;
    fresh = true;
  }

  /** Ends the stage. */
  void endStage() {
    label = "";
    stage = prefix;
    fresh = false;
  }

  /** The full name of a stage that begins here, without its number. */
  String path(String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  String stage() {
    return stage;
  }

  String prefix() {
    return prefix;
  }

  boolean numbered() {
    return numbered;
  }

  Sharing sharing() {
    return sharing;
  }

  /** The stage that the value here belongs to, by the name that began here; empty for none. */
  String named() {
    return fork == null ? label : "";
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
