package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cnnc.runtime.data.ImageSets;
import com.acme.nets.Small;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SmallTest {
  @Test
  void theGeneratedClassTrainsSavesLoadsAndPredicts() throws Exception {
    ImageSets images = Small.SHAPES.synthetic(1);
    Path file = Files.createTempFile("small", ".safetensors");
    double precision;
    try (Small net = Small.create(1)) {
      net.trainer(Small.QUICK).run(images.train());
      precision = net.evaluate(images.test());
      net.save(file);
    }
    try (Small net = Small.load(file)) {
      assertEquals(precision, net.evaluate(images.test()));
      assertEquals(4, net.predict(images.test().image(0)).probabilities().length);
    }
    assertTrue(precision > 0.25, "better than chance: " + precision);
  }
}
