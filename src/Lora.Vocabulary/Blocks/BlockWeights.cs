using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>
/// Strengths of a LoRA block by block while a picture is drawn: a preset, one block alone, or a list. Source: sd-webui-lora-block-weight, whose presets are
/// said of 17 blocks; here they hold for all.
/// </summary>
public sealed class BlockWeights : IEquatable<BlockWeights>
{
    private static readonly BlockWeightPreset[] Presets =
    [
        new("NONE", static (_, _) => 0),
        new("ALL", static (_, _) => 1),
        new("ALL0.5", static (_, _) => 0.5),
        new("INS", static (table, block) => IsBase(block) || IsShallowInput(table, block) ? 1 : 0),
        new("IND", static (table, block) => IsBase(block) || IsDeepInput(table, block) ? 1 : 0),
        new("INALL", static (_, block) => IsBase(block) || IsInput(block) ? 1 : 0),
        new("INX", static (_, block) => IsInput(block) ? 1 : 0),
        new("MIDD", static (table, block) => !IsShallowInput(table, block) && !IsShallowOutput(table, block) ? 1 : 0),
        new("OUTD", static (table, block) => IsBase(block) || IsDeepOutput(table, block) ? 1 : 0),
        new("OUTS", static (table, block) => IsBase(block) || IsShallowOutput(table, block) ? 1 : 0),
        new("OUTALL", static (_, block) => IsBase(block) || IsOutput(block) ? 1 : 0),
        new("OUTX", static (_, block) => IsOutput(block) ? 1 : 0),
    ];

    private readonly BlockWeightPreset? _preset;
    private readonly double[] _list = [];
    private readonly string _text;
    private double _others;

    private BlockWeights(BlockWeightPreset preset) => (_preset, _text) = (preset, preset.Name);

    private BlockWeights(double[] list) =>
        (_list, _text) = (list, string.Join(',', list.Select(number => number.ToString(CultureInfo.InvariantCulture))));

    /// <summary>The names of the presets; <c>INX</c> and <c>OUTX</c> are all blocks of a side without the text encoders.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Presets.Select(preset => preset.Name)];

    /// <summary>How many numbers a list may have.</summary>
    public static IReadOnlyList<int> Counts { get; } = [.. BlockTable.All.SelectMany(table => (int[])[table.Lora.Count, table.Full.Count]).Order()];

    /// <summary>Weights from a text, whatever its letter case; null if it is none.</summary>
    public static BlockWeights? Read(string text)
    {
        if (text.Contains(',', StringComparison.Ordinal))
        {
            double?[] numbers = [.. text.Split(',').Select(field => NumberText.Read(field.Trim(), -100.0, 100.0, false, 1.0))];
            return Counts.Contains(numbers.Length) && numbers.All(number => number is not null) ? new([.. numbers.OfType<double>()]) : null;
        }

        var alone = BlockTable.All.SelectMany(table => table.Full).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return alone is not null ? new(new BlockWeightPreset(alone, (_, block) => block == alone ? 1 : 0))
            : Presets.FirstOrDefault(preset => preset.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found ? new(found) : null;
    }

    /// <summary>The same, with another strength for the blocks that a list leaves out: in kohya's merges that is 1.</summary>
    public BlockWeights WithOthers(double strength)
    {
        var copy = (BlockWeights)MemberwiseClone();
        copy._others = strength;
        return copy;
    }

    /// <summary>True if these weights can be meant for a model of these blocks.</summary>
    public bool Fits(BlockTable table) =>
        _preset is not null ? !IsBlock(_text) || table.Full.Contains(_text) : _list.Length == table.Lora.Count || _list.Length == table.Full.Count;

    /// <summary>The strength of a block; of one that the list leaves out 0, or what <see cref="WithOthers"/> says.</summary>
    /// <param name="table">The model's blocks.</param>
    /// <param name="block">One of <see cref="BlockTable.Full"/>.</param>
    public double Of(BlockTable table, string block)
    {
        if (_preset is not null)
        {
            return _preset.Strength(table, block);
        }

        var names = _list.Length == table.Lora.Count ? table.Lora : table.Full;
        var at = names.TakeWhile(name => name != block).Count();
        return at < _list.Length ? _list[at] : _others;
    }

    public bool Equals(BlockWeights? other) => other?._text == _text && other._others == _others;

    public override bool Equals(object? obj) => Equals(obj as BlockWeights);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text;

    private static bool IsBlock(string name) => !Names.Contains(name);

    private static bool IsBase(string block) => block == BlockTable.Base;

    private static bool IsInput(string block) => block.StartsWith("IN", StringComparison.Ordinal);

    private static bool IsOutput(string block) => block.StartsWith("OUT", StringComparison.Ordinal);

    private static int Number(string block) => int.Parse(block.AsSpan().TrimStart("INOUTM"), CultureInfo.InvariantCulture);

    private static bool IsShallowInput(BlockTable table, string block) => IsInput(block) && Number(block) < table.Sides - table.DeepOutputs;

    private static bool IsDeepInput(BlockTable table, string block) => IsInput(block) && !IsShallowInput(table, block);

    private static bool IsDeepOutput(BlockTable table, string block) => IsOutput(block) && Number(block) < table.DeepOutputs;

    private static bool IsShallowOutput(BlockTable table, string block) => IsOutput(block) && !IsDeepOutput(table, block);

    private sealed record BlockWeightPreset(string Name, Func<BlockTable, string, double> Strength);
}
