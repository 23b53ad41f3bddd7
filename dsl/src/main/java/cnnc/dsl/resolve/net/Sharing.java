package cnnc.dsl.resolve.net;

import cnnc.dsl.source.Span;

/**
 * One of the places where layers share weights.
 *
 * @param name what their parameters are named after
 * @param occurrence which of these places, from 0
 */
record Sharing(String name, int occurrence, Span place) {}
