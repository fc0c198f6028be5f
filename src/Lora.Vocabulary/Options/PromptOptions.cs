namespace Lora.Vocabulary;

/// <summary>The metadata of a <c>Prompt</c>, one row of the sample grid. Their values in force are entries of Sample's key.</summary>
public static class PromptOptions
{
    public static OptionGroup Group { get; } = new("Prompt");

    public static Option<string> Text { get; } = Group.Add(new TextOption("Text", "The prompt; (word:1.2) weighs a word."));

    public static Option<string> Negative { get; } = Group.Add(new TextOption("Negative", "What shall not be seen.") { KohyaName = "--n" });

    public static Option<long> Seed { get; } = Group.Add(new NumberOption<long>("Seed", "Seed of the starting noise.")
    {
        KohyaName = "--d",
        KohyaDefault = "random",
        Min = 0,
        Max = 9007199254740991,
        DefaultRule = "the project's Seed",
        Rule = static (values, written) => written.Or(values.Get(RunOptions.Seed)),
    });

    public static Option<int> Width { get; } = Group.Add(Side("Width", "Width in pixels.", "--w"));

    public static Option<int> Height { get; } = Group.Add(Side("Height", "Height in pixels.", "--h"));

    public static Option<int> Steps { get; } = Group.Add(new NumberOption<int>("Steps", "Steps of the sampler.")
    {
        KohyaName = "--s",
        KohyaDefault = "30",
        Default = 30,
        Min = 1,
        Max = 1000,
    });

    public static Option<double> Scale { get; } = Group.Add(new NumberOption<double>("Scale", "How strongly the prompt guides; 1 = not at all.")
    {
        KohyaName = "--l",
        KohyaDefault = "7.5",
        Default = 7.5,
        Min = 0,
        Max = 100,
    });

    public static Option<double?> GuidanceRescale { get; } = Group.Add(new OptionalNumberOption("GuidanceRescale",
        "Share of the guided prediction that is brought back to the contrast of the unguided one (arXiv 2305.08891).")
    {
        Min = 0,
        Max = 1,
        DefaultRule = "0.7 where the base model's schedule ends in pure noise, else 0",
    });

    public static Option<SamplerVariant> Sampler { get; } = Group.Add(new ChoiceOption<SamplerVariant>("Sampler", "The sampler.", Variant.Choices(Samplers.All))
    {
        KohyaName = "--ss",
        KohyaDefault = "ddim",
        RangeText = Samplers.Range,
        DefaultRule = "SampleSampler",
        Rule = static (values, written) => written.Or(values.Get(OutputOptions.SampleSampler)),
    });

    public static Option<BlockWeights> BlockWeights { get; } = Group.Add(new BlockWeightsOption("BlockWeights",
        "The LoRA's strength block by block (docs/networks.md).")
    {
        DefaultRule = "1 everywhere",
        Applies = static values => values.Has("BlockWeights") && values.Get(BlockWeights!) is not null,
    });

    private static NumberOption<int> Side(string name, string summary, string kohya) => new(name, summary)
    {
        KohyaName = kohya,
        KohyaDefault = "512",
        Min = 32,
        Max = 4096,
        Step = 8,
        DefaultRule = "Resolution",
        Rule = static (values, written) => written.Or(values.Get(DatasetOptions.Resolution)),
    };
}
