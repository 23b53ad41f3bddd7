package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.gpu.Convolutions.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnHandle;

/** Which algorithms of cuDNN can do a convolution with equal bits in every run. */
record Algorithms(cudnnHandle handle, boolean exact) {
  /** An algorithm by cuDNN's number, and the bytes of scratch that it needs. */
  record Algorithm(int number, long workspace) {}

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

  /** So many are worth timing again. */
  private static final int BEST = 3;

  private static final long LARGEST_WORKSPACE = 1L << 30;

  /**
   * The fastest few by cuDNN's own measurement. That is no more than a hint: cuDNN tries an
   * algorithm with several kinds of arithmetic, and a convolution in fp32 may use but one.
   */
  List<Algorithm> fastest(Direction direction, CudnnShape described) {
    return measure(direction, described).stream()
        .filter(m -> !exact || !INEXACT.get(direction).contains(m.algorithm))
        .filter(m -> m.status == 0 && m.determinism == 1 && m.memory <= LARGEST_WORKSPACE)
        .sorted(Comparator.comparingDouble(Measured::time))
        .collect(
            Collectors.toMap(
                Measured::algorithm, m -> m, (fast, slow) -> fast, LinkedHashMap::new))
        .values().stream()
        .limit(BEST)
        .map(m -> new Algorithm(m.algorithm, workspace(direction, described, m)))
        .toList();
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
    try {
      return found(direction, s);
    } catch (ArrayIndexOutOfBoundsException failed) {
      // JCudnn reads as many results as a failed call says, and such a call may say nothing.
      return List.of();
    }
  }

  private List<Measured> found(Direction direction, CudnnShape s) {
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
}
