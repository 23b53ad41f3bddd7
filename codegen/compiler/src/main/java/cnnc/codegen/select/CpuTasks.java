package cnnc.codegen.select;

import cnnc.codegen.kernel.Kernel;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.AveragePooling;
import cnnc.codegen.kernel.cpu.AveragePoolingGradient;
import cnnc.codegen.kernel.cpu.BlockSize;
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
import cnnc.codegen.kernel.cpu.Tasks;
import cnnc.codegen.kernel.cpu.Transpose;
import cnnc.codegen.kernel.cpu.WinogradConvolution;
import cnnc.codegen.kernel.cpu.WinogradWeightGradient;
import cnnc.codegen.kernel.cpu.WinogradWeights;
import cnnc.dsl.table.OpTable;
import java.util.function.ToIntFunction;

/** The table: into how many tasks each kernel falls. */
final class CpuTasks {
  private interface Rule {
    Tasks tasks(CpuKernel kernel, CpuPlan plan);
  }

  private static final OpTable<CpuKernel, Rule> TABLE = table();

  private CpuTasks() {}

  static Tasks of(CpuKernel kernel, CpuPlan plan) {
    return TABLE.get(kernel).tasks(kernel, plan);
  }

  private static OpTable<CpuKernel, Rule> table() {
    Rule image = (k, plan) -> Tasks.Images.of(1, 1);
    Rule group = (k, plan) -> Tasks.Images.of(1, plan.imagesOfPart());
    return OpTable.<CpuKernel, Rule>of(CpuKernel.class, "tasks")
        .row(DirectConvolution.class, (k, plan) -> direct((DirectConvolution) k, plan))
        .row(DirectInputGradient.class,
            bands(DirectInputGradient.class, k -> k.op().geometry().height()))
        .row(DirectWeightGradient.class, group)
        .row(LargeWeightGradient.class,
            fixed(LargeWeightGradient.class, LargeWeightGradient::tasks))
        .row(DepthwiseConvolution.class,
            bands(DepthwiseConvolution.class, k -> k.op().geometry().outHeight()))
        .row(DepthwiseInputGradient.class,
            bands(DepthwiseInputGradient.class, k -> k.op().geometry().height()))
        .row(DepthwiseWeightGradient.class, group)
        .row(LocalForward.class, fixed(LocalForward.class, k -> k.op().geometry().outPixels()))
        .row(LocalBackward.class,
            fixed(
                LocalBackward.class,
                k -> k.op().geometry().height() * k.op().geometry().width()))
        .row(LocalWeights.class, fixed(LocalWeights.class, k -> k.op().geometry().outPixels()))
        .row(WinogradWeights.class,
            fixed(WinogradWeights.class, k -> BlockSize.WINOGRAD_CHANNELS.tasks(k.inChannels())))
        .row(WinogradConvolution.class, (k, plan) -> tiles((WinogradConvolution) k, plan))
        .row(WinogradWeightGradient.class, group)
        .row(DenseForward.class,
            fixed(DenseForward.class, k -> BlockSize.DENSE_COLUMNS.tasks(k.op().out())))
        .row(DenseInputGradient.class,
            fixed(DenseInputGradient.class, k -> BlockSize.DENSE_COLUMNS.tasks(k.op().in())))
        .row(DenseWeightGradient.class,
            fixed(DenseWeightGradient.class, k -> BlockSize.DENSE_ROWS.tasks(k.op().in())))
        .row(PointwiseLoop.class, (k, plan) -> pointwise((PointwiseLoop) k, plan))
        .row(ChannelMoments.class, group)
        .row(CombineMoments.class, fixed(CombineMoments.class, k -> 1))
        .row(ImageMoments.class, image)
        .row(GroupSumsLoop.class, image)
        .row(MaxPooling.class, image)
        .row(MaxPoolingGradient.class, image)
        .row(AveragePooling.class, image)
        .row(AveragePoolingGradient.class, image)
        .row(Copying.class, image)
        .row(Interpolation.class, image)
        .row(InterpolationGradient.class, image)
        .row(LrnLines.class, image)
        .row(LrnLinesGradient.class, group)
        .row(LossLoop.class, group)
        .row(PaddedColumns.class, fixed(PaddedColumns.class, k -> 1))
        .row(BlockedColumns.class, fixed(BlockedColumns.class, k -> k.columns() / k.width()))
        .row(SideBySide.class, fixed(SideBySide.class, k -> 1))
        .row(Transpose.class,
            fixed(Transpose.class, k -> k.count() * BlockSize.TRANSPOSE_ROWS.tasks(k.rows())))
        .row(SumOfParts.class,
            fixed(SumOfParts.class, k -> BlockSize.SUM_FLOATS.tasks(k.size())))
        .build();
  }

  private static Tasks pointwise(PointwiseLoop k, CpuPlan plan) {
    return k.op().whole()
        ? new Tasks.Fixed(1)
        : Tasks.Images.of(1, leavesParts(k) ? plan.imagesOfPart() : 1);
  }

  private static boolean leavesParts(CpuKernel kernel) {
    return kernel.ports().stream().anyMatch(p -> p.use() == Port.Use.PARTIAL_SUMS);
  }

  private static <T extends CpuKernel> Rule fixed(Class<T> kind, ToIntFunction<T> count) {
    return (k, plan) -> new Tasks.Fixed(count.applyAsInt(kind.cast(k)));
  }

  private static Tasks direct(DirectConvolution k, CpuPlan plan) {
    return k.blocks()
        .<Tasks>map(b -> new Tasks.Images(b.tasks(k.op().outChannels()), 1))
        .orElseGet(() -> bands(k, plan, k.op().geometry().outHeight()));
  }

  private static <T extends CpuKernel> Rule bands(Class<T> kind, ToIntFunction<T> height) {
    return (k, plan) -> bands(k, plan, height.applyAsInt(kind.cast(k)));
  }

  /** Tasks share an image's rows where there are few images. */
  private static Tasks bands(CpuKernel k, CpuPlan plan, int rows) {
    int bands =
        k.work(plan.batch()) < Kernel.WORTH_SHARING
            ? 1
            : (CpuPlan.ENOUGH_IMAGES + plan.batch() - 1) / plan.batch();
    return new Tasks.Images(rows, (rows + bands - 1) / bands);
  }

  private static Tasks tiles(WinogradConvolution k, CpuPlan plan) {
    int lines = k.winograd().down(k.op().geometry());
    return plan.fewImages()
        ? new Tasks.Images(lines, k.rows())
        : Tasks.Images.of(lines, Math.max(1, k.rows() / lines));
  }
}
