using Lora.Diffusion;

namespace Lora.Training;

/// <summary>One image as training sees it: its latent distribution and its caption.</summary>
public sealed record TrainingSample
{
    /// <summary>For messages: the image's project-relative name.</summary>
    public required string Name { get; init; }

    /// <summary>The caption as read, its lines parted by line feeds.</summary>
    public required string Caption { get; init; }

    /// <summary>Rows of the latent.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the latent.</summary>
    public required int Width { get; init; }

    /// <summary>Mean of the autoencoder's posterior, unscaled, [channels, height, width] row-major; empty where each draw makes it anew.</summary>
    public float[] Mean { get; init; } = [];

    /// <summary>Its standard deviation, same layout; empty when the latent is one fixed value.</summary>
    public float[] Std { get; init; } = [];

    /// <summary>Makes mean, deviation and mask anew in each draw, in place of those here; null: they are always the same.</summary>
    public ILatentSource? Source { get; init; }

    /// <summary>Sizes of the picture, for models that are conditioned on them.</summary>
    public PictureSize Size { get; init; }

    /// <summary>kohya's <c>num_repeats</c>: times an epoch, at least 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Factor of this sample's loss.</summary>
    public float LossWeight { get; init; } = 1;

    /// <summary>
    /// How much each place of the latent counts in the loss, [height, width] row-major, from 0 to 1 (<see cref="LossMask.Resize"/> makes it of a mask in
    /// pixels); empty: all of it. A mirrored twin has its own.
    /// </summary>
    public float[] Mask { get; init; } = [];

    /// <summary>A picture of the class, not of the subject: kohya's <c>is_reg</c>, for the metadata.</summary>
    public bool IsRegularization { get; init; }

    /// <summary>The same picture mirrored, which takes its place every other time by chance (kohya's <c>flip_aug</c>); null: never.</summary>
    public TrainingSample? Mirrored { get; init; }

    /// <summary>What <see cref="Conditioning.ToArrays"/> gave of the caption, one row, where it is the same at every step; null: the trainer encodes.</summary>
    public IReadOnlyList<NamedArray>? Conditioning { get; init; }

    /// <summary>Planes of the latent; said where each draw makes it anew.</summary>
    public int Channels { get => field > 0 ? field : Mean.Length / (Height * Width); init; }
}
