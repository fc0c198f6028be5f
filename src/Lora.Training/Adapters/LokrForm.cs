using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>How a LoKr splits its layer: the weight is the Kronecker product of a small and a large matrix, each whole or of two factors.</summary>
/// <param name="Small">[out, in] of the first matrix.</param>
/// <param name="Large">[out, in] of the second one, which has a convolution's kernel.</param>
/// <param name="SplitsSmall">The first one is of two factors.</param>
/// <param name="SplitsLarge">The second one is of two factors, in Tucker's form three.</param>
internal sealed record LokrForm((int Out, int In) Small, (int Out, int In) Large, bool SplitsSmall, bool SplitsLarge)
{
    public bool IsWhole => !SplitsSmall && !SplitsLarge;

    /// <summary>As the arguments ask for: <c>factor</c>, <c>decompose_both</c>, <c>full_matrix</c>, <c>unbalanced_factorization</c>.</summary>
    public static LokrForm Of(AdaptableLayer layer, int rank, OptionValues arguments)
    {
        var factor = arguments.Get<int>("factor");
        var (inSmall, inLarge) = Factorization.Of(layer.InFeatures, factor);
        var (outSmall, outLarge) = Factorization.Of(layer.OutFeatures, factor);
        if (arguments.Is("unbalanced_factorization"))
        {
            (outSmall, outLarge) = (outLarge, outSmall);
        }

        var isFull = arguments.Is("full_matrix");
        bool Splits(int outputs, int inputs) => !isFull && rank < Math.Max(outputs, inputs) / 2.0;
        return new((outSmall, inSmall), (outLarge, inLarge), arguments.Is("decompose_both") && Splits(outSmall, inSmall), Splits(outLarge, inLarge));
    }

    /// <summary>As a file has it; the large matrix as the layer needs it, so that sizes which do not make up the layer's are seen.</summary>
    public static LokrForm Read(AdaptableLayer layer, AdapterModule module)
    {
        var splits = module.Tensors.ContainsKey(LokrAdapter.SmallOut);
        var outputs = splits ? module.Size(LokrAdapter.SmallOut, 0) : module.Size(LokrAdapter.SmallWhole, 0);
        var inputs = splits ? module.Size(LokrAdapter.SmallIn, 1) : module.Size(LokrAdapter.SmallWhole, 1);
        var small = (Divisor(layer.OutFeatures, outputs), Divisor(layer.InFeatures, inputs));
        return new(small, (layer.OutFeatures / small.Item1, layer.InFeatures / small.Item2), splits, module.Tensors.ContainsKey(LokrAdapter.LargeOut));
    }

    private static int Divisor(int size, int of) => size % of == 0 ? of : 1;
}
