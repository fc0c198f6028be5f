using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// LyCORIS' T-LoRA over linear layers and convolutions of one pixel; over larger ones LyCORIS has none that works. What a file was trained from is worked out
/// anew from the base model's weights; which singular values they were is in the file's metadata, and the largest where it is not.
/// </summary>
internal sealed class TLoraKind : AdapterKind
{
    private const string PartName = "sig_type";

    public override IReadOnlyList<string> Marks { get; } = [TLoraAdapter.ValuesName];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier)
    {
        var rank = module.Size(TLoraAdapter.InputsName, 0);
        var part = Enum.TryParse<SingularPart>(module.Argument(PartName), ignoreCase: true, out var said) && Enum.IsDefined(said)
            ? said : SingularPart.Principal;
        return new TLoraAdapter(target, new(rank, module.Alpha(rank), part, 1)) { Multiplier = multiplier };
    }

    protected override Adapter? Make(AdapterTarget target, AdapterSize size, OptionValues arguments) => target.IsConvolution ? null
        : new TLoraAdapter(target, new(size.Rank, size.Alpha, Enum.Parse<SingularPart>(arguments.Get<string>(PartName), ignoreCase: true),
            Math.Min(size.Rank, arguments.Get<int>("min_rank"))));
}
