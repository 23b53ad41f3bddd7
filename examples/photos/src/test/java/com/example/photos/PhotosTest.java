package com.example.photos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From drawn pictures to answers over HTTP, with weights that change meanwhile. */
class PhotosTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  private static HttpRequest.Builder at(Service service, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + path));
  }

  private static HttpRequest.BodyPublisher picture(String name, long seed) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(MakePictures.picture(name, new Random(seed)), "png", png);
    return HttpRequest.BodyPublishers.ofByteArray(png.toByteArray());
  }

  private HttpResponse<String> post(Service service, String path, HttpRequest.BodyPublisher body)
      throws Exception {
    return client.send(at(service, path).POST(body).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void picturesAreLearnedAndServed() throws Exception {
    Path run = folder.resolve("run");
    MakePictures.draw(folder.resolve("pictures"), 100);
    assertThat(Train.train(folder.resolve("pictures"), run)).isGreaterThan(0.8);
    // A training that is over says the same again.
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));
    Train.train(folder.resolve("pictures"), run);
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(model);
    Path weights = Files.copy(run.resolve("model.safetensors"), folder.resolve("served"));
    try (Service service = new Service(weights, 0)) {
      int right = 0;
      for (int i = 0; i < 10; i++) {
        HttpResponse<String> answer = post(service, "/predict", picture("stripes", 900 + i));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"shows\":\"").contains("\"squares\":");
        right += answer.body().startsWith("{\"shows\":\"stripes\"") ? 1 : 0;
      }
      assertThat(right).isGreaterThan(7);
      faultsAreAnswers(service, weights);
      swapsUnderLoad(service, weights, run);
    }
  }

  private void faultsAreAnswers(Service service, Path weights) throws Exception {
    HttpResponse<String> none =
        post(service, "/predict", HttpRequest.BodyPublishers.ofString("no picture"));
    assertThat(none.statusCode()).isEqualTo(422);
    assertThat(none.body()).contains("is no picture of a known format").doesNotContain("Exception");
    HttpResponse<String> got =
        client.send(at(service, "/predict").GET().build(), HttpResponse.BodyHandlers.ofString());
    assertThat(got.statusCode()).isEqualTo(405);
    String before = post(service, "/predict", picture("circles", 5)).body();
    byte[] good = Files.readAllBytes(weights);
    Files.write(weights, new byte[10]);
    assertThat(post(service, "/reload", HttpRequest.BodyPublishers.noBody()).statusCode())
        .isEqualTo(422);
    assertThat(post(service, "/predict", picture("circles", 5)).body()).isEqualTo(before);
    Files.write(weights, good);
  }

  /** Each answer is that of the old weights or of the new ones. */
  private void swapsUnderLoad(Service service, Path weights, Path run) throws Exception {
    byte[] trained = Files.readAllBytes(weights);
    byte[] drawn;
    try (Shapes other = Shapes.create(7)) {
      Path file = folder.resolve("drawn");
      other.save(file);
      drawn = Files.readAllBytes(file);
    }
    Set<String> possible = new java.util.HashSet<>();
    for (byte[] each : List.of(drawn, trained)) {
      Files.write(weights, each);
      post(service, "/reload", HttpRequest.BodyPublishers.noBody());
      possible.add(post(service, "/predict", picture("circles", 5)).body());
    }
    assertThat(possible).hasSize(2);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(
          client.sendAsync(
              at(service, "/predict").POST(picture("circles", 5)).build(),
              HttpResponse.BodyHandlers.ofString()));
      if (i % 10 == 5) {
        Files.write(weights, i % 20 == 5 ? drawn : trained);
        post(service, "/reload", HttpRequest.BodyPublishers.noBody());
      }
    }
    assertThat(answers.stream().map(a -> a.join().body()).collect(Collectors.toSet()))
        .isSubsetOf(possible);
  }
}
