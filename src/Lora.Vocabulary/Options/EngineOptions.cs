namespace Lora.Vocabulary;

/// <summary>What computes, where, and how exactly.</summary>
public static class EngineOptions
{
    private static readonly Stage[] WithModel = [Stage.CacheLatents, Stage.CacheTextEmbeddings, Stage.Train, Stage.Sample];

    internal static OptionGroup Group { get; } = new("Engine");

    // part of every key by the runtime's name, which holds what changes a result: runtime, version, kind of device, TF32
    public static Option<DeviceName> Device { get; } = Group.Add(new DeviceOption("Device", "Where the tensors are: the processor, or a GPU by its number.")
    {
        Default = DeviceName.Cpu,
        Stages = WithModel,
        IsKeyed = false,
    });

    public static Option<RuntimeVariant> LoraRuntime { get; } = Group.Add(new ChoiceOption<RuntimeVariant>("LoraRuntime",
        "What multiplies the tensors; all but embedded come as packages, restored when a project asks for them.", Variant.Choices(Runtimes.All))
    {
        Stages = WithModel,
        IsKeyed = false,
        DefaultRule = "embedded on cpu, torch on cuda",
        Rule = static (values, written) => written.Or(Runtimes.DefaultFor(values.Get(Device!))),
    });

    public static Option<string> LoraLibTorch { get; } = Group.Add(new PathOption("LoraLibTorch",
        "The lib folder of a PyTorch 2.10 that is there already, instead of a download of libtorch.")
    {
        Stages = WithModel,
        IsKeyed = false,
        FromEnvironment = true,
    });

    public static Option<bool> AllowTf32 { get; } = Group.Add(new BooleanOption("AllowTf32",
        "Lets a GPU round the factors of fp32 products to 10 bits of mantissa: faster, less exact.")
    {
        Stages = WithModel,
        IsKeyed = false,
    });

    public static Option<string> MixedPrecision { get; } = Group.Add(new ChoiceOption<string>("MixedPrecision",
        "Type of the base model's weights and of the products with them: no = fp32. The autoencoder, norms, softmax, loss and the LoRA stay fp32.",
        [new("no", "no", "fp32"), new("fp16", "fp16"), new("bf16", "bf16")])
    {
        KohyaName = "mixed_precision",
        KohyaDefault = "no",
        Default = "no",
        Stages = [Stage.CacheTextEmbeddings, Stage.Train, Stage.Sample],
    });
}
