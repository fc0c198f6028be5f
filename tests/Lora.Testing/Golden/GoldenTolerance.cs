using System.Text.Json;

namespace Lora.Testing;

/// <summary>How far an output may lie from the recorded one: <c>|actual - expected| &lt;= Absolute + Relative * |expected|</c>, for every element.</summary>
public readonly record struct GoldenTolerance(double Absolute, double Relative)
{
    /// <summary>Equal.</summary>
    public static GoldenTolerance Exact => default;

    /// <summary>
    /// The tolerance that a case states for an output: of the output itself, else of the whole case, else 1e-4 of the largest recorded absolute value
    /// (1e-3 for <c>snr</c>).
    /// </summary>
    /// <param name="tolerance">The case's <c>tolerance</c>: an object by output, an object for all outputs, a text, or undefined.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="largest">The largest absolute value recorded for it, infinities aside.</param>
    public static GoldenTolerance Of(JsonElement tolerance, string output, double largest)
    {
        if (tolerance.ValueKind == JsonValueKind.Object)
        {
            if (tolerance.TryGetProperty(output, out var own) && own.ValueKind == JsonValueKind.Object && Stated(own) is { } mine)
            {
                return mine;
            }

            if (Stated(tolerance) is { } all)
            {
                return all;
            }
        }
        else if (tolerance.ValueKind == JsonValueKind.String && tolerance.GetString()!.StartsWith("exact", StringComparison.Ordinal))
        {
            return Exact;
        }
        return new GoldenTolerance((output == "snr" ? 1e-3 : 1e-4) * largest, 0);
    }

    private static GoldenTolerance? Stated(JsonElement element)
    {
        var (absolute, relative) = (Number(element, "suggest_atol") ?? Number(element, "atol"), Number(element, "suggest_rtol") ?? Number(element, "rtol"));
        return absolute is null && relative is null ? null : new GoldenTolerance(absolute ?? 0, relative ?? 0);
    }

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
