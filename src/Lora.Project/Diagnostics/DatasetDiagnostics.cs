namespace Lora.Project;

/// <summary>LORA2xxx: images and captions.</summary>
public static partial class DatasetDiagnostics
{
    public static Descriptor NoImages { get; } = new("LORA2001", Severity.Error, "No images",
        "Put pictures (PNG, JPEG, WebP, BMP, TIFF, TGA) into the folder 'images' beside the project file, or name them with <Image Include=\"...\" />.",
        "There is nothing to learn from.");

    public static Descriptor UnreadableImage { get; } = new("LORA2002", Severity.Error, "Unreadable image",
        "Save the picture again as PNG, or take it out of the folder.",
        "A damaged picture that is skipped in silence changes the number of steps.");

    public static Descriptor UnsupportedImage { get; } = new("LORA2003", Severity.Error, "Unsupported image format",
        "Save the picture as PNG, or take it out of the folder.",
        "A picture that is skipped in silence changes the number of steps.");

    public static Descriptor CaptionMissing { get; } = new("LORA2004", Severity.Error, "Caption missing",
        "Write a caption file of the picture's name beside it, or name a metadata file with <InJson>.",
        "A picture without a caption teaches everything in it to the trigger word alone.");

    public static Descriptor CaptionNotUtf8 { get; } = new("LORA2005", Severity.Error, "Caption is not UTF-8",
        "Save the caption file as UTF-8.",
        "Bytes in another encoding would be read as other letters, and trained as other words.");

    public static Descriptor CaptionEmpty { get; } = new("LORA2006", Severity.Warning, "Caption is empty",
        "Describe what the picture shows besides the subject.",
        "A picture without words teaches its background and pose to the trigger word too.");

    public static Descriptor ImageMissing { get; } = new("LORA2007", Severity.Error, "Image not found",
        "Correct the path of the <Image>, or remove the element.",
        "A picture that is named but missing changes the number of steps.");

    public static Descriptor ImageSmall { get; } = new("LORA2008", Severity.Warning, "Image is smaller than its bucket",
        "Use a larger picture, set <BucketNoUpscale>, or lower <Resolution>.",
        "A picture that is scaled up teaches its blur.");

    public static Descriptor DuplicateImage { get; } = new("LORA2009", Severity.Warning, "Image is there twice",
        "Remove one of them, or raise its NumRepeats if it shall count double.",
        "The same picture twice counts double in training.");

    public static Descriptor CaptionHasMoreLines { get; } = new("LORA2010", Severity.Warning, "Caption has more than one line",
        "Write the whole caption into the first line, or set <EnableWildcard>true</EnableWildcard> to have one of the lines chosen at each step.",
        "Without wildcards only the first line of a caption file is trained, as in kohya's sd-scripts.");

    public static Descriptor AloneInBucket { get; } = new("LORA2011", Severity.Warning, "Image is alone in its bucket",
        "Crop it to a shape that other images have, or raise <BucketResoSteps>.",
        "It is never in a batch with others, and its shape is trained by itself alone.");

    public static Descriptor MixedShapes { get; } = new("LORA2012", Severity.Warning, "Images of different shapes without buckets",
        "Set <EnableBucket>true</EnableBucket>, or crop the images to squares.",
        "Every picture is cropped to a square: what lies outside is never seen.");

    public static Descriptor CaptionWithoutImage { get; } = new("LORA2013", Severity.Warning, "Caption without a picture",
        "Put the picture of the same name beside it, or take the caption out of the folder.",
        "A picture that was renamed, moved or lost is not trained, and its caption is all that is left to tell.");

    public static Descriptor NoPicture { get; } = new("LORA2014", Severity.Warning, "File is neither a picture nor a caption",
        "Take it out of the folder, or leave it out with <Image Remove=\"...\" />.",
        "What is not trained is said, so that no picture is skipped in silence.");

    public static Descriptor RepeatsOfFolder { get; } = new("LORA2015", Severity.Message, "Repeats in a folder's name",
        "Nothing, if it is meant so; else rename the folder, or say it with <Image Update=\"images/10_name/**\" NumRepeats=\"1\" />.",
        "As in kohya's scripts, pictures in a folder named 10_name are seen ten times an epoch, and 'name' is the caption of those that have none.");

    public static Descriptor CaptionTooLong { get; } = new("LORA2030", Severity.Warning, "Caption is longer than what is read",
        "Shorten it, or raise <MaxTokenLength>.",
        "What stands behind the last token that is read is never seen in training.");

    public static Descriptor PromptTooLong { get; } = new("LORA2031", Severity.Warning, "Prompt is longer than what is read",
        "Shorten it.",
        "What stands behind the last token that is read does not change the picture.");

    public static Descriptor ImageTooLarge { get; } = new("LORA2032", Severity.Error, "Image is too large",
        "Scale the picture down.",
        "Decoding it would take more memory than a build may take for one picture.");

    public static Descriptor ImageTooSmall { get; } = new("LORA2033", Severity.Error, "Image is too small for a bucket",
        "Use a larger picture, or set <BucketNoUpscale>false</BucketNoUpscale>.",
        "A picture smaller than one step of the buckets can only be trained enlarged.");

    public static Descriptor ImageCmyk { get; } = new("LORA2034", Severity.Error, "Image is made for printing",
        "Convert the picture to sRGB.",
        "Without its printer's profile the colours of a CMYK picture are a guess.");

    public static Descriptor ImageHasFrames { get; } = new("LORA2035", Severity.Error, "Image has more than one frame",
        "Save the frame that shall be trained as a picture of its own.",
        "Only one frame could be trained, and which one should not be chosen in silence.");

    public static Descriptor ImageMisnamed { get; } = new("LORA2036", Severity.Message, "Image has the extension of another format",
        "Nothing to do: the content decides. Rename it if other programs stumble over it.",
        "The picture is read by its content, whatever its name says.");

    public static Descriptor ForeignProfile { get; } = new("LORA2037", Severity.Warning, "Image has a colour profile other than sRGB",
        "Convert the picture to sRGB.",
        "Its numbers are trained as if they were sRGB, so that its colours come out paler or stronger; inks are turned into colours without their profile.");

    // the rows of other files may not be made yet when this one is
    internal static IReadOnlyList<Descriptor> All => field ??=
    [
        NoImages, UnreadableImage, UnsupportedImage, CaptionMissing, CaptionNotUtf8, CaptionEmpty, ImageMissing, ImageSmall, DuplicateImage,
        CaptionHasMoreLines, AloneInBucket, MixedShapes, CaptionWithoutImage, NoPicture, RepeatsOfFolder,
        CaptionTooLong, PromptTooLong, ImageTooLarge, ImageTooSmall, ImageCmyk, ImageHasFrames, ImageMisnamed, ForeignProfile,
        ImageVerySmall, ImageBlurred, ImageCompressed, NearDuplicates, ImageFlat, ImageHasBorder, ImageHasText, ImageCropped, CaptionShared, NamesByCase,
        .. OfCaptions,
        .. OfTraining,
    ];
}
