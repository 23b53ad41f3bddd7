package cnnc.maven;

import cnnc.codegen.graph.Target;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.model.Resource;
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

  /** Where the CUDA files go, which lie beside the classes in the end. */
  @Parameter(
      property = "cnnc.resources",
      defaultValue = "${project.build.directory}/generated-resources/cnn")
  private File resourceDirectory;

  /** What to compile for beside the CPU: {@code cuda}, or nothing. */
  @Parameter(property = "cnnc.targets")
  private List<String> targets = List.of();

  /** What was generated from what, to leave alone what has not changed. */
  @Parameter(defaultValue = "${project.build.directory}/maven-status/cnnc", readonly = true)
  private File statusDirectory;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    project.addCompileSourceRoot(outputDirectory.getPath());
    Set<Target> wanted = wanted();
    if (wanted.contains(Target.CUDA)) {
      Resource resource = new Resource();
      resource.setDirectory(resourceDirectory.getPath());
      project.addResource(resource);
    }
    Path source = sourceDirectory.toPath();
    Generation generation =
        new Generation(
            source, outputDirectory.toPath(), resourceDirectory.toPath(), statusDirectory.toPath(),
            wanted);
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

  private Set<Target> wanted() throws MojoFailureException {
    Set<Target> wanted = new TreeSet<>();
    for (String word : targets) {
      try {
        wanted.add(Target.valueOf(word.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        throw new MojoFailureException(
            "<targets> may hold cpu and cuda, and `" + word + "` is neither");
      }
    }
    return wanted;
  }
}
