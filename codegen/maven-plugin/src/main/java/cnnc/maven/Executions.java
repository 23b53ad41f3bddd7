package cnnc.maven;

import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * The executions of the plugin that run in a project now: what one that is gone, or switched off, or one of the command
 * line, has once made is nobody's.
 */
final class Executions {
  private Executions() {}

  static Set<String> of(MavenProject project, MojoExecution execution) {
    Set<String> ids = new TreeSet<>();
    Plugin declared = project.getPlugin(execution.getPlugin().getKey());
    if (declared != null) {
      declared.getExecutions().stream()
          .filter(e -> !"none".equals(e.getPhase()))
          .map(PluginExecution::getId)
          .forEach(ids::add);
    }
    return ids;
  }
}
