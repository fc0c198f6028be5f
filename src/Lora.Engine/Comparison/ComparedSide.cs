using Lora.Dataset;
using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>One of the two versions that are compared: its LoRA, and what it was made of.</summary>
internal sealed class ComparedSide : IDataset
{
    private readonly StageOutputs? _outputs;
    private readonly MadeFiles? _made;

    private ComparedSide(string name, SampleColumn lora, StageRequest? request = null, MadeFiles? made = null, StageOutputs? outputs = null)
    {
        (Name, Lora, Request, _made, _outputs) = (name, lora, request, made, outputs);
        using var file = new SafetensorsFile(lora.Path!);
        Metadata = file.Metadata;
        Images = [.. (request?.Images ?? []).Where(image => !image.IsAgain)];
    }

    /// <summary>For people: <c>v1.0</c>; of this version its LoRA's name.</summary>
    internal string Name { get; }

    internal SampleColumn Lora { get; }

    /// <summary>Its project with all options; null for a LoRA alone.</summary>
    internal StageRequest? Request { get; }

    internal IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyList<ImageItem> Images { get; }

    public TagForm Form => field ??= Request is null ? new TagForm() : TagForm.Of(Request.Values);

    /// <summary>The name of its LoRA's file.</summary>
    internal string LoraName => Path.GetFileNameWithoutExtension(Lora.Path!);

    /// <summary>A version of a project.</summary>
    /// <param name="name">For people; null: that of its LoRA.</param>
    /// <param name="description">The file that describes it.</param>
    /// <param name="context">Where its files are found.</param>
    /// <param name="outputs">Told what cannot be read.</param>
    internal static ComparedSide OfProject(string? name, string description, StageContext context, StageOutputs outputs)
    {
        var request = StageJson.ReadRequest(File.ReadAllText(description));
        var made = context.MadeFor(request);
        return new(name ?? request.OutputName, SampleColumn.Of(made, request)[^1], request, made, outputs);
    }

    /// <summary>A LoRA alone.</summary>
    /// <exception cref="FindingException">It is none.</exception>
    internal static ComparedSide OfLora(string name, string path)
    {
        try
        {
            return new(name, SampleColumn.Of(name, path));
        }
        catch (Exception error) when (error is SafetensorsException or IOException or UnauthorizedAccessException)
        {
            throw new FindingException(ComparisonDiagnostics.LoraNotReadable.At($"'{Path.GetFileName(path)}': {ErrorText.OneLine(error)}.", path));
        }
    }

    /// <summary>As it is written; where a tagger or captioner writes it, as that has done.</summary>
    public string? CaptionOf(ImageItem image)
    {
        if (image.CaptionSha256.Length > 0)
        {
            return SourceCaption.Read(image, _outputs!) is { } caption ? string.Join('\n', SourceCaption.Lines(caption, Request!)) : null;
        }

        var trained = StageFiles.Caption(image);
        return _made!.Of(Stage.Tag).Any(file => file.Path == trained) ? System.Text.Encoding.UTF8.GetString(_made.Read(Stage.Tag, trained)) : null;
    }

    /// <summary>The small picture that Validate has made for its report; null where there is none.</summary>
    internal byte[]? ThumbnailOf(ImageItem image)
    {
        var path = Path.Combine(Request!.Paths.OutDirectory, Request.Paths.ReportDirectory, StageFiles.Thumbnail(image));
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }
}
