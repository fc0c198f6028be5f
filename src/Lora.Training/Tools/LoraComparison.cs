using System.Globalization;
using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// What two LoRA files change of a model, layer by layer. Of plain LoRA the changes are compared by their factors; of other kinds through the model's own
/// weights, one layer at a time, where the model is at hand.
/// </summary>
public sealed class LoraComparison
{
    private LoraComparison(IReadOnlyList<LayerChange> layers) => Layers = layers;

    /// <summary>Every layer that one of them changes, ordered by name.</summary>
    public IReadOnlyList<LayerChange> Layers { get; }

    /// <summary>All layers as one.</summary>
    public LayerChange Whole => field ??= LayerChange.Sum("", [.. Layers.Where(IsKnown)]);

    /// <summary>The same for each block, ordered by name.</summary>
    public IReadOnlyList<LayerChange> Blocks => field ??= [.. Layers.Where(IsKnown).GroupBy(layer => LoraReport.BlockOf(layer.Name))
        .OrderBy(block => block.Key, StringComparer.Ordinal).Select(block => LayerChange.Sum(block.Key, [.. block]))];

    /// <summary>Those whose changes could not be had: what is said of the whole is without them.</summary>
    public int Unknown => Layers.Count(layer => !IsKnown(layer));

    /// <param name="before">A file.</param>
    /// <param name="after">Another one.</param>
    /// <param name="model">The model that both are for, with its weights; null where there is none at hand.</param>
    /// <exception cref="TrainingException">One is no LoRA, or does not fit the model.</exception>
    /// <exception cref="SafetensorsException">One is no whole safetensors file.</exception>
    public static LoraComparison Of(string before, string after, IDiffusionModel? model = null)
    {
        var (first, second) = (new Side(before, model), new Side(after, model));
        string[] names = [.. first.Names.Union(second.Names).Order(StringComparer.Ordinal)];
        var layers = new LayerChange[names.Length];
        Parallel.For(0, names.Length, i =>
        {
            var (a, b) = (first.Pair(names[i]), second.Pair(names[i]));
            if ((a is not null || first.Lacks(names[i])) && (b is not null || second.Lacks(names[i])) && (a is null || b is null || a.Rows == b.Rows
                && a.Columns == b.Columns))
            {
                layers[i] = new(names[i], first.Form(names[i]), second.Form(names[i]), a?.Dot(a) ?? 0, b?.Dot(b) ?? 0, a is null || b is null ? 0 : a.Dot(b));
            }
        });
        // the model's tensors are for one thread
        for (var i = 0; i < names.Length; i++)
        {
            layers[i] ??= Dense(names[i], first, second);
        }

        return new(layers);
    }

    private static bool IsKnown(LayerChange layer) => layer.Difference is not null;

    private static LayerChange Dense(string name, Side first, Side second)
    {
        var (a, b) = (first.Change(name), second.Change(name));
        var (isAKnown, isBKnown) = (a is not null || first.Lacks(name), b is not null || second.Lacks(name));
        // where a bias changes in one of them alone, the other's change of it is none
        var (before, after) = (a ?? [], b ?? []);
        return new(name, first.Form(name), second.Form(name), isAKnown ? Dot(before, before) : null,
            isBKnown ? Dot(after, after) : null, isAKnown && isBKnown ? Dot(before, after) : null);
    }

    private static double Dot(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    /// <summary>One file, its layers by the model's names where there is a model.</summary>
    private sealed class Side
    {
        private readonly Dictionary<string, Func<float[]>> _changes = new(StringComparer.Ordinal);
        private readonly Dictionary<string, AdapterModule> _modules = new(StringComparer.Ordinal);

        internal Side(string path, IDiffusionModel? model)
        {
            var file = new LoraFile(path);
            foreach (var (layer, module, change) in model is null ? [] : file.Changes(model))
            {
                (_modules[layer], _changes[layer]) = (module, change);
            }

            foreach (var module in model is null ? file.Modules : [])
            {
                _modules[module.Name] = module;
            }
        }

        internal IEnumerable<string> Names => _modules.Keys;

        internal bool Lacks(string name) => !_modules.ContainsKey(name);

        internal LoraPair? Pair(string name) => _modules.GetValueOrDefault(name) is { } module && LoraPair.IsPair(module) ? LoraPair.Of(module) : null;

        internal float[]? Change(string name) => _changes.GetValueOrDefault(name)?.Invoke();

        internal string Form(string name)
        {
            if (_modules.GetValueOrDefault(name) is not { } module)
            {
                return "";
            }

            var kind = module.Tensors.ContainsKey(WeightDecomposition.Name) ? "dora"
                : AdapterCatalog.All.FirstOrDefault(entry => entry.Value.Reads(module)).Key?.Name ?? "norm";
            return Pair(name) is { } pair ? string.Create(CultureInfo.InvariantCulture, $"{kind} {pair.Rank}/{pair.Alpha:0.####}") : kind;
        }
    }
}
