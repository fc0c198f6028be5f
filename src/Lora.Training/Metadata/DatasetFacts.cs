namespace Lora.Training;

/// <summary>What the metadata says of dataset and model beyond samples and options. No path, no time: the same bytes from any folder.</summary>
public sealed record DatasetFacts
{
    /// <summary>Name of the LoRA, without ending.</summary>
    public required string OutputName { get; init; }

    /// <summary>The dataset's name: its folder's last part.</summary>
    public required string DatasetName { get; init; }

    /// <summary>Width and height that buckets are made for, in pixels.</summary>
    public required (int Width, int Height) Resolution { get; init; }

    public bool EnableBucket { get; init; } = true;

    public bool BucketNoUpscale { get; init; }

    public int MinBucketReso { get; init; } = 256;

    public int MaxBucketReso { get; init; } = 1024;

    /// <summary>Mean difference between the aspect ratios of image and bucket; null when it was not measured.</summary>
    public double? MeanAspectError { get; init; }

    /// <summary>Pixels a latent's row or column stands for.</summary>
    public int PixelsPerLatent { get; init; } = 8;

    /// <summary>Last part of the base model's name; null leaves it out.</summary>
    public string? BaseModelName { get; init; }

    /// <summary>SHA-256 of the base model's U-Net file; null leaves it out.</summary>
    public string? BaseModelHash { get; init; }

    /// <summary>kohya's <c>clip_skip</c>; null when unset.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>kohya's <c>max_token_length</c>; null when unset.</summary>
    public int? MaxTokenLength { get; init; }
}
