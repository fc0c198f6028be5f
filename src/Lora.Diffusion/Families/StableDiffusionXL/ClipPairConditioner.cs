using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Stable Diffusion XL's text conditioning: the last states but one of both encoders side by side, without the final norm, and the second's pooled and
/// projected state of the first row. kohya's clip_skip has no effect on it.
/// </summary>
/// <param name="runtime">Where the tensors are made.</param>
/// <param name="towers">Both, in their order.</param>
internal sealed class ClipPairConditioner(TensorRuntime runtime, IReadOnlyList<TextTower> towers) : ClipTexts(towers), ITextConditioner
{
    public int Layers => Towers.Min(tower => tower.Encoder.Structure.Config.Layers);

    public bool TakesClipSkip => false;

    public Conditioning EncodeCaptions(IReadOnlyList<string> captions, int rows = 1, int clipSkip = 1, bool weighted = false) =>
        Encode(rows, (tower, encoder) => encoder.EncodeWeighted(Captions(tower, captions, rows, weighted)));

    public Conditioning EncodePrompts(IReadOnlyList<string> prompts, int rows, int clipSkip = 1) =>
        Encode(rows, (tower, encoder) => encoder.EncodeKeepingMean(Prompts(tower, prompts, rows)));

    public Conditioning EncodeNegatives(IReadOnlyList<string> prompts, int rows, int clipSkip = 1)
    {
        var encoded = EncodePrompts(prompts, rows, clipSkip);
        if (!prompts.Any(string.IsNullOrWhiteSpace))
        {
            return encoded;
        }

        float[] kept = [.. prompts.Select(prompt => string.IsNullOrWhiteSpace(prompt) ? 0f : 1f)];
        return new Conditioning(encoded.Context * runtime.FromFloats(kept, [kept.Length, 1, 1]), encoded.Pooled! * runtime.FromFloats(kept, [kept.Length, 1]));
    }

    private Conditioning Encode(int rows, Func<TextTower, PromptEncoder, Tensor> encode)
    {
        Tensor? pooled = null;
        var states = new List<Tensor>();
        foreach (var tower in Towers)
        {
            states.Add(encode(tower, new PromptEncoder(runtime, (ids, count) =>
            {
                var encoder = tower.Encoder.Loaded;
                var output = encoder.Forward(runtime, ids, count);
                pooled = tower.Part.HasProjection ? encoder.Pooled(output, rows) : pooled;
                return output.HiddenStates[^2];
            })));
        }

        return new Conditioning(runtime.Cat([.. states], 2), pooled);
    }
}
