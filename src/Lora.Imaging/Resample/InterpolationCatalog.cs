using Lora.Imaging.Resample;
using Lora.Vocabulary;
using Rows = Lora.Vocabulary.ResizeInterpolations;

namespace Lora.Imaging;

/// <summary>The implementations behind the vocabulary's interpolations.</summary>
public static class InterpolationCatalog
{
    private static readonly Dictionary<ResizeInterpolationVariant, Interpolation> Ways = new()
    {
        [Rows.Auto] = new ShrinkOrGrow(Interpolations.OpenCvArea, Interpolations.PillowLanczos),
        [Rows.Area] = Interpolations.OpenCvArea,
        [Rows.Lanczos] = Interpolations.PillowLanczos,
        [Rows.Bicubic] = Interpolations.OpenCvCubic,
        [Rows.Bilinear] = Interpolations.OpenCvLinear,
        [Rows.Nearest] = Interpolations.OpenCvNearestExact,
        [Rows.Box] = Interpolations.PillowBox,
    };

    /// <summary>The rows that have one.</summary>
    public static IReadOnlyCollection<ResizeInterpolationVariant> All => Ways.Keys;

    public static Interpolation Of(ResizeInterpolationVariant row) => Ways[row];
}
