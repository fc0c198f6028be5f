using Lora.Tensors.Kernels;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests.Kernels;

/// <summary>Tests that force the tier or the thread count run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EveryTier
{
    public const string Name = "forced tiers";

    /// <summary>Runs a kernel on every tier with 1, 2 and 16 threads, demands equal bits, and returns them.</summary>
    internal static float[] SameBits(Func<float[]> run)
    {
        var (tier, threads) = (CpuTiers.Current, Workers.Threads);
        try
        {
            float[]? first = null;
            foreach (var t in Enum.GetValues<CpuTier>())
            {
                foreach (var count in (int[])[1, 2, 16])
                {
                    (CpuTiers.Current, Workers.Threads) = (t, count);
                    var result = run();
                    Closeness.SameBits(first ??= result, result, $"{t}, {count} threads");
                }
            }

            return first!;
        }
        finally
        {
            (CpuTiers.Current, Workers.Threads) = (tier, threads);
        }
    }
}
