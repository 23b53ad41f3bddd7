package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Kernel;

/** What the cores of a machine run at once. */
public sealed interface CpuKernel extends Kernel
    permits DenseForward,
        DenseInputGradient,
        DenseWeightGradient,
        DepthwiseConvolution,
        DepthwiseInputGradient,
        DepthwiseWeightGradient,
        DirectConvolution,
        DirectInputGradient,
        DirectWeightGradient,
        LocalBackward,
        LocalForward,
        LocalWeights,
        LrnLines,
        LrnLinesGradient,
        MaxPooling,
        MaxPoolingGradient,
        PointwiseLoop,
        SoftmaxLoss,
        SumOfParts,
        Transpose,
        WinogradConvolution,
        WinogradWeightGradient,
        WinogradWeights {}
