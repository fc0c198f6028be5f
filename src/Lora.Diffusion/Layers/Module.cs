using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// A node of a model: its path and class name are those of diffusers and transformers, its parts stand in PyTorch's registration order, so that
/// <see cref="Modules"/> walks as <c>named_modules()</c> and <see cref="Parameters"/> as <c>state_dict()</c> would (lists, activations and dropouts left out).
/// </summary>
public abstract class Module(string path, string className) : IDisposable
{
    private readonly List<Module> _parts = [];
    private readonly List<Parameter> _parameters = [];
    private Action<string, Tensor>? _probe;

    /// <summary>Path from the model's root, for instance <c>down_blocks.0.attentions.0</c>; empty for the root.</summary>
    public string Path { get; } = path;

    /// <summary>Class name in diffusers or transformers, for instance <c>Transformer2DModel</c>.</summary>
    public string ClassName { get; } = className;

    /// <summary>The modules that it is made of, in the order in which they were added.</summary>
    internal IReadOnlyList<Module> Parts => _parts;

    /// <summary>This module and all below it, parents before parts.</summary>
    public IEnumerable<ModuleEntry> Modules => _parts.SelectMany(part => part.Modules).Prepend(new ModuleEntry(Path, ClassName, this));

    /// <summary>All weights, a module's own before those of its parts.</summary>
    public IEnumerable<Parameter> Parameters => _parameters.Concat(_parts.SelectMany(part => part.Parameters));

    /// <summary>
    /// Called with path and output of each module as it finishes; null turns it off. Set on a root it reaches all parts. Outputs die with their scope.
    /// </summary>
    public Action<string, Tensor>? Probe
    {
        get => _probe;
        set
        {
            _probe = value;
            foreach (var part in _parts)
            {
                part.Probe = value;
            }
        }
    }

    public override string ToString() => $"{ClassName} {Path}";

    /// <summary>Path of a part of this module.</summary>
    protected string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    protected T Add<T>(T part)
        where T : Module
    {
        _parts.Add(part);
        return part;
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private protected Parameter AddWeight(params int[] shape) => Register(new Parameter(At("weight"), shape, keepsStoredType: true));

    private protected Parameter AddParameter(string name, params int[] shape) => Register(new Parameter(At(name), shape));

    private Parameter Register(Parameter parameter)
    {
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>
    /// Runs a part of the forward pass in a scope of its own: at its end all but the result is freed, save what backward still needs. Not while a probe
    /// looks on.
    /// </summary>
    protected Tensor Scoped(TensorRuntime runtime, Func<Tensor> body)
    {
        if (_probe is not null)
        {
            return body();
        }

        using var scope = runtime.NewScope();
        return scope.Keep(body());
    }

    /// <summary>Shows the output to the probe and returns it.</summary>
    protected Tensor Seen(Tensor output)
    {
        _probe?.Invoke(Path, output);
        return output;
    }
}

/// <summary>One row of <see cref="Module.Modules"/>.</summary>
public readonly record struct ModuleEntry(string Path, string ClassName, Module Module)
{
    /// <summary>The linear layer or convolution that an adapter can take over, or null for a container or a norm.</summary>
    public AdaptableLayer? Layer => Module is AdaptableLayer { IsNorm: false } layer ? layer : null;

    /// <summary>The norm that an adapter can take over, or null.</summary>
    public AdaptableLayer? Norm => Module is AdaptableLayer { IsNorm: true } norm ? norm : null;
}
