using System.Text.Json;

namespace Lora.Project;

/// <summary>A lock file as it lies there, checked.</summary>
/// <param name="Root">Its content; null where there is a finding.</param>
/// <param name="Places">Where its values stand.</param>
/// <param name="Findings">Why nothing can read it; the first is the reason.</param>
internal sealed record LockedFile(JsonElement? Root, JsonPlaces? Places, IReadOnlyList<Finding> Findings)
{
    private static readonly Lazy<JsonSchemaFile> Schema = new(() => JsonSchemaFile.OfProduct("lock.schema.json"));

    /// <param name="path">Absolute.</param>
    /// <param name="rule">What a mistake is reported as.</param>
    public static LockedFile Read(string path, Descriptor rule)
    {
        byte[] text;
        try
        {
            text = JsonTextFault.WithoutMark(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(null, null, [rule.At($"It cannot be read: {error.Message}", path)]);
        }

        if (MergeMarks.LineOf(text) is > 0 and var line)
        {
            return new(null, null, [rule.At("It has the marks of a merge that met a conflict.", path, line, 1)]);
        }

        if (VersionOf(text) is { } version && version != LockFile.Version)
        {
            return new(null, null, [rule.At(FormattableString.Invariant(
                $"It is of version {version} of its format; this Lora.Sdk knows version {LockFile.Version}."), path)]);
        }

        var json = CheckedJson.Read(path, () => Schema.Value, rule);
        return new(json.Root, json.Places, json.Findings);
    }

    // the first thing that it says; null where that is something else
    private static int? VersionOf(byte[] text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            return reader.Read() && reader.TokenType is JsonTokenType.StartObject && reader.Read() && reader.TokenType is JsonTokenType.PropertyName
                && reader.ValueTextEquals("version"u8) && reader.Read() && reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var version)
                ? version : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
