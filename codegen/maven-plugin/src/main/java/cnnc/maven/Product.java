package cnnc.maven;

import cnnc.codegen.files.GeneratedFile;
import cnnc.dsl.source.Span;
import java.nio.file.Path;

/**
 * A generated file that is not written yet.
 *
 * @param place where it will lie
 * @param net the net it was made of
 */
record Product(GeneratedFile file, Path place, Span net) {}
