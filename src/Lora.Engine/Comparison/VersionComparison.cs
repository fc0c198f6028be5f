using Lora.Project;
using Lora.Training;

namespace Lora.Engine;

/// <summary>Everything that differs between two versions of a LoRA.</summary>
/// <param name="Before">The other version.</param>
/// <param name="After">The project as it is now.</param>
internal sealed record VersionComparison(ComparedSide Before, ComparedSide After)
{
    /// <summary>Null where the other is a LoRA alone.</summary>
    internal DatasetChanges? Dataset { get; init; }

    /// <summary>Options, models, rules and prompts; of a LoRA alone, its file's metadata.</summary>
    internal required IReadOnlyList<ValueChange> Parameters { get; init; }

    /// <summary>How many captions have each tag, where that differs; null where a file does not tell.</summary>
    internal IReadOnlyList<ValueChange>? Tags { get; init; }

    internal required LoraComparison Weights { get; init; }

    /// <summary>A row a prompt, in the project's order; none where none were drawn.</summary>
    internal IReadOnlyList<PictureRow> Pictures { get; init; } = [];

    /// <summary>What the pictures of the rows show, for their columns.</summary>
    internal IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Small pictures of the images that differ, by the image: relative to the page.</summary>
    internal IReadOnlyDictionary<ImageItem, string> Thumbnails { get; init; } = new Dictionary<ImageItem, string>();

    /// <summary>What could not be compared, and why: sentences.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Both files are the same.</summary>
    internal bool IsSameLora => Before.Lora.Hash == After.Lora.Hash;

    internal string Title => $"{After.Name} beside {Before.Name}{(Before.Name == Before.LoraName ? "" : $" ({Before.LoraName})")}";
}

/// <summary>A prompt and its pictures.</summary>
/// <param name="Prompt">Its text.</param>
/// <param name="Settings">Seed and the like, for people.</param>
/// <param name="Files">Relative to the page, in the columns' order.</param>
internal sealed record PictureRow(string Prompt, string Settings, IReadOnlyList<string> Files);
