namespace Lora.Training;

/// <summary>A LoRA that turns one model into another: the first singular vectors of the difference, as kohya's extract_lora_from_models.</summary>
internal static class LoraExtract
{
    /// <summary>One layer.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="original">Its weight in the model that the LoRA is for.</param>
    /// <param name="tuned">Its weight in the model that is wanted.</param>
    /// <param name="weightShape">Of both.</param>
    /// <param name="settings">Ranks and clamp.</param>
    /// <param name="choice">See <see cref="SvdFactors"/>.</param>
    public static LoraPair Layer(
        string name, float[] original, float[] tuned, int[] weightShape, ExtractSettings settings, VectorChoice? choice = null)
    {
        var change = new double[original.Length];
        for (var i = 0; i < change.Length; i++)
        {
            // in fp32, as the peer subtracts
            change[i] = tuned[i] - original[i];
        }

        var isConvolution = weightShape.Length == 4 && weightShape[2] * weightShape[3] > 1;
        return SvdFactors.Make(name, change, weightShape, isConvolution ? settings.ConvDim ?? settings.Dim : settings.Dim,
            settings.ClampQuantile, settings.Energy, choice);
    }

    /// <summary>Whether a part of the model was trained at all: the text encoder often was not, and then it gets no LoRA.</summary>
    public static bool Differs(IEnumerable<(float[] Original, float[] Tuned)> layers, double minDiff) =>
        layers.Any(layer => layer.Original.Zip(layer.Tuned).Any(pair => Math.Abs(pair.Second - pair.First) > minDiff));
}
