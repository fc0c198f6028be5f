namespace Lora.Training;

/// <summary>What two LoRAs change of one layer, or of several together.</summary>
/// <param name="Name">The layer's name, or the block's.</param>
/// <param name="Before">The form in the first file, as <c>lora 16/8</c> (rank and alpha); empty where it has none.</param>
/// <param name="After">In the second.</param>
/// <param name="SquareBefore">Sum of squares of the first change; null where that is not known.</param>
/// <param name="SquareAfter">Of the second.</param>
/// <param name="Dot">The sum over both changes' elements, multiplied with each other; null where that is not known.</param>
public sealed record LayerChange(string Name, string Before, string After, double? SquareBefore, double? SquareAfter, double? Dot)
{
    /// <summary>Norm of the first change; null where it is not known.</summary>
    public double? NormBefore => Root(SquareBefore);

    /// <summary>Of the second.</summary>
    public double? NormAfter => Root(SquareAfter);

    /// <summary>Cosine between the changes: 1 where they point the same way; null where it is not known, or one of them is none.</summary>
    public double? Similarity => NormBefore * NormAfter is > 0 and var product && Dot is { } dot ? Math.Clamp(dot / product, -1, 1) : null;

    /// <summary>Norm of the difference of the changes; null where it is not known.</summary>
    public double? Difference => Root(SquareBefore + SquareAfter - 2 * Dot);

    /// <summary>Several as one.</summary>
    public static LayerChange Sum(string name, IReadOnlyCollection<LayerChange> layers) => new(
        name, Forms(layers, layer => layer.Before), Forms(layers, layer => layer.After),
        Sum(layers, layer => layer.SquareBefore), Sum(layers, layer => layer.SquareAfter), Sum(layers, layer => layer.Dot));

    private static double? Sum(IReadOnlyCollection<LayerChange> layers, Func<LayerChange, double?> valueOf) =>
        layers.Aggregate((double?)0, (sum, layer) => sum + valueOf(layer));

    private static double? Root(double? square) => square is { } value ? Math.Sqrt(Math.Max(0, value)) : null;

    private static string Forms(IReadOnlyCollection<LayerChange> layers, Func<LayerChange, string> formOf) =>
        string.Join(", ", layers.Select(formOf).Where(form => form.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
