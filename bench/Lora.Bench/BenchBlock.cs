using Lora.Diffusion;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>A transformer block of SD 1.5 with random weights: 320 channels, 4,096 tokens, a 77 x 768 context, batch 1.</summary>
internal sealed class BenchBlock
{
    private const int Width = 320;
    private const int Tokens = 4096;
    private const int ContextTokens = 77;
    private const int ContextWidth = 768;

    private readonly BasicTransformerBlock _block = new("transformer_blocks.0", Width, ContextWidth, 8);
    private readonly Tensor _x, _context;
    private readonly Dictionary<int, Tensor> _inputs;

    /// <summary>In the scope that is open now.</summary>
    public BenchBlock(TensorRuntime runtime)
    {
        var random = new Generator(1);
        foreach (var parameter in _block.Parameters)
        {
            parameter.Value = parameter.Shape.Length == 2 ? runtime.Noise(random, 0.02, parameter.Shape)
                : parameter.Name.EndsWith("weight", StringComparison.Ordinal) ? runtime.Ones(parameter.Shape) : runtime.Zeros(parameter.Shape);
        }

        Targets = [.. _block.Modules.Where(m => m.Layer is not null).Select(m => new AdapterTarget(m.Path, m.Path, m.Layer!))];
        _x = runtime.Noise(random, 1, [1, Tokens, Width]);
        _context = runtime.Noise(random, 1, [1, ContextTokens, ContextWidth]);
        _inputs = Targets.Select(target => target.Layer.InFeatures).Distinct().ToDictionary(width => width, width =>
            width == ContextWidth ? _context : width == Width ? _x : runtime.Noise(random, 1, [1, Tokens, width]));
    }

    /// <summary>Its layers.</summary>
    public IReadOnlyList<AdapterTarget> Targets { get; }

    /// <summary>What it is called in the names of figures.</summary>
    public static string Name => $"block {Width} ch {Tokens} tokens";

    /// <summary>
    /// Measures with adapters over its layers, in a scope of their own; a network that cannot be of this size is left out, and the reason printed.
    /// </summary>
    /// <param name="runtime">Its own.</param>
    /// <param name="name">Of the figure.</param>
    /// <param name="values">The network.</param>
    /// <param name="measure">Gets the adapters, which are not laid over the layers yet.</param>
    public void With(TensorRuntime runtime, string name, OptionValues values, Action<AdapterNetwork> measure)
    {
        using var scope = runtime.NewScope();
        AdapterNetwork network;
        try
        {
            network = new AdapterNetwork(runtime, [new("block", 1e-4, Targets)], values);
        }
        catch (TrainingException e)
        {
            Figure.LeftOut(name, e.Message);
            return;
        }

        using (network)
        {
            measure(network);
        }
    }

    /// <summary>Its output, in the scope that is open now, as a training computes it: gradients will be asked for, of the input too.</summary>
    public Tensor Forward()
    {
        var input = _x.Detach();
        input.RequiresGrad = true;
        return _block.Forward(input, _context);
    }

    /// <summary>The outputs of its linear layers alone, each of an input of its size; otherwise as <see cref="Forward"/>.</summary>
    public Tensor ForwardLayers()
    {
        Tensor? last = null;
        foreach (var layer in Targets.Select(target => target.Layer))
        {
            var input = _inputs[layer.InFeatures].Detach();
            input.RequiresGrad = true;
            last?.Dispose();
            last = layer.Forward(input);
        }

        return last!;
    }
}
