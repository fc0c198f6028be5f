namespace Lora.Project;

/// <summary>Options that stand in a file which a project names.</summary>
/// <param name="Values">Texts as a project would write them, by the option's name.</param>
/// <param name="Places">Where each of them stands.</param>
public sealed record OptionLayer(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, SourcePlace> Places)
{
    /// <summary>What a project writes, and below it what its layers say.</summary>
    internal static IReadOnlyDictionary<string, string> Complete(IReadOnlyDictionary<string, string> written, IReadOnlyList<OptionLayer> layers)
    {
        var all = new Dictionary<string, string>(written, StringComparer.Ordinal);
        foreach (var (option, text) in layers.SelectMany(layer => layer.Values))
        {
            if (!IsWritten(all, option))
            {
                all[option] = text;
            }
        }

        return all;
    }

    /// <summary>MSBuild hands on a property that nobody sets as an empty text.</summary>
    internal static bool IsWritten(IReadOnlyDictionary<string, string> written, string option) => written.GetValueOrDefault(option, "").Trim().Length > 0;
}
