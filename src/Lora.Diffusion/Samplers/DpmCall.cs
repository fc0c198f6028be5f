using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// One call of the model in a step of the singlestep DPM-Solver (arXiv 2206.00927) with ancestral noise (eta 1): where it is made, and what follows from it.
/// The calls of a step lie evenly in log sigma between the level that it starts from and the one that it goes down to.
/// </summary>
internal sealed class DpmCall
{
    private readonly double _stride;
    private readonly double _bend;
    private readonly double _wholeStride;
    private readonly double _wholeBend;

    /// <param name="order">Calls of the step, 1 to 3.</param>
    /// <param name="index">From 0.</param>
    /// <param name="from">The noise level of the step's start.</param>
    /// <param name="to">Of its end, fresh noise and all.</param>
    /// <param name="lowest">The solver goes no further down.</param>
    public DpmCall(int order, int index, double from, double to, double lowest)
    {
        (Order, Index) = (order, index);
        var down = Math.Max(lowest, SigmaSampler.Ancestral(from, to).Down);
        Up = Math.Sqrt(Math.Max(0, to * to - down * down));
        var h = Math.Log(from / down);
        Level = from * Math.Exp(-h * index / order);
        var share = (index + 1.0) / order;
        var next = from * Math.Exp(-h * share);
        _stride = next - from;
        _bend = index == 0 ? 0
            : order == 2 ? -next * Growth(h)
            : index == 1 ? -2 * next * (Growth(h * share) / (h * share) - 1)
            : -1.5 * next * (Growth(h) / h - 1);
        _wholeStride = down - from;
        _wholeBend = index == 0 ? 0 : -down * Growth(h) * order / (2 * index);
    }

    public int Order { get; }

    public int Index { get; }

    /// <summary>The noise level of the call.</summary>
    public double Level { get; }

    /// <summary>Deviation of the noise after the step.</summary>
    public double Up { get; }

    /// <summary>The sample that the next call sees, or the step's end without its noise.</summary>
    /// <param name="start">The sample at the step's start.</param>
    /// <param name="first">The slope, d sample / d sigma, of the step's first call.</param>
    /// <param name="slope">Of this one.</param>
    public Tensor Next(Tensor start, Tensor first, Tensor slope) => Along(start, first, slope, _stride, _bend);

    /// <summary>The step's end without its noise, of second order: what this call and the first alone say of it.</summary>
    public Tensor Whole(Tensor start, Tensor first, Tensor slope) => Along(start, first, slope, _wholeStride, _wholeBend);

    private static Tensor Along(Tensor start, Tensor first, Tensor slope, double stride, double bend)
    {
        var next = start.Add(first, stride);
        return bend == 0 ? next : next.Add(slope, bend).Add(first, -bend);
    }

    private static double Growth(double h) => Math.Exp(h) - 1;
}
