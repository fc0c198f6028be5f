namespace Lora.Vocabulary;

/// <summary>A tool for LoRA files, which is a target of that name (docs/tools.md).</summary>
/// <param name="Name">The target.</param>
/// <param name="Options">What it reads.</param>
public sealed record LoraToolRow(string Name, params IReadOnlyList<Option> Options)
{
    public static LoraToolRow Extract { get; } = new("Extract", ToolOptions.ModelOrg, ToolOptions.ModelTuned, ToolOptions.ModelConfig, ToolOptions.Dim,
        ToolOptions.ConvDim, ToolOptions.ClampQuantile, ToolOptions.MinDiff, ToolOptions.Energy, ToolOptions.SaveTo, OutputOptions.SavePrecision);

    public static LoraToolRow Merge { get; } = new("Merge", ToolOptions.Models, ToolOptions.Ratios, ToolOptions.Lbws, ToolOptions.SdModel,
        ToolOptions.ModelConfig, ToolOptions.NewRank, ToolOptions.NewConvRank, ToolOptions.Concat, ToolOptions.Shuffle, ToolOptions.SaveTo,
        OutputOptions.SavePrecision);

    public static LoraToolRow ResizeLora { get; } = new("ResizeLora", ToolOptions.Model, ToolOptions.NewRank, ToolOptions.NewConvRank,
        ToolOptions.DynamicMethod, ToolOptions.DynamicParam, ToolOptions.SaveTo, OutputOptions.SavePrecision);

    public static IReadOnlyList<LoraToolRow> All { get; } = [Extract, Merge, ResizeLora];

    /// <summary>Those that read an option.</summary>
    public static IEnumerable<LoraToolRow> ThatRead(Option option) => All.Where(tool => tool.Options.Contains(option));

    public override string ToString() => Name;
}
