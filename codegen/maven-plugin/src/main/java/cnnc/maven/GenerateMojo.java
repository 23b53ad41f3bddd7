package cnnc.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** Compiles the .cnn files of a project into Java sources; a file's folder is its package. */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class GenerateMojo extends AbstractMojo {
  /** Where the .cnn files lie. */
  @Parameter(property = "cnnc.source", defaultValue = "${project.basedir}/src/main/cnn")
  private File sourceDirectory;

  /** Where the Java files go. */
  @Parameter(
      property = "cnnc.output",
      defaultValue = "${project.build.directory}/generated-sources/cnn")
  private File outputDirectory;

  /** What was generated from what, to leave alone what has not changed. */
  @Parameter(defaultValue = "${project.build.directory}/maven-status/cnnc", readonly = true)
  private File statusDirectory;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    project.addCompileSourceRoot(outputDirectory.getPath());
    Path source = sourceDirectory.toPath();
    Generation generation =
        new Generation(source, outputDirectory.toPath(), statusDirectory.toPath());
    try {
      int compiled = generation.run();
      generation.warnings().forEach(getLog()::warn);
      if (!generation.failures().isEmpty()) {
        throw new MojoFailureException(String.join("\n", generation.failures()));
      }
      getLog().info(compiled + " of " + generation.found() + " networks compiled");
    } catch (IOException fault) {
      throw new MojoExecutionException("cannot generate: " + fault.getMessage(), fault);
    }
    if (generation.found() > 0 && !VectorModule.visibleTo(project)) {
      VectorModule.advice().forEach(getLog()::warn);
    }
  }
}
