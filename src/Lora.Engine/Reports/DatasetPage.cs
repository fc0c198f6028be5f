using System.Text.Json.Serialization;

namespace Lora.Engine;

/// <summary>What the dataset's report shows; its script reads it as JSON.</summary>
/// <param name="Project">Name of the project file.</param>
/// <param name="BaseModel">Name of the base model.</param>
/// <param name="Resolution">Side of a square training picture.</param>
/// <param name="Trigger">The word that calls the subject; may be empty.</param>
/// <param name="Images">In data order.</param>
/// <param name="Groups">Near-duplicates, each by place in <paramref name="Images"/>, the best first.</param>
/// <param name="Findings">What concerns no single picture.</param>
internal sealed record DatasetPage(
    string Project, string BaseModel, int Resolution, string Trigger, IReadOnlyList<PageImage> Images, IReadOnlyList<IReadOnlyList<int>> Groups,
    IReadOnlyList<PageFinding> Findings);

/// <param name="Name">Project-relative.</param>
/// <param name="Link">To the picture, relative to the report and escaped.</param>
/// <param name="Thumb">To its small picture; null where it could not be decoded.</param>
/// <param name="Format">Of its content.</param>
/// <param name="Width">0 where it is not known, as the height.</param>
/// <param name="Height">Pixels, upright.</param>
/// <param name="Bucket">Width and height; null where there is none.</param>
/// <param name="Crop">What is trained: left, top, width and height as shares of the picture.</param>
/// <param name="Loss">Share that is cropped away.</param>
/// <param name="Sharpness">Variance of the Laplacian.</param>
/// <param name="JpegQuality">Null where the file tells of none.</param>
/// <param name="Repeats">How often it is seen in an epoch, at all resolutions.</param>
/// <param name="Caption">As it is trained; null where it cannot be read.</param>
/// <param name="Tags">The caption's parts.</param>
/// <param name="Findings">About the picture and its caption.</param>
internal sealed record PageImage(
    string Name, string Link, string? Thumb, string Format, int Width, int Height, int[]? Bucket, double[]? Crop, double Loss, double Sharpness,
    int? JpegQuality, int Repeats, string? Caption, IReadOnlyList<string> Tags, IReadOnlyList<PageFinding> Findings)
{
    /// <summary>Link to the mask of its loss, small; null where all of it counts.</summary>
    public string? Mask { get; init; }

    /// <summary>Its buckets at further resolutions, width and height of each; null where there is one.</summary>
    public int[][]? Also { get; init; }
}

/// <param name="Code">LORAnnnn.</param>
/// <param name="Severity">error, warning or message.</param>
/// <param name="Text">What is wrong, and what to do.</param>
internal sealed record PageFinding(string Code, string Severity, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DatasetPage))]
internal sealed partial class DatasetPageJson : JsonSerializerContext;
