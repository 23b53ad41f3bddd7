package cnnc.runtime.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file.
 *
 * @param metadata texts by their names
 */
record Header(Map<String, String> metadata, List<Entry> entries) {
  record Entry(String name, String dtype, List<Long> shape, long begin, long end) {
    /** Of zeros. */
    Tensor tensor() {
      return new Tensor(
          name, shape.stream().map(Long::intValue).toList(), new float[(int) count()], 0);
    }

    /** Number of values; -1 where no array could hold them. */
    long count() {
      long count = 1;
      for (long dimension : shape) {
        boolean fits = dimension >= 0 && dimension <= Integer.MAX_VALUE
            && count * dimension <= Integer.MAX_VALUE / 4;
        if (!fits) {
          return -1;
        }
        count *= dimension;
      }
      return count;
    }
  }

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static Header read(Path file, byte[] text) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    expect(file, text[0] == '{');
    // From characters: of bytes the parser would guess other encodings than UTF-8, too.
    try (JsonParser json =
        JSON.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder()))) {
      expect(file, json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(file, json.nextToken() == JsonToken.START_OBJECT);
        if (name.equals("__metadata__")) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            expect(file, json.nextToken() == JsonToken.VALUE_STRING);
            metadata.put(key, json.getText());
          }
        } else if (entries.put(name, entry(file, name, json)) != null) {
          throw Safetensors.broken(file, "it holds `" + name + "` twice");
        }
      }
      expect(file, json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
    } catch (IOException fault) {
      throw Safetensors.broken(file, "its header is no JSON");
    }
    return new Header(metadata, List.copyOf(entries.values()));
  }

  private static Entry entry(Path file, String name, JsonParser json) throws IOException {
    String dtype = "";
    List<Long> shape = null;
    List<Long> offsets = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> dtype = json.getText();
        case "shape" -> shape = numbers(file, json);
        case "data_offsets" -> offsets = numbers(file, json);
        default -> json.skipChildren();
      }
    }
    expect(file, shape != null && offsets.size() == 2 && !dtype.isEmpty());
    Entry entry = new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
    if (entry.count() < 0) {
      throw Safetensors.broken(file, "the shape of `" + name + "` is out of range");
    }
    return entry;
  }

  private static List<Long> numbers(Path file, JsonParser json) throws IOException {
    expect(file, json.currentToken() == JsonToken.START_ARRAY);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(json.getLongValue());
    }
    expect(file, json.currentToken() == JsonToken.END_ARRAY);
    return numbers;
  }

  /**
   * Checks the format's rules: F32 tensors that fill the bytes behind the header, without overlap,
   * gap or rest.
   *
   * @param bytes how many there are behind the header
   */
  static void checkLayout(Path file, List<Entry> entries, long bytes) {
    List<Entry> inOrder = new ArrayList<>(entries);
    inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry e : inOrder) {
      String name = "`" + e.name() + "`";
      if (!e.dtype().equals("F32")) {
        throw Safetensors.broken(file, name + " is " + e.dtype() + ", and only F32 is read");
      }
      if (e.end() - e.begin() != 4 * e.count()) {
        throw Safetensors.broken(file, "the bytes of " + name + " are not as many as its shape says");
      }
      if (e.begin() != at) {
        String how = e.begin() < at ? " overlaps another tensor" : " begins behind a gap";
        throw Safetensors.broken(file, name + how);
      }
      at = e.end();
    }
    if (at != bytes) {
      throw Safetensors.broken(
          file, "it has " + bytes + " bytes of tensors where its header says " + at);
    }
  }

  private static void expect(Path file, boolean holds) {
    if (!holds) {
      throw Safetensors.broken(file, "its header is not of the format");
    }
  }
}
