namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Reads the sources, never what another stage made: it comes before all of them, so that nothing long starts on a mistake.</summary>
    public static Stage Validate { get; } = new("Validate")
    {
        Summary = "Looks for everything that would waste a training, in project, pictures, captions, prompts and base model.",
        Version = 3,
        Sources = StageSources.Images | StageSources.ImageNames | StageSources.Captions | StageSources.TagRules | StageSources.Repeats | StageSources.Prompts
            | StageSources.TrainPhases | StageSources.BaseWeights | StageSources.NetworkWeights,
        ModelParts = ModelPart.All,
        Tools = [Tool.Codec],
        IsStored = false,
    };
}
