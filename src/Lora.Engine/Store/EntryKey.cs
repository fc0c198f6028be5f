using System.Globalization;
using System.Text;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The key of one cache entry within a stage (an image, a caption, a picture): SHA-256 over named parts in the order they are added. Numbers are written
/// invariantly and each text with its length, so that two different lists never make the same bytes.
/// </summary>
internal sealed class EntryKey
{
    private readonly StringBuilder _text = new();

    /// <param name="kind">What the entry is; part of the key.</param>
    /// <param name="version">Of the algorithm that makes it: raise it when the same inputs give another result.</param>
    internal EntryKey(string kind, int version) => With("kind", kind).With("version", version);

    internal EntryKey With(string name, string value)
    {
        _text.Append(name).Append(' ').Append(value.Length.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(value).Append('\n');
        return this;
    }

    internal EntryKey With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The option's value in force.</summary>
    internal EntryKey With(Option option, OptionValues values) => With(option.Name, values.Text(option));

    /// <summary>What computes the entry, by name and version.</summary>
    internal EntryKey With(Tool tool, OptionValues values) => With(tool.Kind, tool.Name(values));

    /// <summary>The content of a part of the base model.</summary>
    internal EntryKey With(ModelPart part, IReadOnlyDictionary<string, string> hashes) => With(part.Name, hashes.GetValueOrDefault(part.Name, ""));

    internal EntryKey With(string name, double value) => With(name, value.ToString("R", CultureInfo.InvariantCulture));

    internal EntryKey With(string name, bool value) => With(name, value ? "true" : "false");

    internal string Hash() => Digest.Of(_text.ToString());
}
