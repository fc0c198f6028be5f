using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>LoRAs merged into a model's weights, in the weights' own type, until this is disposed: kohya's base_weights.</summary>
public sealed class BaseWeights : IDisposable
{
    private readonly Dictionary<AdaptableLayer, Tensor> _overlays = [];
    private readonly Dictionary<AdaptableLayer, Tensor> _biases = [];

    /// <summary>Merges them one after the other, in the scope that is open now: it must outlive this.</summary>
    /// <param name="model">With the weights of <paramref name="parts"/> loaded and nothing laid over them.</param>
    /// <param name="parts">What of the LoRAs is merged.</param>
    /// <param name="loras">Each with its strength.</param>
    /// <exception cref="TrainingException">One does not fit the model.</exception>
    public BaseWeights(IDiffusionModel model, IReadOnlyCollection<ModelPart> parts, IEnumerable<(LoraFile File, double Multiplier)> loras)
    {
        var layers = model.AdapterGroups.Where(group => parts.Contains(group.Part))
            .SelectMany(group => group.Everything.Concat(group.Norms)).Select(target => target.Layer).ToHashSet();
        try
        {
            foreach (var (file, multiplier) in loras)
            {
                using var off = model.Runtime.NoGrad();
                foreach (var adapter in file.Bound(model, multiplier, layers.Contains))
                {
                    Merge(adapter);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var (layer, overlay) in _overlays)
        {
            layer.Overlay = ReferenceEquals(layer.Overlay, overlay) ? null : layer.Overlay;
            overlay.Dispose();
        }

        foreach (var (layer, overlay) in _biases)
        {
            layer.BiasOverlay = ReferenceEquals(layer.BiasOverlay, overlay) ? null : layer.BiasOverlay;
            overlay.Dispose();
        }

        _overlays.Clear();
        _biases.Clear();
    }

    private void Merge(Adapter adapter)
    {
        var layer = adapter.Target.Layer;
        var (weight, bias) = (layer.Weight, layer.Bias);
        using (var scope = weight.Runtime.NewScope())
        {
            // the sum is made in fp32 and rounded once
            var merged = scope.Keep(adapter.Merged().Cast(weight.DType));
            var shifted = adapter.MergedBias() is { } shift ? scope.Keep(shift.Cast(bias!.DType)) : null;
            Replace(_overlays, layer, merged);
            layer.Overlay = merged;
            if (shifted is not null)
            {
                Replace(_biases, layer, shifted);
                layer.BiasOverlay = shifted;
            }
        }

        foreach (var value in adapter.Held)
        {
            value.Dispose();
        }
    }

    private static void Replace(Dictionary<AdaptableLayer, Tensor> overlays, AdaptableLayer layer, Tensor overlay)
    {
        if (overlays.Remove(layer, out var earlier))
        {
            earlier.Dispose();
        }

        overlays[layer] = overlay;
    }
}
