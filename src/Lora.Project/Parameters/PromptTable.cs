namespace Lora.Project;

/// <summary>The metadata of <c>Prompt</c> and <c>Image</c> items; all of a prompt's are part of Sample's key.</summary>
public static class PromptTable
{
    internal static IReadOnlyList<string> Samplers { get; } = ["ddim", "euler", "euler_a", "dpmpp_2m", "dpmpp_2m_karras"];

    internal static IReadOnlyDictionary<string, string> SamplerAliases { get; } =
        new Dictionary<string, string> { ["k_euler"] = "euler", ["k_euler_a"] = "euler_a", ["dpmsolver++"] = "dpmpp_2m" };

    /// <summary>What a <c>Prompt</c> may say.</summary>
    public static IReadOnlyList<Parameter> Prompt { get; } =
    [
        new("Text", null, ParameterType.Text, "", "", "The prompt; (word:1.2) weighs a word.", StageName.Sample),
        new("Negative", "--n", ParameterType.Text, "", "", "What shall not be seen.", StageName.Sample),
        new("Seed", "--d", ParameterType.Integer, "", "random", "Seed of the starting noise. Default: the project's Seed.", StageName.Sample) { Min = 0,
            Max = 9007199254740991 },
        new("Width", "--w", ParameterType.Integer, "", "512", "Width in pixels. Default: Resolution.", StageName.Sample) { Min = 32, Max = 4096, Step = 8 },
        new("Height", "--h", ParameterType.Integer, "", "512", "Height in pixels. Default: Resolution.", StageName.Sample) { Min = 32, Max = 4096, Step = 8 },
        new("Steps", "--s", ParameterType.Integer, "30", "30", "Steps of the sampler.", StageName.Sample) { Min = 1, Max = 1000 },
        new("Scale", "--l", ParameterType.Number, "7.5", "7.5", "How strongly the prompt guides.", StageName.Sample) { Min = 0, Max = 100 },
        new("Sampler", "--ss", ParameterType.Choice, "", "ddim", "The sampler. Default: SampleSampler.", StageName.Sample) { Choices = Samplers,
            Aliases = SamplerAliases },
    ];

    /// <summary>What an <c>Image</c> may say.</summary>
    public static IReadOnlyList<Parameter> Image { get; } =
    [
        new("NumRepeats", "num_repeats", ParameterType.Integer, "", "1", "How often it is seen in an epoch. Default: the project's NumRepeats.",
            StageName.Train) { Min = 1, Max = 10000 },
    ];
}
