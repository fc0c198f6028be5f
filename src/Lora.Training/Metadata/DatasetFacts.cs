using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>What the metadata says of dataset and model beyond samples and options. No path, no time: the same bytes from any folder.</summary>
public sealed record DatasetFacts
{
    /// <summary>Name of the LoRA, without ending.</summary>
    public required string OutputName { get; init; }

    /// <summary>The dataset's name: its folder's last part.</summary>
    public required string DatasetName { get; init; }

    /// <summary>Images that are kept out of the training, repeats counted as kohya counts them.</summary>
    public int ValidationImages { get; init; }

    /// <summary>Mean difference between the aspect ratios of image and bucket; null when it was not measured.</summary>
    public double? MeanAspectError { get; init; }

    /// <summary>kohya's <c>color_aug</c>, of any picture.</summary>
    public bool ColorAug { get; init; }

    /// <summary>kohya's <c>random_crop</c>, of any picture.</summary>
    public bool RandomCrop { get; init; }

    /// <summary>kohya's <c>face_crop_aug_range</c>, where a picture has one.</summary>
    public NumberRange? FaceCropAugRange { get; init; }

    /// <summary>Last part of the base model's name; null leaves it out.</summary>
    public string? BaseModelName { get; init; }

    /// <summary>SHA-256 of the base model's U-Net file; null leaves it out.</summary>
    public string? BaseModelHash { get; init; }
}
