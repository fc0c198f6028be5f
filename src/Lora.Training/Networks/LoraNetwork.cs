using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A LoRA in training: an adapter for each target, its factors in one flat buffer a part of the model, made in the scope that is open now. Source: kohya
/// sd-scripts, networks/lora.py.
/// </summary>
public sealed class LoraNetwork : IDisposable
{
    public static NetworkInfo Info { get; } = new(
        "lora",
        "networks.lora",
        "Two low-rank factors beside each linear layer of the attention and feed-forward parts.",
        ["lora_down.weight", "lora_up.weight", "alpha"],
        "lora_up.weight",
        "arXiv 2106.09685; kohya sd-scripts networks/lora.py");

    /// <param name="runtime">Where the factors live.</param>
    /// <param name="textEncoder">Targets of the text encoder; empty when only the U-Net is trained.</param>
    /// <param name="unet">Targets of the U-Net; empty when only the text encoder is trained.</param>
    /// <param name="dim">Rank, at least 1.</param>
    /// <param name="alpha">The branch is scaled by alpha / dim; 0 means alpha = dim.</param>
    /// <param name="seed">Of the initial values: down is Kaiming-uniform with a = sqrt(5), up is zero.</param>
    public LoraNetwork(TensorRuntime runtime, IReadOnlyList<AdapterTarget> textEncoder, IReadOnlyList<AdapterTarget> unet, int dim, double alpha, long seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Weights);
        alpha = alpha == 0 ? dim : alpha;
        var modules = new List<LoraModule>();
        var groups = new List<ParameterGroup>();
        foreach (var (name, targets) in new[] { ("text_encoder", textEncoder), ("unet", unet) })
        {
            if (targets.Count == 0)
            {
                continue;
            }

            var shapes = targets.SelectMany(target => new[] { Matrix(LoraModule.DownShape(target, dim)), Matrix(LoraModule.UpShape(target, dim)) }).ToArray();
            var group = new ParameterGroup(runtime, name, shapes);
            groups.Add(group);
            for (var i = 0; i < targets.Count; i++)
            {
                group.Set(2 * i, InitialDown(shapes[2 * i], random));
                modules.Add(new LoraModule(targets[i], group.Parameters[2 * i], group.Parameters[(2 * i) + 1], alpha));
            }
        }

        Modules = modules;
        Groups = groups;
        Dim = dim;
        Alpha = alpha;
    }

    public int Dim { get; }

    public double Alpha { get; }

    /// <summary>Text encoder first, each in the order of its targets.</summary>
    public IReadOnlyList<LoraModule> Modules { get; }

    /// <summary>
    /// Parameter groups <c>text_encoder</c> and <c>unet</c>; a part that is not trained has none. Parameters 2i and 2i + 1 are module i's down and up.
    /// </summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Number of trainable values.</summary>
    public long Count => Groups.Sum(group => (long)group.Count);

    /// <summary>Lays the adapters over their layers.</summary>
    public void Apply()
    {
        foreach (var module in Modules)
        {
            module.Target.Layer.Adapter = module;
        }
    }

    /// <summary>Takes the adapters off again.</summary>
    public void Remove()
    {
        foreach (var module in Modules)
        {
            if (ReferenceEquals(module.Target.Layer.Adapter, module))
            {
                module.Target.Layer.Adapter = null;
            }
        }
    }

    /// <summary>Overwrites the factors, by file name (<c>...lora_down.weight</c>), row-major.</summary>
    /// <param name="read">Values of a tensor name; asked for every module's factors.</param>
    public void Load(Func<string, float[]> read)
    {
        var at = 0;
        foreach (var group in Groups)
        {
            for (var i = 0; i < group.Parameters.Count; i += 2)
            {
                var name = Modules[at++].Target.Name;
                group.Set(i, read($"{name}.lora_down.weight"));
                group.Set(i + 1, read($"{name}.lora_up.weight"));
            }
        }
    }

    public void Dispose()
    {
        Remove();
        foreach (var group in Groups)
        {
            group.Dispose();
        }
    }

    // torch's kaiming_uniform_(a=sqrt(5)): the bound comes out as 1 / sqrt(fan_in)
    private static float[] InitialDown(int[] shape, RandomStream random)
    {
        var values = new float[shape[0] * shape[1]];
        var bound = (float)(1 / Math.Sqrt(shape[1]));
        random.Uniform(values, -bound, bound);
        return values;
    }

    private static int[] Matrix(int[] shape) => [shape[0], shape.Skip(1).Aggregate(1, (product, size) => checked(product * size))];
}
