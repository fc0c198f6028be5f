using System.Globalization;
using System.Text.RegularExpressions;
using Lora.Project;
using Lora.Training;

namespace Lora.Engine;

/// <summary>The names of a training's files in <c>bin</c>: kohya's.</summary>
internal static partial class TrainedFiles
{
    private const string Extension = ".safetensors";

    internal static string NameOf(StageRequest request, SavePoint point) => $"{request.OutputName}{point.Suffix}{Extension}";

    /// <summary>True for a LoRA.</summary>
    internal static bool IsLora(OutputFile file) => file.Root is OutputRoot.Out && file.Path.EndsWith(Extension, StringComparison.Ordinal);

    /// <summary>The epoch or the step that a file's name holds; null in that of the final one.</summary>
    internal static (SaveKind Kind, int Number)? PlaceOf(string name) => Kept().Match(name) is not { Success: true } kept ? null
        : (kept.Groups["step"].Success ? SaveKind.Step : SaveKind.Epoch, int.Parse(kept.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));

    /// <summary>
    /// Takes away what an earlier training of this name has left before its end: a LoRA of an epoch or step that this one does not keep would look like one
    /// of its own.
    /// </summary>
    internal static void RemoveOthers(StageRequest request, StageOutputs outputs)
    {
        var made = outputs.Files.Where(IsLora).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var folder = new DirectoryInfo(request.Paths.OutDirectory);
        foreach (var name in folder.Exists ? folder.GetFiles($"{request.OutputName}-*{Extension}").Select(file => file.Name) : [])
        {
            if (!made.Contains(name) && name[..^Extension.Length].LastIndexOf('-') == request.OutputName.Length && PlaceOf(name) is not null)
            {
                NewFile.TryDelete(Path.Combine(folder.FullName, name));
            }
        }
    }

    [GeneratedRegex(@"-(?:(?<step>step)(?<number>[0-9]{8,9})|(?<number>[0-9]{6,7}))\.safetensors\z")]
    private static partial Regex Kept();
}
