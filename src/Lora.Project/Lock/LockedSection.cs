using System.Globalization;
using System.Text.Json;

namespace Lora.Project;

/// <summary>A list of the lock file: what tells its entries apart, and what is said where one differs.</summary>
/// <param name="Name">In the file.</param>
/// <param name="Rule">What a difference is reported as.</param>
/// <param name="Noun">What an entry is.</param>
/// <param name="Identity">The fields that tell entries apart.</param>
/// <param name="IsOrdered">The order says something.</param>
internal sealed record LockedSection(string Name, Descriptor Rule, string Noun, string[] Identity, bool IsOrdered = false)
{
    public static IReadOnlyList<LockedSection> All { get; } =
    [
        new("baseModel", LockDiagnostics.LockedModel, "Base model", ["part"]),
        new("registry", LockDiagnostics.LockedModel, "Registry", []),
        new("pictureModels", LockDiagnostics.LockedModel, "Model", ["model", "file"]),
        new("loras", LockDiagnostics.LockedModel, "LoRA", ["option", "file"]),
        new("rules", LockDiagnostics.LockedParameter, "TagRule", ["name"], IsOrdered: true),
        new("phases", LockDiagnostics.LockedParameter, "TrainPhase", ["name"], IsOrdered: true),
        new("prompts", LockDiagnostics.LockedParameter, "Prompt", ["name"], IsOrdered: true),
        new("images", LockDiagnostics.LockedImage, "Image", ["path", "resolution"]),
    ];

    /// <summary>The entries by what tells them apart, in their order, each with its JSON pointer.</summary>
    public Dictionary<string, (JsonElement Entry, string Pointer)> Read(JsonElement file)
    {
        var entries = new Dictionary<string, (JsonElement, string)>(StringComparer.Ordinal);
        if (!file.TryGetProperty(Name, out var list))
        {
            return entries;
        }

        var index = 0;
        foreach (var entry in list.EnumerateArray())
        {
            var pointer = string.Create(CultureInfo.InvariantCulture, $"/{Name}/{index++}");
            // the one behind the images has nothing in it
            if (entry.EnumerateObject().Any())
            {
                var name = IdentityOf(entry);
                for (var again = 2; !entries.TryAdd(name, (entry, pointer)); again++)
                {
                    name = string.Create(CultureInfo.InvariantCulture, $"{IdentityOf(entry)} ({again})");
                }
            }
        }

        return entries;
    }

    private string IdentityOf(JsonElement entry) =>
        string.Join(" ", Identity.Select(field => entry.TryGetProperty(field, out var value) ? value.ToString() : "").Where(text => text.Length > 0));
}
