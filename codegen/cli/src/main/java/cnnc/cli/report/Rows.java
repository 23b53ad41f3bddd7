package cnnc.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a {@code metrics.jsonl}: numbers by name, those of inner objects as {@code test.loss}. */
final class Rows {
  private final List<Map<String, Double>> all = new ArrayList<>();

  /** Those of a file; half a row at its end is none. */
  static Rows of(Path file) throws IOException {
    Rows rows = new Rows();
    if (Files.exists(file)) {
      for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()) {
        try (JsonParser json = new JsonFactory().createParser(line)) {
          Map<String, Double> row = new LinkedHashMap<>();
          json.nextToken();
          read(json, "", row);
          rows.all.add(row);
        } catch (IOException half) {
          break;
        }
      }
    }
    return rows;
  }

  private static void read(JsonParser json, String prefix, Map<String, Double> row)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + json.currentName();
      if (json.nextToken() == JsonToken.START_OBJECT) {
        read(json, name + ".", row);
      } else {
        row.put(name, json.getDoubleValue());
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("half a row");
    }
  }

  /** Points of one number by another, in the order of the rows that have both. */
  List<double[]> points(String x, String y) {
    return all.stream()
        .filter(r -> r.containsKey(x) && r.containsKey(y))
        .map(r -> new double[] {r.get(x), r.get(y)})
        .toList();
  }

  /** All names that rows with this one have beside it. */
  Set<String> beside(String name) {
    Set<String> names = new LinkedHashSet<>();
    all.stream().filter(r -> r.containsKey(name)).forEach(r -> names.addAll(r.keySet()));
    names.remove(name);
    return names;
  }

  List<Map<String, Double>> with(String name) {
    return all.stream().filter(r -> r.containsKey(name)).toList();
  }
}
