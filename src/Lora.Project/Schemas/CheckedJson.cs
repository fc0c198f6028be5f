using System.Text.Json;

namespace Lora.Project;

/// <summary>A JSON file that people write: read as UTF-8, checked against its schema, every mistake with its line.</summary>
/// <param name="Root">Its content; null where there is a finding.</param>
/// <param name="Places">Where its values stand.</param>
/// <param name="Findings">What is wrong in it.</param>
internal sealed record CheckedJson(JsonElement? Root, JsonPlaces? Places, IReadOnlyList<Finding> Findings)
{
    /// <param name="path">Absolute.</param>
    /// <param name="schema">What may stand in it; asked for only where the file is JSON.</param>
    /// <param name="rule">What a mistake is reported as.</param>
    /// <param name="problem">The sentence of a mistake; null: the schema's own.</param>
    public static CheckedJson Read(string path, Func<JsonSchemaFile> schema, Descriptor rule, Func<JsonFault, string>? problem = null)
    {
        try
        {
            var text = JsonTextFault.WithoutMark(File.ReadAllBytes(path));
            var places = new JsonPlaces(path, text);
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Finding[] faults = [.. schema().Check(document.RootElement).Select(fault => rule.At(problem?.Invoke(fault) ?? fault.Problem, places[fault.Pointer]))
                .Order().Distinct()];
            return faults.Length > 0 ? new CheckedJson(null, places, faults) : new CheckedJson(document.RootElement.Clone(), places, []);
        }
        catch (JsonException error)
        {
            var fault = JsonTextFault.Of(error, path);
            return Wrong(rule.At(fault.Problem, fault.Place));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Wrong(rule.At($"It cannot be read: {error.Message}", path));
        }
    }

    private static CheckedJson Wrong(Finding finding) => new(null, null, [finding]);
}
