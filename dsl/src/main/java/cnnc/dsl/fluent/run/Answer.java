package cnnc.dsl.fluent.run;

import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.FileSyntax;
import java.io.Serializable;
import java.util.List;

/** What the methods of a Java file have given. */
public record Answer(List<FileSyntax> networks, List<Failure> failures) implements Serializable {
  /** What went wrong in a method, and where. */
  public record Failure(String message, Span place) implements Serializable {}

  public Answer {
    networks = List.copyOf(networks);
    failures = List.copyOf(failures);
  }
}
