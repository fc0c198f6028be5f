using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Text conditioning by one CLIP text encoder; tokenizer and encoder are read when they are first needed.</summary>
/// <param name="runtime">Where the tensors are made.</param>
/// <param name="tokenizer">Reads the tokenizer.</param>
/// <param name="encoder">The text encoder.</param>
internal sealed class ClipConditioner(TensorRuntime runtime, Func<ClipTokenizer> tokenizer, LoadedPart<ClipTextEncoder> encoder) : ITextConditioner
{
    public ClipTokenizer Tokenizer => field ??= tokenizer();

    public int Layers => encoder.Structure.Config.Layers;

    public int RowTokens => Tokenizer.ChunkLength - 2;

    public int MaxPromptRows => 3;

    private PromptEncoder Encoder => new(runtime, encoder.Loaded);

    public Conditioning EncodeCaptions(IReadOnlyList<string> captions, int rows = 1, int clipSkip = 1) =>
        new(Encoder.Encode([.. captions.Select(caption => TokenChunks.OfText(Tokenizer, caption, rows))], clipSkip));

    public Conditioning EncodePrompts(IReadOnlyList<string> prompts, int rows, int clipSkip = 1) =>
        new(Encoder.EncodeKeepingMean([.. prompts.Select(prompt => TokenChunks.OfPrompt(Tokenizer, prompt, rows, rows))], clipSkip));

    public int RowsOf(string prompt, string negative = "") => Math.Max(Rows(prompt), Rows(negative));

    public TextFit FitCaption(string caption, int rows = 1) => TextFitting.OfText(Tokenizer, caption, rows);

    public TextFit FitPrompt(string prompt) => TextFitting.OfPrompt(Tokenizer, prompt, MaxPromptRows);

    private int Rows(string prompt) => TokenChunks.OfPrompt(Tokenizer, prompt, MaxPromptRows).Count;
}
