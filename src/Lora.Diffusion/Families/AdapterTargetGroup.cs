using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>Which layers of a group get an adapter.</summary>
public enum AdapterReach
{
    /// <summary>kohya's LoRA: linear layers and 1x1 convolutions of the attention and feed-forward parts.</summary>
    Attention,

    /// <summary>kohya's LoRA with <c>conv_dim</c> (LoRA-C3Lier, LoCon): the residual blocks and resampling too, with all their layers.</summary>
    Convolutions,

    /// <summary>Every layer there is.</summary>
    Everything,
}

/// <summary>The layers of one part that adapters are laid over: trained at a rate of their own, in files under a prefix of their own.</summary>
public sealed class AdapterTargetGroup
{
    private readonly Module _root;
    private readonly string[] _attention;
    private readonly string[] _convolutions;
    private readonly Func<IReadOnlyList<AdapterTarget>, IReadOnlyList<AdapterTarget>> _order;
    private readonly Func<string, string> _nameOf;
    private readonly Dictionary<AdapterReach, IReadOnlyList<AdapterTarget>> _targets = [];

    /// <param name="part">The part, whose name is the group's.</param>
    /// <param name="prefix">First words of every target's name.</param>
    /// <param name="root">The part's structure.</param>
    /// <param name="attention">Classes whose pointwise layers are adapted by default.</param>
    /// <param name="convolutions">Classes that are adapted where convolutions are.</param>
    /// <param name="order">From the modules' order to that of the peers' files; null where they are the same.</param>
    /// <param name="nameOf">A module's path -> its path in the peers' files; null where they are the same.</param>
    internal AdapterTargetGroup(
        ModelPart part,
        string prefix,
        Module root,
        string[] attention,
        string[] convolutions,
        Func<IReadOnlyList<AdapterTarget>, IReadOnlyList<AdapterTarget>>? order = null,
        Func<string, string>? nameOf = null)
    {
        Part = part;
        Prefix = prefix;
        _root = root;
        _attention = attention;
        _convolutions = convolutions;
        _order = order ?? (targets => targets);
        _nameOf = nameOf ?? (path => path);
    }

    public ModelPart Part { get; }

    /// <summary>For parameter groups and logs: <c>unet</c>, <c>text_encoder</c>.</summary>
    public string Name => Part.Name;

    /// <summary>kohya's: <c>lora_unet</c>, <c>lora_te</c>.</summary>
    public string Prefix { get; }

    /// <summary>The layers, in kohya's file order.</summary>
    public IReadOnlyList<AdapterTarget> Targets(AdapterReach reach = AdapterReach.Attention)
    {
        if (!_targets.TryGetValue(reach, out var targets))
        {
            _targets[reach] = targets = _order(InModuleOrder(reach));
        }

        return targets;
    }

    private string KohyaName(string path) => $"{Prefix}_{path.Replace('.', '_')}";

    /// <summary>The layers, in the order of the part's modules.</summary>
    public IReadOnlyList<AdapterTarget> InModuleOrder(AdapterReach reach)
    {
        var classes = reach switch
        {
            AdapterReach.Attention => _attention,
            AdapterReach.Convolutions => [.. _attention, .. _convolutions],
            _ => [_root.ClassName],
        };
        return
        [
            .. _root.Modules.Where(entry => classes.Contains(entry.ClassName))
                .SelectMany(entry => entry.Module.Modules)
                .Select(entry => entry.Layer)
                .OfType<AdaptableLayer>()
                .Where(layer => reach != AdapterReach.Attention || layer.Kernel == (1, 1))
                .Select(TargetOf),
        ];
    }

    /// <summary>Every norm of the part, in the order of its modules: no reach has them.</summary>
    public IReadOnlyList<AdapterTarget> Norms => field ??= [.. _root.Modules.Select(entry => entry.Norm).OfType<AdaptableLayer>().Select(TargetOf)];

    private AdapterTarget TargetOf(AdaptableLayer layer) =>
        new(KohyaName(_nameOf(layer.Path)), $"{Part}.{layer.Path}", layer) { Alias = KohyaName(layer.Path) };
}
