package cnnc.maven;

import cnnc.codegen.graph.Target;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** Compiles the network files of a project, .cnn and .java, into Java sources; a file's folder is its package. */
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

  /** Values for parameters of nets, each as {@code NET.NAME=VALUE}. */
  @Parameter(property = "cnnc.set")
  private List<String> set = List.of();

  /** What was generated from what, to leave alone what has not changed. */
  @Parameter(defaultValue = "${project.build.directory}/maven-status/cnnc", readonly = true)
  private File statusDirectory;

  /** What belongs to the build alone, where files of earlier builds may be deleted. */
  @Parameter(defaultValue = "${project.build.directory}", readonly = true)
  private File buildDirectory;

  /** Where network files lie that somebody has put into another folder. */
  @Parameter(defaultValue = "${project.basedir}/src", readonly = true)
  private File allSources;

  @Parameter(defaultValue = "${maven.compiler.release}", readonly = true)
  private String release;

  @Parameter(defaultValue = "${maven.compiler.target}", readonly = true)
  private String target;

  @Parameter(defaultValue = "${maven.compiler.source}", readonly = true)
  private String source;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  private MojoExecution execution;

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    project.addCompileSourceRoot(outputDirectory.getPath());
    Set<Target> wanted = Targets.of(targets);
    if (wanted.contains(Target.CUDA)) {
      Resource resource = new Resource();
      resource.setDirectory(resourceDirectory.getPath());
      project.addResource(resource);
    }
    try {
      generate(
          new Settings(
              sourceDirectory.toPath(), outputDirectory.toPath(), resourceDirectory.toPath(),
              buildDirectory.toPath(), wanted, set));
    } catch (IOException fault) {
      throw new MojoExecutionException("cannot generate: " + Fault.text(fault), fault);
    }
  }

  private void generate(Settings settings) throws IOException, MojoFailureException {
    Outcome outcome =
        new Generation(
                settings, statusDirectory.toPath(), execution.getExecutionId(),
                Executions.of(project, execution))
            .run();
    outcome.warnings().forEach(getLog()::warn);
    if (!outcome.failures().isEmpty()) {
      throw new MojoFailureException(String.join("\n", outcome.failures()));
    }
    getLog().info(outcome.compiled() + " of " + outcome.found() + " networks compiled");
    if (outcome.found() == 0) {
      getLog().warn(NetworkFiles.missing(settings.source(), allSources.toPath()));
    } else {
      new JavaLevel(project, release, target, source).require();
      VectorModule.advice(project).forEach(getLog()::warn);
    }
  }
}
