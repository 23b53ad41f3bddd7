package cnnc.maven;

import java.util.List;

/**
 * What came of a run.
 *
 * @param found number of network files
 * @param compiled how many of them had to be compiled
 * @param warnings one a line, each with its place
 * @param failures the same; when there are any, nothing was written
 */
record Outcome(int found, int compiled, List<String> warnings, List<String> failures) {}
