namespace Lora.Vocabulary;

/// <summary>The metadata of an <c>Image</c>.</summary>
public static class ImageOptions
{
    public static OptionGroup Group { get; } = new("Image");

    public static Option<int> NumRepeats { get; } = Group.Add(new NumberOption<int>("NumRepeats", "How often it is seen in an epoch.")
    {
        KohyaName = "num_repeats",
        KohyaDefault = "1",
        Min = 1,
        Max = 10000,
        DefaultRule = "10 in a folder 10_name, else the project's NumRepeats",
        Rule = static (values, written) => written.Or(values.Get(DatasetOptions.NumRepeats)),
    });

    public static Option<IReadOnlyList<int>> Resolutions { get; } = Group.Add(new SidesOption("Resolutions",
        "The sides that it is trained at, one or more, as 512;768.")
    {
        Min = DatasetOptions.SmallestSide,
        Max = DatasetOptions.LargestSide,
        Step = DatasetOptions.SideStep,
        DefaultRule = "the project's Resolutions, else its Resolution",
        Rule = static (values, written) => written.Or(values.Get(DatasetOptions.Resolutions)),
    });

    public static Option<string> ClassTokens { get; } = Group.Add(new TextOption("ClassTokens", "The caption, where there is no file.")
    {
        KohyaName = "class_tokens",
        DefaultRule = "name in a folder 10_name, else none",
    });

    public static Option<bool> FlipAug { get; } = Group.Add(Flag(DatasetOptions.FlipAug, "Show it mirrored every other time, by chance."));

    public static Option<bool> ColorAug { get; } = Group.Add(Flag(DatasetOptions.ColorAug, "Shift hue or gamma a little in a third of the draws."));

    public static Option<bool> RandomCrop { get; } = Group.Add(Flag(DatasetOptions.RandomCrop, "Crop each draw at another place."));

    public static Option<NumberRange> FaceCropAugRange { get; } = Group.Add(new RangeOption("FaceCropAugRange",
        "Crop each draw around the face that the file's name tells: how many faces the short side holds, at least and at most.")
    {
        KohyaName = "face_crop_aug_range",
        Min = 0.1,
        Max = 100,
        DefaultRule = "the project's FaceCropAugRange",
        Rule = static (values, written) => written.Or(values.Get(DatasetOptions.FaceCropAugRange)),
    });

    public static Option<bool> AlphaMask { get; } = Group.Add(Flag(DatasetOptions.AlphaMask, "Its transparency is the mask of its loss."));

    public static Option<string> ConditioningDataDir { get; } = Group.Add(new PathOption("ConditioningDataDir",
        "The folder with its mask, a picture of its name, where MaskedLoss is true.")
    {
        KohyaName = "conditioning_data_dir",
        DefaultRule = "the project's ConditioningDataDir",
        Rule = static (values, written) => written.Or(values.Get(DatasetOptions.ConditioningDataDir)),
    });

    public static Option<double> LossWeight { get; } = Group.Add(new NumberOption<double>("LossWeight",
        "Factor of its loss: 0.5 for a picture that is worth half, as a blurred one.")
    {
        Default = 1,
        Min = 0,
        Max = 1000,
    });

    public static Option<string> Trigger { get; } = Group.Add(new TextOption("Trigger", "The word put first into its caption.")
    {
        DefaultRule = "the project's Trigger",
        Rule = static (values, written) => written.Or(values.Get(ProjectOptions.Trigger)),
    });

    public static Option<string> Concept { get; } = Group.Add(new TextOption("Concept",
        "Which of several subjects it shows: the plan counts the pictures of each, and says where one has far more than another.")
    {
        DefaultRule = "name in a folder 10_name, else none",
    });

    /// <summary>A picture's own answer to an option of the project.</summary>
    private static BooleanOption Flag(Option<bool> ofProject, string summary) => new(ofProject.Name, summary)
    {
        KohyaName = ofProject.KohyaName,
        KohyaDefault = ofProject.KohyaDefault,
        DefaultRule = $"the project's {ofProject.Name}",
        Rule = (values, written) => written.Or(values.Get(ofProject)),
    };
}
