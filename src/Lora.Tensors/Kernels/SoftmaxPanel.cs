using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// The exponentials of attention over one panel of scores. Lanes hold different queries (forward) or keys (backward), so every sum runs over keys in
/// ascending order in its own lane: the same additions on every tier.
/// </summary>
internal static unsafe class SoftmaxPanel<T> where T : struct, ILanes<T>
{
    /// <summary>
    /// Scores [keys, panel] (lanes are queries) become exp(score - new maximum); the running maximum, total and weighted sums [width, panel] move over to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Advance(float* scores, int keys, float* largest, float* total, float* sums, int width)
    {
        nint panel = GemmPanels<T>.Panel;
        for (var lane = 0; lane < panel; lane += T.Width, scores += T.Width, sums += T.Width)
        {
            var before = T.Load(largest + lane);
            var most = before;
            for (nint i = 0; i < keys; i++)
            {
                most = T.Max(T.Load(scores + i * panel), most);
            }

            // nothing seen yet: any finite maximum makes every exponential of minus infinity zero
            var shift = T.Select(T.Equal(most, T.Set(float.NegativeInfinity)), T.Set(0f), most);
            var sum = T.Set(0f);
            for (nint i = 0; i < keys; i++)
            {
                var e = VectorMath.ExpOfSmall(T.Load(scores + i * panel) - shift);
                e.Store(scores + i * panel);
                sum += e;
            }

            var kept = VectorMath.ExpOfSmall(before - shift);
            most.Store(largest + lane);
            T.Fma(T.Load(total + lane), kept, sum).Store(total + lane);
            if (T.AnyBit(T.Less(kept, T.Set(1f))))
            {
                for (nint d = 0; d < width; d++)
                {
                    (T.Load(sums + d * panel) * kept).Store(sums + d * panel);
                }
            }
        }
    }

    /// <summary>
    /// Scores [rows, panel] (lanes are keys) become probabilities exp(score - logSumExp[row]), and slopes, the gradients of probabilities, those of scores:
    /// probability * (slope - inner[row]). A row that sees nothing gives zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradients(float* scores, float* slopes, int rows, float* logSumExp, float* inner)
    {
        var panel = GemmPanels<T>.Panel;
        for (var row = 0; row < rows; row++, scores += panel, slopes += panel)
        {
            T shift = T.Set(logSumExp[row] > float.NegativeInfinity ? logSumExp[row] : 0), minus = T.Set(inner[row]);
            for (var lane = 0; lane < panel; lane += T.Width)
            {
                var p = VectorMath.ExpOfSmall(T.Load(scores + lane) - shift);
                p.Store(scores + lane);
                (p * (T.Load(slopes + lane) - minus)).Store(slopes + lane);
            }
        }
    }

    public static float Log(float x)
    {
        float y;
        VectorMath.Log(Lanes1.Set(x)).Store(&y);
        return y;
    }
}
