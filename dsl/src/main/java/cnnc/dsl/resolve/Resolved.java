package cnnc.dsl.resolve;

import cnnc.dsl.model.Model;
import cnnc.dsl.syntax.Declaration;

/**
 * A net as it was understood.
 *
 * @param expanded the net with definitions, repetitions and conditions written out
 */
public record Resolved(Model model, Declaration.Net expanded) {}
