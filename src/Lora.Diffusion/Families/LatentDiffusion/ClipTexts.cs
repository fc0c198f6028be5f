namespace Lora.Diffusion;

/// <summary>How texts are counted and cut for CLIP: what every conditioner with CLIP's tokenizer has in common.</summary>
/// <param name="towers">Text encoders with their tokenizers; the first one counts, the others cut in the same places.</param>
internal abstract class ClipTexts(IReadOnlyList<TextTower> towers)
{
    protected IReadOnlyList<TextTower> Towers => towers;

    public int RowTokens => towers[0].Tokenizer.ChunkLength - 2;

    public int MaxPromptRows => 3;

    public int RowsOf(string prompt, string negative = "") => Math.Max(Rows(prompt), Rows(negative));

    public TextFit FitCaption(string caption, int rows = 1, bool weighted = false) => weighted
        ? TextFitting.OfWeightedText(towers[0].Tokenizer, caption, rows) : TextFitting.OfText(towers[0].Tokenizer, caption, rows);

    public TextFit FitPrompt(string prompt) => TextFitting.OfPrompt(towers[0].Tokenizer, prompt, MaxPromptRows);

    protected static IReadOnlyList<TokenChunks> Captions(TextTower tower, IReadOnlyList<string> captions, int rows, bool weighted) =>
    [
        .. captions.Select(caption => weighted
            ? TokenChunks.OfWeightedText(tower.Tokenizer, caption, rows) : TokenChunks.OfText(tower.Tokenizer, caption, rows)),
    ];

    protected static IReadOnlyList<TokenChunks> Prompts(TextTower tower, IReadOnlyList<string> prompts, int rows) =>
        [.. prompts.Select(prompt => TokenChunks.OfPrompt(tower.Tokenizer, prompt, rows, rows))];

    private int Rows(string prompt) => TokenChunks.OfPrompt(towers[0].Tokenizer, prompt, MaxPromptRows).Count;
}
