using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A LoRA file with kohya's names, read for sampling. A file may lack modules, cover convolutions too (LoCon), have ranks of its own a module, and leave out
/// alpha (then it is the rank).
/// </summary>
public sealed class LoraFile
{
    private const string DownEnding = ".lora_down.weight";

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <exception cref="TrainingException">It is no LoRA, or its tensors contradict each other.</exception>
    /// <exception cref="SafetensorsException">It is not a whole and valid safetensors file.</exception>
    public LoraFile(string path)
    {
        Path = path;
        using var file = new SafetensorsFile(path);
        Metadata = file.Metadata.ToDictionary(StringComparer.Ordinal);
        foreach (var tensor in file.Tensors)
        {
            if (tensor.Name.EndsWith(DownEnding, StringComparison.Ordinal))
            {
                var name = tensor.Name[..^DownEnding.Length];
                _entries.Add(name, Read(file, name));
            }
        }

        if (_entries.Count == 0)
        {
            throw new TrainingException($"{path} has no '*{DownEnding}': it is no LoRA with kohya's names.");
        }
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Module names, ordered.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>
    /// Lays the LoRA over a model, in the scope that is open now. Disposing the result takes it off and frees it; other adapters on these layers are replaced.
    /// </summary>
    /// <param name="runtime">The model's.</param>
    /// <param name="targets">Every layer that a LoRA file can name, see <see cref="IDiffusionModel.AdapterGroups"/>.</param>
    /// <param name="multiplier">Strength; negative turns it round.</param>
    /// <param name="merge">
    /// Adds it to the weights that are in fp32, so that drawing costs what it costs without (other weights keep the branch: their sum would be rounded).
    /// The result differs from the branch's by fp32 rounding.
    /// </param>
    /// <exception cref="TrainingException">A module fits no layer, by its name or its shape.</exception>
    public IDisposable Apply(TensorRuntime runtime, IEnumerable<AdapterTarget> targets, double multiplier = 1, bool merge = false)
    {
        var byName = targets.ToDictionary(target => target.Name, StringComparer.Ordinal);
        var fitted = new List<(AdapterTarget Target, Entry Entry)>();
        foreach (var (name, entry) in _entries)
        {
            if (!byName.TryGetValue(name, out var target))
            {
                throw new TrainingException($"{Path}: the model has no layer for '{name}'; was the LoRA trained on a model of this family?");
            }

            if (entry.DownShape.AsSpan()[1..].SequenceEqual(target.Layer.WeightShape[1..]) is false || entry.UpShape[0] != target.Layer.OutFeatures)
            {
                var shape = string.Join(", ", target.Layer.WeightShape.ToArray());
                throw new TrainingException($"{Path}: '{name}' does not fit the model's weight [{shape}]; was the LoRA trained on a model of this size?");
            }

            fitted.Add((target, entry));
        }

        using var noGrad = runtime.NoGrad();
        return new Applied([.. fitted.Select(pair => pair.Entry.Over(runtime, pair.Target, multiplier))], merge);
    }

    private Entry Read(SafetensorsFile file, string name)
    {
        var down = file[name + DownEnding];
        var upName = $"{name}.lora_up.weight";
        if (!file.Contains(upName))
        {
            throw new TrainingException($"{Path}: '{name}' has lora_down.weight but no lora_up.weight.");
        }

        var up = file[upName];
        if (down.Shape.Count is not (2 or 4) || up.Shape.Count != down.Shape.Count || up.Shape[1] != down.Shape[0] || down.Shape[0] < 1)
        {
            var shapes = $"[{string.Join(", ", down.Shape)}] and [{string.Join(", ", up.Shape)}]";
            throw new TrainingException($"{Path}: the factors of '{name}', {shapes}, do not go together.");
        }

        var alphaName = $"{name}.alpha";
        double alpha = file.Contains(alphaName) ? file.ReadFloats(alphaName)[0] : down.Shape[0];
        int[] downShape = [.. down.Shape.Select(size => (int)size)], upShape = [.. up.Shape.Select(size => (int)size)];
        return new Entry(downShape, upShape, file.ReadFloats(down.Name), file.ReadFloats(upName), alpha);
    }

    private sealed record Entry(int[] DownShape, int[] UpShape, float[] Down, float[] Up, double Alpha)
    {
        public LoraModule Over(TensorRuntime runtime, AdapterTarget target, double multiplier)
        {
            var rank = DownShape[0];
            return new LoraModule(target, runtime.FromFloats(Down, [rank, Down.Length / rank]), runtime.FromFloats(Up, [UpShape[0], rank]), Alpha, multiplier);
        }
    }

    private sealed class Applied : IDisposable
    {
        private readonly List<LoraModule> _branches = [];
        private readonly List<AdaptableLayer> _merged = [];

        public Applied(LoraModule[] modules, bool merge)
        {
            foreach (var module in modules)
            {
                var layer = module.Target.Layer;
                layer.Adapter = null;
                if (merge && layer.Weight.DType == DType.Float32)
                {
                    layer.Overlay = module.Merged();
                    _merged.Add(layer);
                    Free(module);
                }
                else
                {
                    layer.Adapter = module;
                    _branches.Add(module);
                }
            }
        }

        public void Dispose()
        {
            foreach (var layer in _merged)
            {
                layer.Overlay?.Dispose();
                layer.Overlay = null;
            }

            _merged.Clear();
            foreach (var module in _branches)
            {
                if (ReferenceEquals(module.Target.Layer.Adapter, module))
                {
                    module.Target.Layer.Adapter = null;
                }

                Free(module);
            }
        }

        private static void Free(LoraModule module)
        {
            module.Down.Dispose();
            module.Up.Dispose();
        }
    }
}
