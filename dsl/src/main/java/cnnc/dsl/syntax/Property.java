package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.io.Serializable;

/** {@code batch = 128;}. */
public record Property(String name, Span nameSpan, Expr value) implements Serializable {}
