using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// What may stand in a dataset configuration, and what of it is whose here. Source: sd-scripts, config_util.ConfigSanitizer, which refuses every other name.
/// </summary>
internal static class DatasetNames
{
    public const string General = "general";
    public const string Datasets = "datasets";
    public const string Subsets = "subsets";
    public const string ImageDir = "image_dir";
    public const string IsReg = "is_reg";
    public const string MetadataFile = "metadata_file";
    public const string ConditioningDataDir = "conditioning_data_dir";

    // one for all subsets of a dataset
    private static readonly string[] OfDataset =
    [
        "batch_size", "bucket_no_upscale", "bucket_reso_steps", "enable_bucket", "max_bucket_reso", "min_bucket_reso", "validation_seed", "validation_split",
        "resolution", "network_multiplier", "resize_interpolation",
    ];

    // a dataset and [general] may say them for those subsets that do not
    private static readonly string[] OfSubset =
    [
        "color_aug", "face_crop_aug_range", "flip_aug", "num_repeats", "random_crop", "shuffle_caption", "keep_tokens", "keep_tokens_separator",
        "secondary_separator", "caption_separator", "enable_wildcard", "token_warmup_min", "token_warmup_step", "caption_prefix", "caption_suffix",
        "custom_attributes", "resize_interpolation", "caption_dropout_every_n_epochs", "caption_dropout_rate", "caption_tag_dropout_rate", "caption_extension",
        "class_tokens", "cache_info",
    ];

    private static readonly string[] OfSubsetAlone = [ImageDir, IsReg, "alpha_mask", MetadataFile, ConditioningDataDir];

    /// <summary>What may stand in <c>[general]</c>.</summary>
    public static IReadOnlyList<string> InGeneral { get; } = [.. OfDataset.Concat(OfSubset).Distinct()];

    /// <summary>What may stand in <c>[[datasets]]</c>.</summary>
    public static IReadOnlyList<string> InDataset { get; } = [.. InGeneral, Subsets];

    /// <summary>What may stand in <c>[[datasets.subsets]]</c>.</summary>
    public static IReadOnlyList<string> InSubset { get; } = [.. OfSubset, .. OfSubsetAlone];

    /// <summary>The options that are each picture's own here.</summary>
    public static IReadOnlyDictionary<string, Option> OfImage { get; } = ImageOptions.Group.Where(row => InSubset.Contains(row.KohyaName))
        .ToDictionary(row => row.KohyaName!, StringComparer.Ordinal);

    /// <summary>The options that are the project's here.</summary>
    public static IReadOnlyDictionary<string, Option> OfProject { get; } = InGeneral.Except(OfImage.Keys).Where(name => KohyaNames.Find(name) is not null)
        .ToDictionary(name => name, name => KohyaNames.Find(name)!, StringComparer.Ordinal);

    /// <summary>What nothing here does.</summary>
    public static IReadOnlyList<string> NotTaken { get; } =
        [.. InGeneral.Concat(OfSubsetAlone).Except(OfImage.Keys).Except(OfProject.Keys).Except([ImageDir, IsReg, MetadataFile])];
}
