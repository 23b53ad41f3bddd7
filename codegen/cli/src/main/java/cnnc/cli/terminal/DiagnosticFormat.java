package cnnc.cli.terminal;

import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.RichRenderer;
import cnnc.dsl.diagnostic.ShortRenderer;
import cnnc.dsl.source.Span;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** How faults and warnings are shown. */
public enum DiagnosticFormat {
  /** With the line, help and notes. */
  RICH,
  /** In a line. */
  SHORT,
  /** An object in a line. */
  JSON;

  /** What is shown, without the end of the line. */
  public String render(Diagnostic d) {
    return switch (this) {
      case RICH -> new RichRenderer(Terminal.colour()).render(d);
      case SHORT -> new ShortRenderer().render(d);
      case JSON -> json(d);
    };
  }

  private static String json(Diagnostic d) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("severity", d.code().severity().toString());
      json.writeStringField("code", d.code().id());
      json.writeStringField("message", d.message());
      place(json, d.span(), d.label());
      if (d.also().isPresent()) {
        json.writeObjectFieldStart("also");
        place(json, d.also().get().span(), d.also().get().label());
        json.writeEndObject();
      }
      list(json, "help", d.helps());
      list(json, "notes", d.notes());
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toString();
  }

  private static void place(JsonGenerator json, Span span, String label) throws IOException {
    json.writeStringField("file", span.file().name());
    json.writeNumberField("line", span.line());
    json.writeNumberField("column", span.column());
    json.writeNumberField("endLine", span.file().line(span.end()));
    json.writeNumberField("endColumn", span.file().column(span.end()));
    if (!label.isEmpty()) {
      json.writeStringField("label", label);
    }
  }

  private static void list(JsonGenerator json, String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
