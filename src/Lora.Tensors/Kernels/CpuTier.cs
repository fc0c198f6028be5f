using System.Runtime.Intrinsics;

namespace Lora.Tensors.Kernels;

/// <summary>The register width that kernels work with. Every tier gives the same bits; a narrower one only takes longer.</summary>
public enum CpuTier { Scalar, Vector128, Vector256, Vector512 }

/// <summary>Which tier this machine has, and which one kernels use now.</summary>
public static class CpuTiers
{
    /// <summary>The widest tier that the hardware (as .NET sees it, so with its <c>DOTNET_Enable...</c> switches) accelerates.</summary>
    public static CpuTier Best { get; } =
        Vector512.IsHardwareAccelerated ? CpuTier.Vector512
        : Vector256.IsHardwareAccelerated ? CpuTier.Vector256
        : Vector128.IsHardwareAccelerated ? CpuTier.Vector128
        : CpuTier.Scalar;

    private static CpuTier _current = Best;

    /// <summary>
    /// The tier kernels use from their next call on: <see cref="Best"/> unless a test forces another. One wider than the machine's works too:
    /// .NET makes a wide register out of narrow ones, slowly. For the whole process, all threads.
    /// </summary>
    public static CpuTier Current
    {
        get => _current;
        set => _current = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown tier.");
    }
}
