namespace Lora.Project;

/// <summary>LORA2040 to LORA2059: what is worth a second look in pictures that can be trained (docs/quality.md).</summary>
public static partial class DatasetDiagnostics
{
    public static Descriptor ImageVerySmall { get; } = new("LORA2040", Severity.Warning, "Image is very small",
        "Use a larger picture, or lower <SizeThreshold>.",
        "A picture of few pixels has no detail to learn, and enlarged it teaches its blur.");

    public static Descriptor ImageBlurred { get; } = new("LORA2041", Severity.Warning, "Image is blurred",
        "Use a sharper picture, or lower <BlurThreshold>.",
        "Blur is learned like everything else that pictures have in common.");

    public static Descriptor ImageCompressed { get; } = new("LORA2042", Severity.Warning, "Image is heavily compressed",
        "Use the picture as it was before it was compressed, or change <JpegQualityThreshold> and <BlockinessThreshold>.",
        "Blocks and ringing around edges are learned as part of the style.");

    public static Descriptor NearDuplicates { get; } = new("LORA2043", Severity.Warning, "Images are nearly the same",
        "Keep the best one, or lower <DuplicateThreshold>.",
        "The same picture several times counts several times, and what only it shows is learned by heart.");

    public static Descriptor ImageFlat { get; } = new("LORA2044", Severity.Warning, "Image is empty",
        "Take it out of the folder, or lower <FlatThreshold>.",
        "A picture of one colour teaches an empty picture to the words of its caption.");

    public static Descriptor ImageHasBorder { get; } = new("LORA2045", Severity.Warning, "Image has a border",
        "Crop it off, or raise <BorderThreshold>.",
        "Letterboxes and frames are learned, and appear in the pictures that are made.");

    public static Descriptor ImageHasText { get; } = new("LORA2046", Severity.Warning, "Image seems to hold text",
        "Paint it over or crop it off, or raise <TextThreshold>.",
        "Writing and watermarks are learned, and appear as garbled letters.");

    public static Descriptor ImageCropped { get; } = new("LORA2047", Severity.Warning, "Bucket shows too little of the image",
        "Crop it to a shape between the buckets' widest and narrowest, raise <MaxBucketReso>, or raise <CropThreshold>.",
        "What lies outside of the crop is never seen, and its caption may speak of it.");

    public static Descriptor CaptionShared { get; } = new("LORA2048", Severity.Warning, "Images share a caption",
        "Rename one of them, and give it a caption of its own.",
        "Pictures whose names differ in their extensions only have the same caption file, whatever they show.");

    public static Descriptor NamesByCase { get; } = new("LORA2049", Severity.Warning, "Names differ in letter case only",
        "Rename one of them.",
        "On Windows and macOS both are the same file: there one of them, or its caption, is lost.");
}
