using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// A file of adapters with kohya's names or diffusers', read for sampling. The kind is told module by module; a file may lack modules, cover convolutions
/// too, have sizes of its own a module, and leave out alpha.
/// </summary>
public sealed class LoraFile
{
    private readonly string _path;
    private readonly AdapterModule[] _modules;

    /// <exception cref="TrainingException">It holds nothing, or something of no kind that is understood.</exception>
    /// <exception cref="SafetensorsException">It is not a whole and valid safetensors file.</exception>
    public LoraFile(string path)
    {
        _path = path;
        using var file = new SafetensorsFile(path);
        _modules = [.. AdapterModule.Of(file)];
        if (!_modules.Any(module => AdapterCatalog.Of(module) is not null))
        {
            throw new TrainingException($"{path} is no LoRA with kohya's or diffusers' names: nothing in it ends in {string.Join(", ", Marks())}.");
        }

        foreach (var module in _modules)
        {
            _ = KindOf(module);
        }
    }

    /// <summary>What it holds of each layer, by name.</summary>
    internal IReadOnlyList<AdapterModule> Modules => _modules;

    /// <summary>Holds it against a model, without a weight of either.</summary>
    /// <exception cref="TrainingException">A module fits no layer, by its name or its shapes.</exception>
    public void Check(IDiffusionModel model) => Fitted(model, 1, null);

    /// <summary>
    /// Lays the adapters over a model, in the scope that is open now. Disposing the result takes them off and frees them; other adapters on these layers are
    /// replaced.
    /// </summary>
    /// <param name="model">The model; its weights are read where they are merged into.</param>
    /// <param name="multiplier">Strength; negative turns it round.</param>
    /// <param name="merge">
    /// Changes the weights that are in fp32, so that drawing costs what it costs without (other weights keep the branch: their sum would be rounded).
    /// The result differs from the branch's by fp32 rounding.
    /// </param>
    /// <param name="weights">Factors of the strength block by block; what they leave nothing of is left off. Null: 1.</param>
    /// <exception cref="TrainingException">A module fits no layer, by its name or its shapes.</exception>
    public IDisposable Apply(IDiffusionModel model, double multiplier = 1, bool merge = false, BlockWeights? weights = null)
    {
        using var off = model.Runtime.NoGrad();
        return new Applied([.. Bound(model, multiplier, static _ => true, weights)], merge);
    }

    /// <summary>The adapters of some layers with their values, made one after the other in the scope that is open then.</summary>
    /// <exception cref="TrainingException">A module of any layer fits none; said before the first.</exception>
    internal IEnumerable<Adapter> Bound(IDiffusionModel model, double multiplier, Func<AdaptableLayer, bool> wanted, BlockWeights? weights = null) =>
        Fitted(model, multiplier, weights)
        .Where(fitted => wanted(fitted.Adapter.Target.Layer)).Select(fitted => Bind(model, fitted));

    /// <summary>Each module with its layer's name in kohya's spelling and what it changes there: of the weight, then of the bias where that changes.</summary>
    /// <exception cref="TrainingException">A module fits no layer, by its name or its shapes.</exception>
    internal IEnumerable<(string Layer, AdapterModule Module, Func<float[]> Change)> Changes(IDiffusionModel model) =>
        Fitted(model, 1, null).Select(fitted => (fitted.Adapter.Target.Name, fitted.Module, (Func<float[]>)(() => Change(model, fitted))));

    private static float[] Change(IDiffusionModel model, (Adapter Adapter, AdapterModule Module) fitted)
    {
        using var off = model.Runtime.NoGrad();
        using var scope = model.Runtime.NewScope();
        var layer = fitted.Adapter.Target.Layer;
        var adapter = Bind(model, fitted);
        var weight = adapter.Merged().ToFloats();
        float[] difference = [.. weight.Zip(layer.Weight.ToFloats(), static (after, before) => after - before)];
        return adapter.MergedBias() is { } bias && layer.Bias is { } own
            ? [.. difference, .. bias.ToFloats().Zip(own.ToFloats(), static (after, before) => after - before)] : difference;
    }

    private static Adapter Bind(IDiffusionModel model, (Adapter Adapter, AdapterModule Module) fitted)
    {
        var (adapter, module) = fitted;
        adapter.Bind([.. adapter.Trained.Select(tensor => model.Runtime.FromFloats(module.Tensors[tensor.Name].Values, tensor.Shape))]);
        return adapter;
    }

    private (Adapter Adapter, AdapterModule Module)[] Fitted(IDiffusionModel model, double multiplier, BlockWeights? weights)
    {
        var targets = new Dictionary<string, AdapterTarget>(StringComparer.Ordinal);
        foreach (var target in model.AdapterGroups.SelectMany(group => group.Everything.Concat(group.Norms)))
        {
            targets[target.Name] = targets[target.DiffusersName] = target;
            targets.TryAdd(target.Alias ?? target.Name, target);
        }

        var table = model.Blocks;
        double Strength(AdapterTarget target) => weights is not null && table is not null ? multiplier * weights.Of(table, target.BlockName) : multiplier;
        return [.. _modules.Select(module => (Fitted(module, targets, Strength), module)).Where(fitted => weights is null || fitted.Item1.Multiplier != 0)];
    }

    private static IEnumerable<string> Marks() => AdapterCatalog.Readers.SelectMany(kind => kind.Marks).Distinct();

    private static string Text(int[] shape) => $"[{string.Join(", ", shape)}]";

    private AdapterKind KindOf(AdapterModule module) => AdapterCatalog.Of(module)
        ?? throw new TrainingException($"{_path}: '{module.Name}' is of no kind that is understood; it has {string.Join(", ", module.Tensors.Keys)}.");

    private Adapter Fitted(AdapterModule module, Dictionary<string, AdapterTarget> targets, Func<AdapterTarget, double> strength)
    {
        if (!targets.TryGetValue(module.Name, out var target))
        {
            throw new TrainingException($"{_path}: the model has no layer for '{module.Name}'; was the LoRA trained on a model of this family?");
        }

        var kind = KindOf(module);
        if (target.Layer.IsNorm != kind is NormKind)
        {
            throw new TrainingException($"{_path}: '{module.Name}' has {string.Join(", ", module.Tensors.Keys)}, "
                + $"which does not fit a {target.Layer.ClassName}.");
        }

        var adapter = kind.Read(target, module, strength(target));
        if (module.Tensors.Keys.Except(adapter.Saved.Select(tensor => tensor.Name)).FirstOrDefault() is { } unknown)
        {
            throw new TrainingException($"{_path}: '{module.Name}' has {unknown}, which is not understood.");
        }

        foreach (var tensor in adapter.Trained)
        {
            if (!module.Tensors.TryGetValue(tensor.Name, out var given))
            {
                throw new TrainingException($"{_path}: '{module.Name}' has no {tensor.Name}.");
            }

            if (!tensor.Fits(given.Shape))
            {
                throw new TrainingException($"{_path}: '{module.Name}' does not fit the model's weight {Text(target.Layer.WeightShape.ToArray())}: "
                    + $"its {tensor.Name} is {Text(given.Shape)}, not {Text(tensor.Shape)}. Was the LoRA trained on a model of this size?");
            }
        }

        return adapter;
    }

    private sealed class Applied : IDisposable
    {
        private readonly List<Adapter> _branches = [];
        // with what lay over each before: what is part of the base model stays there
        private readonly List<(AdaptableLayer Layer, Tensor? Before, Tensor? Bias)> _merged = [];

        public Applied(Adapter[] adapters, bool merge)
        {
            foreach (var adapter in adapters)
            {
                var layer = adapter.Target.Layer;
                layer.Adapter = null;
                if (merge && layer.Weight.DType == DType.Float32)
                {
                    _merged.Add((layer, layer.Overlay, layer.BiasOverlay));
                    (layer.Overlay, layer.BiasOverlay) = (adapter.Merged(), adapter.MergedBias() ?? layer.BiasOverlay);
                    Free(adapter);
                }
                else
                {
                    layer.Adapter = adapter;
                    _branches.Add(adapter);
                }
            }
        }

        public void Dispose()
        {
            foreach (var (layer, before, bias) in _merged)
            {
                layer.Overlay?.Dispose();
                if (!ReferenceEquals(layer.BiasOverlay, bias))
                {
                    layer.BiasOverlay?.Dispose();
                }

                (layer.Overlay, layer.BiasOverlay) = (before, bias);
            }

            _merged.Clear();
            foreach (var adapter in _branches)
            {
                if (ReferenceEquals(adapter.Target.Layer.Adapter, adapter))
                {
                    adapter.Target.Layer.Adapter = null;
                }

                Free(adapter);
            }
        }

        private static void Free(Adapter adapter)
        {
            foreach (var value in adapter.Held)
            {
                value.Dispose();
            }
        }
    }
}
