namespace Lora.Tensors.Kernels;

/// <summary>
/// Sizes of a convolution, in elements. Activations are channels-last [Batch, Height, Width, Channels], dense; weights [OutChannels, InChannels / Groups,
/// KernelHeight, KernelWidth].
/// Padding is zeros and may differ on each side.
/// </summary>
internal readonly record struct Conv2dGeometry(int Batch, int InChannels, int InHeight, int InWidth, int OutChannels, int KernelHeight, int KernelWidth,
    int StrideH, int StrideW,
    int PadTop, int PadBottom, int PadLeft, int PadRight, int DilationH, int DilationW, int Groups)
{
    /// <summary>Rows of the result; below 1 when the kernel is larger than the padded image.</summary>
    public int OutHeight => Length(InHeight + PadTop + PadBottom, KernelHeight, DilationH, StrideH);

    public int OutWidth => Length(InWidth + PadLeft + PadRight, KernelWidth, DilationW, StrideW);

    private static int Length(int padded, int kernel, int dilation, int stride)
    {
        var free = padded - dilation * (kernel - 1) - 1;
        return free < 0 ? 0 : free / stride + 1;
    }
}
