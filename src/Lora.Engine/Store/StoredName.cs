using Lora.Project;

namespace Lora.Engine;

/// <summary>An output file's name in the store: <c>obj/...</c>, <c>out/...</c> or <c>samples/...</c>, never a machine's path.</summary>
internal static class StoredName
{
    internal static string Of(OutputFile file) => $"{OutputFile.RootNames[(int)file.Root]}/{file.Path}";

    /// <summary>The file, or null for a name that would lead out of its folder (a record from a shared store is not trusted).</summary>
    internal static OutputFile? Parse(ActionOutput output)
    {
        var slash = output.Name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || OutputFile.FindRoot(output.Name.AsSpan(0, slash)) is not { } root)
        {
            return null;
        }

        var path = output.Name[(slash + 1)..];
        return OutputFile.IsInside(path) ? new(root, path, output.Hash) : null;
    }
}
