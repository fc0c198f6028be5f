namespace Lora.Vocabulary;

/// <summary>Any number of block weights, parted by semicolons; brackets around a list, as kohya's scripts want them, may stand.</summary>
public sealed class BlockWeightsListOption : Option<IReadOnlyList<BlockWeights>>
{
    public BlockWeightsListOption(string name, string summary)
        : base(name, summary) => Default = [];

    public override string Range => $"entries parted by ';', each {PromptOptions.BlockWeights.Range}";

    protected override object? ReadValue(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        BlockWeights[] weights = [.. parts.Select(part => BlockWeights.Read(part.TrimStart('[').TrimEnd(']'))).OfType<BlockWeights>()];
        return weights.Length == parts.Length ? weights : null;
    }

    protected override string Text(IReadOnlyList<BlockWeights> value) => string.Join(';', value);
}
