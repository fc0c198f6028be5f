namespace Lora.Vocabulary;

/// <summary>The metadata of a <c>RegularizationImage</c>: a picture of the subject's class, which keeps the model from forgetting the class.</summary>
public static class RegularizationImageOptions
{
    public static OptionGroup Group { get; } = new("RegularizationImage");

    public static Option<int> NumRepeats { get; } = Group.Add(new NumberOption<int>("NumRepeats",
        "How often it is seen in an epoch, before all of them are repeated or cut to as many samples as the training images have.")
    {
        KohyaName = "num_repeats",
        KohyaDefault = "1",
        Default = 1,
        Min = 1,
        Max = 10000,
        DefaultRule = "10 in a folder 10_name, else 1",
    });

    public static Option<IReadOnlyList<int>> Resolutions { get; } = Group.Add(ImageOptions.Resolutions);

    public static Option<string> ClassTokens { get; } = Group.Add(ImageOptions.ClassTokens);

    public static Option<bool> FlipAug { get; } = Group.Add(ImageOptions.FlipAug);

    public static Option<bool> ColorAug { get; } = Group.Add(ImageOptions.ColorAug);

    public static Option<bool> RandomCrop { get; } = Group.Add(ImageOptions.RandomCrop);

    public static Option<NumberRange> FaceCropAugRange { get; } = Group.Add(ImageOptions.FaceCropAugRange);

    /// <summary>Beside <see cref="RateOptions.PriorLossWeight"/>.</summary>
    public static Option<double> LossWeight { get; } = Group.Add(ImageOptions.LossWeight);
}
