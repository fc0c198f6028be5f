using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>The layers of one part that adapters are laid over: trained at a rate of their own, in files under a prefix of their own.</summary>
public sealed class AdapterTargetGroup
{
    private readonly Module _root;
    private readonly AdapterTargetNames _names;
    private readonly Dictionary<(TargetPresetVariant, bool, bool), IReadOnlyList<AdapterTarget>> _targets = [];

    /// <param name="part">The part, whose name is the group's.</param>
    /// <param name="prefix">First words of every target's name.</param>
    /// <param name="root">The part's structure.</param>
    /// <param name="names">What the peers call its modules.</param>
    internal AdapterTargetGroup(ModelPart part, string prefix, Module root, AdapterTargetNames names) =>
        (Part, Prefix, _root, _names) = (part, prefix, root, names);

    public ModelPart Part { get; }

    /// <summary>For parameter groups and logs: <c>unet</c>, <c>text_encoder</c>.</summary>
    public string Name => Part.Name;

    /// <summary>kohya's: <c>lora_unet</c>, <c>lora_te</c>.</summary>
    public string Prefix { get; }

    /// <summary>The blocks of a U-Net; null of a text encoder.</summary>
    public BlockTable? Blocks => Everything.Select(target => target.Block?.Table).FirstOrDefault(table => table is not null);

    /// <summary>Every layer, in the order of the part's modules; norms are none of them.</summary>
    public IReadOnlyList<AdapterTarget> Everything => field ??= [.. Targets(_root, [], norms: false)];

    /// <summary>Every norm of the part, in the order of its modules.</summary>
    public IReadOnlyList<AdapterTarget> Norms => field ??= [.. Targets(_root, [], norms: true).Where(target => target.Layer.IsNorm)];

    /// <summary>kohya's targets without <c>conv_dim</c>, in its files' order.</summary>
    public IReadOnlyList<AdapterTarget> Targets() => Targets(TargetPresets.Kohya, convolutions: false);

    /// <summary>The layers of a preset, in the peers' file order.</summary>
    /// <param name="preset">Which layers.</param>
    /// <param name="convolutions">Those with kernels above 1x1 too, if the preset has them.</param>
    /// <param name="norms">The norms beside them too.</param>
    public IReadOnlyList<AdapterTarget> Targets(TargetPresetVariant preset, bool convolutions, bool norms = false)
    {
        if (!_targets.TryGetValue((preset, convolutions, norms), out var targets))
        {
            _targets[(preset, convolutions, norms)] = targets = _names.Order(InModuleOrder(preset, convolutions, norms));
        }

        return targets;
    }

    /// <summary>The same layers, in the order of the part's modules.</summary>
    public IReadOnlyList<AdapterTarget> InModuleOrder(TargetPresetVariant preset, bool convolutions, bool norms = false)
    {
        var hasConvolutions = convolutions && preset.HasConvolutions;
        var isText = ModelPart.OfText.Contains(Part);
        var classes = isText ? preset.TextClasses : [.. preset.UnetClasses, .. hasConvolutions ? preset.UnetClassesOfConvolutions : []];
        var paths = isText ? preset.TextNames : preset.UnetNames;
        return [.. Chosen(_root, []).Where(target => hasConvolutions || !target.IsConvolution)];

        IEnumerable<AdapterTarget> Chosen(Module module, string[] around)
        {
            string[] chain = [.. around, _names.Class(module.ClassName)];
            if (classes.Contains(chain[^1]))
            {
                return Targets(module, around, norms);
            }

            return module is AdaptableLayer layer
                ? paths.Any(_names.Path(layer.Path).StartsWith) ? [TargetOf(layer, chain)] : []
                : module.Parts.SelectMany(part => Chosen(part, chain));
        }
    }

    private IEnumerable<AdapterTarget> Targets(Module module, string[] around, bool norms)
    {
        string[] chain = [.. around, _names.Class(module.ClassName)];
        return module is AdaptableLayer layer ? norms || !layer.IsNorm ? [TargetOf(layer, chain)] : []
            : module.Parts.SelectMany(part => Targets(part, chain, norms));
    }

    private AdapterTarget TargetOf(AdaptableLayer layer, string[] classes) => new(KohyaName(_names.Path(layer.Path)), $"{Part}.{layer.Path}", layer)
    {
        Alias = KohyaName(layer.Path),
        Block = _names.Block(layer.Path),
        Classes = classes,
    };

    private string KohyaName(string path) => $"{Prefix}_{path.Replace('.', '_')}";
}
