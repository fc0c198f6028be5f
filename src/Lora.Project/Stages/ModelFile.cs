using System.Text;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>One file of the base model.</summary>
/// <param name="Part">Name of the <see cref="ModelPart"/> that it belongs to.</param>
/// <param name="Name">Within the part.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Status">Under which the hash was taken: while the file has it the hash holds. Null where only its bytes tell.</param>
public sealed record ModelFile(string Part, string Name, string Path, string Sha256, FileStatus? Status = null)
{
    /// <summary>One hash a part, of all its files' names and hashes; a part without files has none.</summary>
    public static IReadOnlyDictionary<string, string> HashesByPart(IEnumerable<ModelFile> files) =>
        files.GroupBy(file => file.Part, StringComparer.Ordinal).ToDictionary(part => part.Key, Hash, StringComparer.Ordinal);

    private static string Hash(IEnumerable<ModelFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            text.Append(file.Name).Append(' ').Append(file.Sha256).Append('\n');
        }

        return Digest.Of(text.ToString());
    }
}
