package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Kernel;

/** What the cores of a machine run at once. */
public sealed interface CpuKernel extends Kernel
    permits AveragePooling,
        AveragePoolingGradient,
        ChannelMoments,
        CombineMoments,
        Copying,
        DenseForward,
        DenseInputGradient,
        DenseWeightGradient,
        DepthwiseConvolution,
        DepthwiseInputGradient,
        DepthwiseWeightGradient,
        DirectConvolution,
        DirectInputGradient,
        DirectWeightGradient,
        GroupSumsLoop,
        ImageMoments,
        Interpolation,
        InterpolationGradient,
        LocalBackward,
        LocalForward,
        LocalWeights,
        LossLoop,
        LrnLines,
        LrnLinesGradient,
        MaxPooling,
        MaxPoolingGradient,
        PaddedColumns,
        PointwiseLoop,
        SumOfParts,
        Transpose,
        WinogradConvolution,
        WinogradWeightGradient,
        WinogradWeights {}
