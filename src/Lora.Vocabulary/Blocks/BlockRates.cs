using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>
/// Factors of the learning rate of one side's blocks, as kohya's <c>down_lr_weight</c> says them: a list, or a curve with what is added to it. Source: kohya
/// networks/lora.py get_block_lr_weight.
/// </summary>
public sealed class BlockRates
{
    /// <summary>The curves: from a block's place between 0 and 1 to a factor, from the first block on or from the last.</summary>
    private static readonly Dictionary<string, (Func<double, double> Factor, bool FromEnd)> Curves = new(StringComparer.Ordinal)
    {
        ["sine"] = (static at => Math.Sin(Math.PI * at / 2), false),
        ["cosine"] = (static at => Math.Sin(Math.PI * at / 2), true),
        ["linear"] = (static at => at, false),
        ["reverse_linear"] = (static at => at, true),
        ["zeros"] = (static _ => 0, false),
    };

    private readonly double[]? _list;
    private readonly string _curve = "";
    private readonly double _offset;

    private BlockRates(double[] list) => _list = list;

    private BlockRates(string curve, double offset) => (_curve, _offset) = (curve, offset);

    /// <summary>The names of the curves.</summary>
    public static IReadOnlyCollection<string> Names => Curves.Keys;

    /// <summary>Entries that are written down; 0 of a curve.</summary>
    public int Count => _list?.Length ?? 0;

    /// <summary>Factors from a text; null if it is none. An empty field counts as 0.</summary>
    /// <param name="text"><c>0,0.5,1</c>, or where it may be a curve <c>sine+.25</c>.</param>
    /// <param name="takesCurve">False where even a single number is a list.</param>
    internal static BlockRates? Read(string text, bool takesCurve)
    {
        if (!takesCurve || text.Contains(',', StringComparison.Ordinal))
        {
            double?[] numbers = [.. text.Split(',').Select(field => field.Trim().Length == 0 ? 0 : Number(field))];
            return numbers.All(number => number is not null) ? new([.. numbers.OfType<double>()]) : null;
        }

        var parts = text.Split('+');
        var offset = parts.Length == 2 ? Number(parts[1]) : parts.Length == 1 ? 0 : null;
        return offset is { } added && Curves.ContainsKey(parts[0].Trim()) ? new(parts[0].Trim(), added) : null;
    }

    /// <summary>The factors of so many blocks: a short list is filled up with 1.</summary>
    public IReadOnlyList<double> Over(int count)
    {
        if (_list is not null)
        {
            return [.. _list.Take(count), .. Enumerable.Repeat(1.0, Math.Max(0, count - _list.Length))];
        }

        var (factor, fromEnd) = Curves[_curve];
        return [.. Enumerable.Range(0, count).Select(i => factor((fromEnd ? count - 1 - i : i) / (count - 1.0)) + _offset)];
    }

    public override string ToString() => _list is not null ? string.Join(',', _list.Select(Text)) : _offset == 0 ? _curve : $"{_curve}+{Text(_offset)}";

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1000 ? number : null;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
