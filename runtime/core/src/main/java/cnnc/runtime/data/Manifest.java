package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.InputFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A table of comma-separated values (RFC 4180, UTF-8) with a row of names first, whose columns say where
 * pictures lie, from the table's folder on, and of which class they are.
 */
public record Manifest(String pathColumn, String labelColumn) implements PictureFormat.Listing {
  public Manifest {
    Objects.requireNonNull(pathColumn, "pathColumn");
    Objects.requireNonNull(labelColumn, "labelColumn");
  }

  @Override
  public List<PictureFormat.Labelled> list(Path place) {
    List<List<String>> rows = rows(place);
    if (rows.isEmpty()) {
      throw new Fault("CNN0702", place + " is empty: its first row names the columns");
    }
    int path = column(place, rows.get(0), pathColumn);
    int label = column(place, rows.get(0), labelColumn);
    Path folder = place.toAbsolutePath().normalize().getParent();
    List<PictureFormat.Labelled> all = new ArrayList<>();
    for (int i = 1; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      if (row.size() <= Math.max(path, label)) {
        throw new Fault(
            "CNN0702", place + ": row " + (i + 1) + " has " + row.size() + " values, and "
                + rows.get(0).size() + " columns are named");
      }
      try {
        Path file = folder.resolve(row.get(path)).normalize();
        if (!file.startsWith(folder)) {
          throw new Fault(
              "CNN0702", place + ": row " + (i + 1) + " names " + row.get(path) + ", which lies outside of "
                  + folder);
        }
        all.add(new PictureFormat.Labelled(file, row.get(path), row.get(label)));
      } catch (InvalidPathException none) {
        throw new Fault("CNN0702", place + ": row " + (i + 1) + " has a path that is none: " + none.getReason());
      }
    }
    if (all.isEmpty()) {
      throw new Fault("CNN0702", place + " names no picture");
    }
    return all;
  }

  private static int column(Path file, List<String> names, String wanted) {
    int index = names.indexOf(wanted);
    if (index < 0) {
      throw new Fault("CNN0702", file + " has no column `" + wanted + "`, only " + names);
    }
    return index;
  }

  private static List<List<String>> rows(Path file) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder()
              .decode(ByteBuffer.wrap(InputFile.bytes(file))).toString();
    } catch (CharacterCodingException other) {
      throw new Fault("CNN0702", file + " is not UTF-8 text");
    }
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    int begin = text.startsWith("\ufeff") ? 1 : 0;
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          value.append(text.charAt(++i));
        } else if (c == '"') {
          quoted = false;
        } else {
          value.append(c);
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        row.add(taken(value));
      } else if (c == '\n') {
        end(row, value, rows);
      } else if (c != '\r') {
        value.append(c);
      }
    }
    if (quoted) {
      throw new Fault("CNN0702", file + " ends within quotes");
    }
    end(row, value, rows);
    return rows;
  }

  private static String taken(StringBuilder value) {
    String text = value.toString();
    value.setLength(0);
    return text;
  }

  /** Empty lines are no rows. */
  private static void end(List<String> row, StringBuilder value, List<List<String>> rows) {
    if (!row.isEmpty() || value.length() > 0) {
      row.add(taken(value));
      rows.add(List.copyOf(row));
      row.clear();
    }
  }
}
