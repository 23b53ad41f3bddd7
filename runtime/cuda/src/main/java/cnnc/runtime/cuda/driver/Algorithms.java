package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Convolutions.Direction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnMathType;

/**
 * Which algorithm of cuDNN each convolution takes: the fastest that gives equal bits in every run,
 * measured once per shape and device and kept in a text file, a line each.
 */
final class Algorithms {
  /** An algorithm and the bytes of scratch that it needs. */
  record Choice(int algorithm, long workspace) {}

  private record Measured(int algorithm, int status, float time, long memory, int determinism) {}

  /** Winograd's and Fourier's algorithms, which trade rounding for speed. */
  private static final Map<Direction, Set<Integer>> INEXACT =
      Map.of(
          Direction.FORWARD,
          Set.of(
              cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_FFT,
              cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_FFT_TILING,
              cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD,
              cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_WINOGRAD_NONFUSED),
          Direction.INPUT_GRADIENT,
          Set.of(
              cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_FFT,
              cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_FFT_TILING,
              cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_WINOGRAD,
              cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_WINOGRAD_NONFUSED),
          Direction.WEIGHT_GRADIENT,
          Set.of(
              cudnnConvolutionBwdFilterAlgo.CUDNN_CONVOLUTION_BWD_FILTER_ALGO_FFT,
              cudnnConvolutionBwdFilterAlgo.CUDNN_CONVOLUTION_BWD_FILTER_ALGO_FFT_TILING,
              cudnnConvolutionBwdFilterAlgo.CUDNN_CONVOLUTION_BWD_FILTER_ALGO_WINOGRAD,
              cudnnConvolutionBwdFilterAlgo.CUDNN_CONVOLUTION_BWD_FILTER_ALGO_WINOGRAD_NONFUSED));

  private static final int MOST = 16;
  private static final long LARGEST_WORKSPACE = 1L << 30;

  private final cudnnHandle handle;
  private final boolean tf32;
  private final boolean exact;
  private final String file;
  private final Map<String, Choice> known = new TreeMap<>();

  Algorithms(cudnnHandle handle, Detection device, long version, boolean tf32, boolean exact) {
    this.handle = handle;
    this.tf32 = tf32;
    this.exact = exact;
    file =
        "convolutions/" + device.name().replaceAll("[^A-Za-z0-9]+", "-") + "-cudnn-" + version
            + (tf32 ? "-tf32" : "-fp32") + (exact ? "-exact" : "") + ".txt";
    read();
  }

  /** TF32 is what cuDNN does by default; fp32 must be asked for. */
  int mathType() {
    return tf32 ? cudnnMathType.CUDNN_DEFAULT_MATH : cudnnMathType.CUDNN_FMA_MATH;
  }

  Optional<Choice> choose(Direction direction, ConvolutionShape shape, CudnnShape described) {
    String key = direction + " " + shape.key();
    if (!known.containsKey(key)) {
      Optional<Choice> best =
          measure(direction, described).stream()
              .filter(m -> !exact || !INEXACT.get(direction).contains(m.algorithm))
              .filter(m -> m.status == 0 && m.determinism == 1 && m.memory <= LARGEST_WORKSPACE)
              .min(Comparator.comparingDouble(Measured::time))
              .map(m -> new Choice(m.algorithm, workspace(direction, described, m)));
      if (best.isEmpty()) {
        return best;
      }
      known.put(key, best.get());
      write();
    }
    return Optional.of(known.get(key));
  }

  /** What the algorithm asks for, were it more than it had when it was measured. */
  private long workspace(Direction direction, CudnnShape s, Measured m) {
    long[] size = new long[1];
    int status =
        switch (direction) {
          case FORWARD ->
              JCudnn.cudnnGetConvolutionForwardWorkspaceSize(
                  handle, s.x, s.w, s.convolution, s.y, m.algorithm, size);
          case INPUT_GRADIENT ->
              JCudnn.cudnnGetConvolutionBackwardDataWorkspaceSize(
                  handle, s.w, s.y, s.convolution, s.x, m.algorithm, size);
          case WEIGHT_GRADIENT ->
              JCudnn.cudnnGetConvolutionBackwardFilterWorkspaceSize(
                  handle, s.x, s.y, s.convolution, s.w, m.algorithm, size);
        };
    return status == 0 ? Math.max(m.memory, size[0]) : m.memory;
  }

  /** All that cuDNN can do here; none where measuring fails, and a generated kernel convolves. */
  private List<Measured> measure(Direction direction, CudnnShape s) {
    int[] count = new int[1];
    List<Measured> all = new ArrayList<>();
    switch (direction) {
      case FORWARD -> {
        var found = new cudnnConvolutionFwdAlgoPerf[MOST];
        int status =
            JCudnn.cudnnFindConvolutionForwardAlgorithm(
                handle, s.x, s.w, s.convolution, s.y, MOST, count, found);
        for (int i = 0; status == 0 && i < count[0]; i++) {
          var f = found[i];
          all.add(new Measured(f.algo, f.status, f.time, f.memory, f.determinism));
        }
      }
      case INPUT_GRADIENT -> {
        var found = new cudnnConvolutionBwdDataAlgoPerf[MOST];
        int status =
            JCudnn.cudnnFindConvolutionBackwardDataAlgorithm(
                handle, s.w, s.y, s.convolution, s.x, MOST, count, found);
        for (int i = 0; status == 0 && i < count[0]; i++) {
          var f = found[i];
          all.add(new Measured(f.algo, f.status, f.time, f.memory, f.determinism));
        }
      }
      case WEIGHT_GRADIENT -> {
        var found = new cudnnConvolutionBwdFilterAlgoPerf[MOST];
        int status =
            JCudnn.cudnnFindConvolutionBackwardFilterAlgorithm(
                handle, s.x, s.y, s.convolution, s.w, MOST, count, found);
        for (int i = 0; status == 0 && i < count[0]; i++) {
          var f = found[i];
          all.add(new Measured(f.algo, f.status, f.time, f.memory, f.determinism));
        }
      }
    }
    return all;
  }

  /** A line that makes no sense is as good as none. */
  private void read() {
    String text =
        CacheFolder.read(file).map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
    for (String line : text.split("\n")) {
      if (line.matches("[A-Z_]+ \\S+ \\d{1,4} \\d{1,12}")) {
        String[] words = line.split(" ");
        known.put(
            words[0] + " " + words[1],
            new Choice(Integer.parseInt(words[2]), Long.parseLong(words[3])));
      }
    }
  }

  private void write() {
    StringBuilder text = new StringBuilder();
    known.forEach(
        (key, c) -> text.append(key).append(' ').append(c.algorithm).append(' ')
            .append(c.workspace).append('\n'));
    CacheFolder.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
