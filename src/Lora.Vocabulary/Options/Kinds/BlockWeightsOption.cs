namespace Lora.Vocabulary;

/// <summary>Strengths of a LoRA block by block, as <c>OUTS</c>, <c>IN04</c> or <c>1,0,0,0,1,1,1,1,1,1,1,1</c>; unset where nobody writes them.</summary>
public sealed class BlockWeightsOption(string name, string summary) : Option<BlockWeights>(name, summary)
{
    public override string Range => $"one of {string.Join(", ", BlockWeights.Names)}, the name of a block as IN04, M00 or BASE, or "
        + $"{string.Join(", ", BlockWeights.Counts.SkipLast(1))} or {BlockWeights.Counts[^1]} numbers separated by commas";

    public override IReadOnlyList<string> Words => BlockWeights.Names;

    protected override object? ReadValue(string text) => BlockWeights.Read(text);

    protected override string Text(BlockWeights value) => value.ToString();
}
