using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>LyCORIS' LoKr. With both matrices whole alpha means nothing: the product is taken as it is.</summary>
internal sealed class LokrKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [LokrAdapter.SmallWhole, LokrAdapter.SmallOut];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier)
    {
        var split = LokrForm.Read(target.Layer, module);
        var isTucker = module.Tensors.ContainsKey(LokrAdapter.Core);
        var rank = split.SplitsSmall ? module.Size(LokrAdapter.SmallIn, 0) : isTucker ? module.Size(LokrAdapter.Core, 0) : module.Size(LokrAdapter.LargeIn, 0);
        var form = FactorForm.Read(target, module, rank, LokrAdapter.Core);
        return new LokrAdapter(target, split.IsWhole ? form with { Rank = 1, Alpha = 1 } : form, split) { Multiplier = multiplier };
    }

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments)
    {
        var split = LokrForm.Of(target.Layer, size.Rank, arguments);
        var form = FactorForm.Of(target, split.IsWhole ? size with { Alpha = size.Rank } : size, arguments);
        return new LokrAdapter(target, form with { IsTucker = form.IsTucker && split.SplitsLarge }, split);
    }
}
