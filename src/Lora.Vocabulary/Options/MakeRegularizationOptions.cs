namespace Lora.Vocabulary;

/// <summary>How the target MakeRegularization draws regularization images. They change no stage of a build: what it makes are sources.</summary>
public static class MakeRegularizationOptions
{
    public static OptionGroup Group { get; } = new("Making regularization images");

    public static Option<string> RegularizationDir { get; } = Group.Add(new PathOption("RegularizationDir",
        "The folder that -t:MakeRegularization writes pictures and captions into; with several base models, a folder each below it.")
    {
        Default = "regularization",
    });

    public static Option<int> RegularizationPerImage { get; } = Group.Add(new NumberOption<int>("RegularizationPerImage",
        "Pictures for each training image: the first with the training's Seed, each further one with the next.")
    {
        Default = 1,
        Min = 1,
        Max = 1000,
    });

    public static Option<string> RegularizationTags { get; } = Group.Add(new TextOption("RegularizationTags",
        "Tags behind each caption that is drawn, for what the subject's captions leave out; of wildcards, {red|green} body, chance takes a text each time."));

    public static Option<int> RegularizationSteps { get; } = Group.Add(new NumberOption<int>("RegularizationSteps",
        "Steps of the sampler, which is SampleSampler.")
    {
        Default = 30,
        Min = 1,
        Max = 1000,
    });

    public static Option<double> RegularizationScale { get; } = Group.Add(new NumberOption<double>("RegularizationScale",
        "How strongly the caption guides; 1 = not at all.")
    {
        Default = 7.5,
        Min = 0,
        Max = 100,
    });
}
