package cnnc.runtime.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the JSON header of a safetensors file. */
final class Header {
  record Entry(String name, String dtype, List<Long> shape, long begin, long end) {}

  private Header() {}

  static List<Entry> read(Path file, byte[] text) {
    List<Entry> entries = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(text)) {
      expect(file, json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(file, json.nextToken() == JsonToken.START_OBJECT);
        if (name.equals("__metadata__")) {
          json.skipChildren();
        } else {
          entries.add(entry(file, name, json));
        }
      }
      expect(file, json.currentToken() == JsonToken.END_OBJECT);
    } catch (IOException fault) {
      throw Safetensors.broken(file, "its header is no JSON");
    }
    return entries;
  }

  private static Entry entry(Path file, String name, JsonParser json) throws IOException {
    String dtype = "";
    List<Long> shape = List.of();
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
    expect(file, offsets.size() == 2 && !dtype.isEmpty());
    return new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
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

  private static void expect(Path file, boolean holds) {
    if (!holds) {
      throw Safetensors.broken(file, "its header is not of the format");
    }
  }
}
