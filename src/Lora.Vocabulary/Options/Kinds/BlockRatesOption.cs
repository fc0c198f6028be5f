namespace Lora.Vocabulary;

/// <summary>Factors of the learning rate block by block, as <c>down_lr_weight=sine+.25</c> or <c>0,0.5,1</c>; unset where nobody writes them.</summary>
/// <param name="name">The option.</param>
/// <param name="summary">One sentence.</param>
/// <param name="takesCurve">Whether a word may stand in the place of a list.</param>
public sealed class BlockRatesOption(string name, string summary, bool takesCurve) : Option<BlockRates>(name, summary)
{
    public override string Range => takesCurve
        ? $"numbers of at least 0 separated by commas, or one of {string.Join(", ", BlockRates.Names)}, with +0.25 behind it or not"
        : "numbers of at least 0 separated by commas";

    protected override object? ReadValue(string text) => BlockRates.Read(text, takesCurve);

    protected override string Text(BlockRates value) => value.ToString();
}
