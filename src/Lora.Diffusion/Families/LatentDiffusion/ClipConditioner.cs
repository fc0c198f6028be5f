using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Text conditioning by one CLIP text encoder: the states of its last layer, or of one before it, behind the final norm.</summary>
/// <param name="runtime">Where the tensors are made.</param>
/// <param name="tower">Tokenizer and encoder.</param>
internal sealed class ClipConditioner(TensorRuntime runtime, TextTower tower) : ClipTexts([tower]), ITextConditioner
{
    public int Layers => Towers[0].Encoder.Structure.Config.Layers;

    public bool TakesClipSkip => true;

    public Conditioning EncodeCaptions(IReadOnlyList<string> captions, int rows = 1, int clipSkip = 1, bool weighted = false) =>
        new(Encoder(clipSkip).EncodeWeighted(Captions(Towers[0], captions, rows, weighted)));

    public Conditioning EncodePrompts(IReadOnlyList<string> prompts, int rows, int clipSkip = 1) =>
        new(Encoder(clipSkip).EncodeKeepingMean(Prompts(Towers[0], prompts, rows)));

    public Conditioning EncodeNegatives(IReadOnlyList<string> prompts, int rows, int clipSkip = 1) => EncodePrompts(prompts, rows, clipSkip);

    private PromptEncoder Encoder(int clipSkip) => new(runtime, (ids, rows) => Towers[0].Encoder.Loaded.Condition(runtime, ids, rows, clipSkip));
}
