package cnnc.codegen.emit.java.kernels;

import cnnc.codegen.emit.java.kernels.elements.AverageKernels;
import cnnc.codegen.emit.java.kernels.elements.CopyKernels;
import cnnc.codegen.emit.java.kernels.elements.InterpolationKernels;
import cnnc.codegen.emit.java.kernels.elements.LossKernels;
import cnnc.codegen.emit.java.kernels.elements.LrnKernels;
import cnnc.codegen.emit.java.kernels.elements.MomentKernels;
import cnnc.codegen.emit.java.kernels.elements.PointwiseKernels;
import cnnc.codegen.emit.java.kernels.elements.PoolKernels;
import cnnc.codegen.emit.java.kernels.elements.SumKernels;
import cnnc.codegen.emit.java.kernels.products.ConvolutionKernels;
import cnnc.codegen.emit.java.kernels.products.ConvolutionWeightKernels;
import cnnc.codegen.emit.java.kernels.products.DenseKernels;
import cnnc.codegen.emit.java.kernels.products.DepthwiseKernels;
import cnnc.codegen.emit.java.kernels.products.DepthwiseWeightKernel;
import cnnc.codegen.emit.java.kernels.products.LocalKernels;
import cnnc.codegen.emit.java.kernels.products.LocalWeightKernel;
import cnnc.codegen.emit.java.kernels.products.WinogradKernels;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.kernel.cpu.AveragePooling;
import cnnc.codegen.kernel.cpu.AveragePoolingGradient;
import cnnc.codegen.kernel.cpu.BlockedColumns;
import cnnc.codegen.kernel.cpu.ChannelMoments;
import cnnc.codegen.kernel.cpu.CombineMoments;
import cnnc.codegen.kernel.cpu.Copying;
import cnnc.codegen.kernel.cpu.CpuKernel;
import cnnc.codegen.kernel.cpu.DenseForward;
import cnnc.codegen.kernel.cpu.DenseInputGradient;
import cnnc.codegen.kernel.cpu.DenseWeightGradient;
import cnnc.codegen.kernel.cpu.DepthwiseConvolution;
import cnnc.codegen.kernel.cpu.DepthwiseInputGradient;
import cnnc.codegen.kernel.cpu.DepthwiseWeightGradient;
import cnnc.codegen.kernel.cpu.DirectConvolution;
import cnnc.codegen.kernel.cpu.DirectInputGradient;
import cnnc.codegen.kernel.cpu.DirectWeightGradient;
import cnnc.codegen.kernel.cpu.GroupSumsLoop;
import cnnc.codegen.kernel.cpu.ImageMoments;
import cnnc.codegen.kernel.cpu.Interpolation;
import cnnc.codegen.kernel.cpu.InterpolationGradient;
import cnnc.codegen.kernel.cpu.LargeWeightGradient;
import cnnc.codegen.kernel.cpu.LocalBackward;
import cnnc.codegen.kernel.cpu.LocalForward;
import cnnc.codegen.kernel.cpu.LocalWeights;
import cnnc.codegen.kernel.cpu.LossLoop;
import cnnc.codegen.kernel.cpu.LrnLines;
import cnnc.codegen.kernel.cpu.LrnLinesGradient;
import cnnc.codegen.kernel.cpu.MaxPooling;
import cnnc.codegen.kernel.cpu.MaxPoolingGradient;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.codegen.kernel.cpu.PointwiseLoop;
import cnnc.codegen.kernel.cpu.SideBySide;
import cnnc.codegen.kernel.cpu.SumOfParts;
import cnnc.codegen.kernel.cpu.Transpose;
import cnnc.codegen.kernel.cpu.WinogradConvolution;
import cnnc.codegen.kernel.cpu.WinogradWeightGradient;
import cnnc.codegen.kernel.cpu.WinogradWeights;
import cnnc.dsl.table.OpTable;

/** The table: who writes each kernel. */
final class KernelTable {
  /** Writes the body of a kernel, and its tiles as methods beside it. */
  private interface Rule {
    void write(CpuKernel kernel, KernelMethod method, KernelWriter to);
  }

  private interface Typed<T> {
    void write(T kernel, KernelMethod method, KernelWriter to);
  }

  private static final OpTable<CpuKernel, Rule> TABLE =
      OpTable.<CpuKernel, Rule>of(CpuKernel.class, "Java of CPU kernels")
          .row(DirectConvolution.class, rule(DirectConvolution.class, ConvolutionKernels::forward))
          .row(DirectInputGradient.class,
              rule(DirectInputGradient.class, ConvolutionKernels::inputGradient))
          .row(DirectWeightGradient.class,
              rule(DirectWeightGradient.class, ConvolutionWeightKernels::write))
          .row(LargeWeightGradient.class,
              rule(LargeWeightGradient.class, ConvolutionWeightKernels::write))
          .row(DepthwiseConvolution.class,
              rule(DepthwiseConvolution.class, DepthwiseKernels::forward))
          .row(DepthwiseInputGradient.class,
              rule(DepthwiseInputGradient.class, DepthwiseKernels::inputGradient))
          .row(DepthwiseWeightGradient.class,
              rule(DepthwiseWeightGradient.class, DepthwiseWeightKernel::write))
          .row(LocalForward.class, rule(LocalForward.class, LocalKernels::forward))
          .row(LocalBackward.class, rule(LocalBackward.class, LocalKernels::inputGradient))
          .row(LocalWeights.class, rule(LocalWeights.class, LocalWeightKernel::write))
          .row(WinogradWeights.class, rule(WinogradWeights.class, WinogradKernels::weights))
          .row(WinogradConvolution.class,
              rule(WinogradConvolution.class, WinogradKernels::convolution))
          .row(WinogradWeightGradient.class,
              rule(WinogradWeightGradient.class, WinogradKernels::weightGradient))
          .row(DenseForward.class, rule(DenseForward.class, DenseKernels::forward))
          .row(DenseInputGradient.class,
              rule(DenseInputGradient.class, DenseKernels::inputGradient))
          .row(DenseWeightGradient.class,
              rule(DenseWeightGradient.class, DenseKernels::weightGradient))
          .row(PointwiseLoop.class, rule(PointwiseLoop.class, PointwiseKernels::write))
          .row(ChannelMoments.class, rule(ChannelMoments.class, MomentKernels::channels))
          .row(CombineMoments.class, rule(CombineMoments.class, MomentKernels::combine))
          .row(ImageMoments.class, rule(ImageMoments.class, MomentKernels::images))
          .row(GroupSumsLoop.class, rule(GroupSumsLoop.class, MomentKernels::groupSums))
          .row(MaxPooling.class, rule(MaxPooling.class, PoolKernels::forward))
          .row(MaxPoolingGradient.class, rule(MaxPoolingGradient.class, PoolKernels::gradient))
          .row(AveragePooling.class, rule(AveragePooling.class, AverageKernels::forward))
          .row(AveragePoolingGradient.class,
              rule(AveragePoolingGradient.class, AverageKernels::gradient))
          .row(Copying.class, rule(Copying.class, CopyKernels::write))
          .row(Interpolation.class, rule(Interpolation.class, InterpolationKernels::forward))
          .row(InterpolationGradient.class,
              rule(InterpolationGradient.class, InterpolationKernels::gradient))
          .row(LrnLines.class, rule(LrnLines.class, LrnKernels::forward))
          .row(LrnLinesGradient.class, rule(LrnLinesGradient.class, LrnKernels::gradient))
          .row(LossLoop.class, rule(LossLoop.class, LossKernels::write))
          .row(PaddedColumns.class, rule(PaddedColumns.class, SumKernels::pad))
          .row(BlockedColumns.class, rule(BlockedColumns.class, SumKernels::block))
          .row(SideBySide.class, rule(SideBySide.class, SumKernels::sideBySide))
          .row(Transpose.class, rule(Transpose.class, SumKernels::transpose))
          .row(SumOfParts.class, rule(SumOfParts.class, SumKernels::sumParts))
          .build();

  private KernelTable() {}

  static void write(KernelMethod method, KernelWriter to) {
    TABLE.get(method.kernel()).write(method.kernel(), method, to);
  }

  private static <T extends CpuKernel> Rule rule(Class<T> kind, Typed<T> rule) {
    return (kernel, method, to) -> rule.write(kind.cast(kernel), method, to);
  }
}
