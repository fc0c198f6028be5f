namespace Lora.Vocabulary;

/// <summary>Pictures that are drawn while a training runs (docs/watching.md).</summary>
public static class SampleOptions
{
    public static OptionGroup Group { get; } = new("Samples while training");

    public static Option<int> SampleEveryNEpochs { get; } = Group.Add(new NumberOption<int>("SampleEveryNEpochs",
        "Epochs between two times at which the training draws the prompts; 0 = never.")
    {
        KohyaName = "sample_every_n_epochs",
        KohyaDefault = "0",
        Min = 0,
        Max = 1000000,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<int> SampleEveryNSteps { get; } = Group.Add(new NumberOption<int>("SampleEveryNSteps",
        "Steps between two such times; 0 = none.")
    {
        KohyaName = "sample_every_n_steps",
        KohyaDefault = "0",
        Min = 0,
        Max = 1000000000,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<bool> SampleAtFirst { get; } = Group.Add(new BooleanOption("SampleAtFirst",
        "The training draws the prompts before its first step too.")
    {
        KohyaName = "sample_at_first",
        KohyaDefault = "false",
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<string> SamplePrompts { get; } = Group.Add(new PathOption("SamplePrompts",
        "File with prompts of kohya's scripts (.txt, .toml, .json) in a project without Prompt items.")
    {
        KohyaName = "sample_prompts",
    });

    extension(OptionValues values)
    {
        /// <summary>Whether the training draws at all.</summary>
        public bool SamplesWhileTraining => values.Get(SampleEveryNEpochs) > 0 || values.Get(SampleEveryNSteps) > 0 || values.Get(SampleAtFirst);
    }
}
