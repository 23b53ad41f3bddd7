package cnnc.dsl.fluent.written;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Where in Java code a word stands, and by which calls one came there. */
public final class Places {
  private static final String FLUENT = "cnnc.dsl.fluent.";
  private static final int MOST_STEPS = 30;
  private static final StackWalker WALKER = StackWalker.getInstance();

  /** By the name of a Java file. */
  private static final Map<String, SourceFile> FILES = new ConcurrentHashMap<>();

  /** Calls from outside to where the latest network began, which say nothing about it. */
  private static final ThreadLocal<List<Span.Step>> OUTSIDE = ThreadLocal.withInitial(List::of);

  /** What is known of the repetitions that run, the innermost first. */
  private static final ThreadLocal<List<String>> REPETITIONS = ThreadLocal.withInitial(List::of);

  private Places() {}

  /** Makes the text of a Java file known, so that faults can show its lines. */
  public static void source(SourceFile file) {
    FILES.put(file.name(), file);
  }

  /** The place outside of this language's classes that called them. */
  public static Span here() {
    Span here = withAllSteps();
    List<Span.Step> outside = OUTSIDE.get();
    int inside = here.trail().size() - outside.size();
    boolean known =
        inside >= 0 && here.trail().subList(inside, here.trail().size()).equals(outside);
    List<Span.Step> trail = known ? here.trail().subList(0, inside) : here.trail();
    return here.alone().by(trail.subList(0, Math.min(trail.size(), MOST_STEPS)));
  }

  private static Span withAllSteps() {
    List<Span> places = new ArrayList<>();
    List<Span.Step> steps = WALKER.walk(frames -> steps(frames.limit(500).toList(), places));
    return places.get(0).by(steps);
  }

  private static List<Span.Step> steps(List<StackWalker.StackFrame> frames, List<Span> places) {
    List<Span.Step> steps = new ArrayList<>();
    List<String> repetitions = new ArrayList<>(REPETITIONS.get());
    for (StackWalker.StackFrame f : frames) {
      boolean repeats =
          f.getClassName().equals(Places.class.getName()) && f.getMethodName().equals("repetition");
      if (repeats && !repetitions.isEmpty() && !places.isEmpty()) {
        steps.add(new Span.Step(repetitions.remove(0), places.get(places.size() - 1)));
      }
      if (!f.getClassName().startsWith(FLUENT) && !f.getClassName().matches("(java|jdk|sun)\\..*")) {
        Span place = place(f);
        boolean sameLine = !places.isEmpty() && place.equals(places.get(places.size() - 1));
        if (!places.isEmpty() && !sameLine) {
          Span.Step step = new Span.Step("called from `" + method(f) + "`", place);
          // A lambda stands in the method that hands it on.
          if (!steps.contains(step)) {
            steps.add(step);
          }
        }
        places.add(place);
      }
    }
    if (places.isEmpty()) {
      places.add(SourceFile.ofLines("unknown").inLine(1));
    }
    return steps;
  }

  private static Span place(StackWalker.StackFrame frame) {
    String name = frame.getFileName() == null ? "unknown" : frame.getFileName();
    return FILES.computeIfAbsent(name, SourceFile::ofLines).inLine(frame.getLineNumber());
  }

  /** The method that a person wrote: a lambda belongs to the one around it. */
  private static String method(StackWalker.StackFrame frame) {
    return frame.getMethodName().replaceFirst("^lambda\\$(.*)\\$\\d+$", "$1");
  }

  /** The place where a network begins. */
  public static Span network() {
    Span here = withAllSteps();
    OUTSIDE.set(here.trail());
    return here.alone();
  }

  /** Does what a repetition does; what is written in it knows which one it is. */
  public static <T> T repetition(int number, Supplier<T> work) {
    List<String> outer = REPETITIONS.get();
    List<String> all = new ArrayList<>(List.of("in the repetition with `i = " + number + "`"));
    all.addAll(outer);
    REPETITIONS.set(List.copyOf(all));
    try {
      return work.get();
    } finally {
      REPETITIONS.set(outer);
    }
  }
}
