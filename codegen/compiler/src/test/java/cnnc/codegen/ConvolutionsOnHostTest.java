package cnnc.codegen;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.reference.ConvolutionNets;
import cnnc.dsl.model.Model;
import cnnc.runtime.cuda.fake.FakeDriver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions of every kind on a GPU's kernels, compiled by g++, against the CPU's programs. */
@Tag(FakeDriver.TAG)
@Tag("any-jdk")
class ConvolutionsOnHostTest {
  @BeforeAll
  static void available() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
  }

  @BeforeEach
  void load() {
    FakeDriver.load();
  }

  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 2 2 2 2 2 2, 6,  8,  1, 3, false",
    "3 2 2 3 2 1 1 2 0 1, 3,  5,  1, 1, true",
    "2 3 1 2 3 2 2 1 3 0, 12, 8,  4, 3, true",
    "3 3 1 1 1 1 1 1 1 1, 6,  9,  3, 2, false",
    "5 4 2 1 1 1 2 2 1 2, 32, 64, 2, 1, true",
    "1 1 1 1 1 1 0 0 0 0, 10, 20, 5, 5, false",
    "3 3 1 1 1 1 1 1 1 1, 6,  6,  6, 3, false",
    "3 2 2 3 2 1 1 2 0 1, 32, 32, 32, 1, true",
    "5 5 1 1 1 1 2 2 2 2, 20, 20, 20, 3, false",
    "3 3 1 1 1 1 1 1 1 1, 4,  8,  4, 2, false",
  })
  void holesAndGroups(
      String window, int channels, int out, int groups, int batch, boolean tf32) {
    CudaOnHostTest.check(model(window, channels, out, groups, batch), false, tf32);
  }

  @ParameterizedTest
  @CsvSource({"3 3 1 1 2 2 2 2 2 2, 4, 6, 2", "2 3 2 1 1 1 0 0 1 1, 6, 6, 6"})
  void ofALibrary(String window, int channels, int out, int groups) {
    CudaOnHostTest.check(model(window, channels, out, groups, 2), true, false);
  }

  @ParameterizedTest
  @CsvSource({
    "4 4 2 2 1 1 1 1 1 1, 6,  8,  1, 3, false",
    "3 2 2 3 2 1 1 2 0 1, 12, 8,  2, 1, true",
  })
  void transposed(String window, int channels, int out, int groups, int batch, boolean library) {
    Model model =
        ConvolutionNets.around(
            ConvolutionNets.transposed(ConvolutionsTest.window(window), 4, 3, out, groups), 4, 3,
            channels, batch);
    CudaOnHostTest.check(model, library, !library);
  }

  @ParameterizedTest
  @CsvSource({
    "3 3 1 1 1 1 1 1 1 1, 6,  8,  true,  3, false",
    "3 2 2 3 2 1 1 2 0 1, 12, 9,  false, 1, true",
    "2 3 1 2 1 1 1 0 1 1, 4,  12, true,  5, true",
  })
  void local(String window, int channels, int out, boolean bias, int batch, boolean tf32) {
    Model model =
        ConvolutionNets.around(
            ConvolutionNets.local(ConvolutionsTest.window(window), out, bias), 4, 5, channels,
            batch);
    CudaOnHostTest.check(model, false, tf32);
  }

  private static Model model(String window, int channels, int out, int groups, int batch) {
    return ConvolutionNets.around(
        ConvolutionNets.convolution(ConvolutionsTest.window(window), out, groups), 5, 7, channels,
        batch);
  }
}
