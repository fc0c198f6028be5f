using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>What a text encoder gives for a batch of prompts.</summary>
/// <param name="HiddenStates">Embeddings first, then each layer's output before the final norm: layers + 1 tensors [n, tokens, width].</param>
/// <param name="LastHiddenState">The last layer's output after the final norm [n, tokens, width].</param>
/// <param name="EndPositions">Index of each row's end token.</param>
public sealed record ClipTextOutput(IReadOnlyList<Tensor> HiddenStates, Tensor LastHiddenState, IReadOnlyList<int> EndPositions)
{
    /// <summary>The last state at the end token of each row, or of each first of several rows [n, width].</summary>
    /// <param name="every">Rows to a text.</param>
    public Tensor Pooled(int every = 1)
    {
        var (length, width) = (LastHiddenState.Size(1), LastHiddenState.Size(2));
        var rows = EndPositions.Select((end, row) => (long)row * length + end).Where((_, row) => row % every == 0).ToArray();
        return LastHiddenState.Reshape(-1, width).IndexSelect(0, LastHiddenState.Runtime.FromLongs(rows, [rows.Length]));
    }
}
