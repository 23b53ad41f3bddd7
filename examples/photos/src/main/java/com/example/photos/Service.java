package com.example.photos;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.Prediction;
import cnnc.runtime.net.Predictor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code Service WEIGHTS PORT}: tells what pictures show. {@code curl --data-binary @photo.jpg
 * http://localhost:PORT/predict} gets JSON, {@code curl -X POST http://localhost:PORT/reload} has it take
 * over the weights file as it is now, while requests go on.
 */
public final class Service implements AutoCloseable {
  private static final int MOST_BYTES = 20 << 20;

  private final Path weights;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  /** Never changes itself: a request works with the one that it finds. */
  private volatile Predictor predictor;

  Service(Path weights, int port) throws IOException {
    this.weights = weights;
    reload();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/predict", e -> answer(e, this::predict));
    server.createContext("/reload", e -> answer(e, body -> reload()));
    server.start();
  }

  public static void main(String[] args) throws IOException {
    Service service = new Service(Path.of(args[0]), Integer.parseInt(args[1]));
    System.out.println("http://localhost:" + service.port() + "/predict");
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** What an address does with the body of a request: the JSON of its answer. */
  private interface Work {
    String of(byte[] body) throws IOException;
  }

  private static void answer(HttpExchange exchange, Work work) throws IOException {
    try (exchange) {
      int code = 200;
      String answer;
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
      if (!exchange.getRequestMethod().equals("POST")) {
        code = 405;
        answer = json("error", "POST a picture");
      } else if (body.length > MOST_BYTES) {
        code = 413;
        answer = json("error", "a picture has 20 MB at most");
      } else {
        try {
          answer = work.of(body);
        } catch (Fault fault) {
          code = 422;
          answer = json("error", fault.getMessage());
        }
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(code, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String predict(byte[] picture) throws IOException {
    Predictor now = predictor;
    Prediction prediction = now.predict(new ByteArrayInputStream(picture));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("shows", prediction.name());
      for (int c : prediction.ranking()) {
        json.writeNumberField(now.spec().classes().get(c), prediction.probabilities()[c]);
      }
      json.writeEndObject();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What cannot be read leaves the weights as they are. */
  private String reload() throws IOException {
    try (Shapes net = Shapes.load(weights)) {
      predictor = net.predictor();
    }
    return json("weights", weights.toString());
  }

  private static String json(String name, String value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField(name, value);
      json.writeEndObject();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
