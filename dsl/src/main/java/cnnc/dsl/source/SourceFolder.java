package cnnc.dsl.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The network files of a folder and of those below it, which may import each other and nothing else: no
 * path leads out of the folder, neither by its dots nor by a link.
 */
public final class SourceFolder implements Library {
  private final Path root;
  private final Map<SourceFile, Path> places = new HashMap<>();
  private final Map<Path, SourceFile> files = new HashMap<>();

  /**
   * A folder.
   *
   * @throws IOException when it does not exist
   */
  public SourceFolder(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  /** Makes known where a file lies, whose imports are relative to it. */
  public SourceFile add(SourceFile file, Path place) throws IOException {
    Path real = place.toRealPath();
    places.put(file, real);
    files.put(real, file);
    return file;
  }

  /** All files that were opened so far. */
  public List<Path> opened() {
    return new ArrayList<>(files.keySet());
  }

  @Override
  public Answer open(SourceFile from, String path) {
    Path folder = places.get(from).getParent();
    try {
      if (Path.of(path).isAbsolute() || path.startsWith("/") || path.matches("(?i)[a-z]:.*")) {
        return Answer.refused(
            "`" + path + "` begins at the root of the machine",
            "write the path from this file's folder, as in `\"blocks.cnn\"`");
      }
      Path named = folder.resolve(path.replace('\\', '/')).normalize();
      if (!named.startsWith(root)) {
        return Answer.refused("`" + path + "` lies outside of the project", outside());
      }
      Path real = named.toRealPath();
      if (!real.startsWith(root)) {
        return Answer.refused("`" + path + "` is a link that leads out of the project", outside());
      }
      SourceFile known = files.get(real);
      return known == null ? read(path, real) : Answer.of(known);
    } catch (InvalidPathException wrong) {
      return Answer.refused("`" + path + "` is no path", "");
    } catch (NoSuchFileException missing) {
      return Answer.refused("there is no file `" + path + "`", "paths begin at this file's folder");
    } catch (IOException fault) {
      return Answer.refused("`" + path + "` cannot be read", "");
    }
  }

  private String outside() {
    return "files import what lies below `" + root.getFileName() + "`";
  }

  private Answer read(String path, Path real) throws IOException {
    if (!Files.isRegularFile(real)) {
      return Answer.refused("`" + path + "` is no file", "");
    }
    byte[] bytes = SourceText.read(real);
    SourceText.Decoded text = SourceText.decode(bytes);
    if (!text.whole()) {
      return Answer.refused(
          "`" + path + "` is not UTF-8 text", text.guess(bytes) + ": save it as UTF-8");
    }
    String name = root.relativize(real).toString().replace('\\', '/');
    return Answer.of(add(new SourceFile(name, text.text()), real));
  }
}
