package cnnc.dsl.model;

/** Rows and columns added around an image. */
public record Padding(int top, int bottom, int left, int right) {}
