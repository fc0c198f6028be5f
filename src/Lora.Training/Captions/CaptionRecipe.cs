using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// What becomes of a caption on its way to the text encoder: kohya's steps in kohya's order, with its random draws in the same places. What differs from
/// kohya, and why, stands in docs/captions.md.
/// </summary>
public sealed record CaptionRecipe
{
    /// <summary>Each of a caption's lines may be read, and wildcards count; else its first line as it stands.</summary>
    public bool EnableWildcard { get; init; }

    internal string Prefix { get; init; } = "";

    internal string Suffix { get; init; } = "";

    internal double DropoutRate { get; init; }

    internal int DropoutEveryNEpochs { get; init; }

    internal string Separator { get; init; } = ",";

    internal string SecondarySeparator { get; init; } = "";

    internal string KeepTokensSeparator { get; init; } = "";

    internal int KeepTokens { get; init; }

    internal bool Shuffle { get; init; }

    internal double TagDropoutRate { get; init; }

    internal int WarmupMin { get; init; } = 1;

    /// <summary>0: all tags from the start.</summary>
    internal int WarmupSteps { get; init; }

    private bool VariesTags => Shuffle || TagDropoutRate > 0 || WarmupSteps > 0;

    /// <summary>What is done alike at every step, and nothing else.</summary>
    public static CaptionRecipe Constant(OptionValues values) => new()
    {
        Prefix = values.Get(CaptionOptions.CaptionPrefix),
        Suffix = values.Get(CaptionOptions.CaptionSuffix),
        Separator = values.Get(CaptionOptions.CaptionSeparator),
        SecondarySeparator = values.Get(CaptionOptions.SecondarySeparator),
        KeepTokensSeparator = values.Get(CaptionOptions.KeepTokensSeparator),
    };

    /// <summary>All that a training does.</summary>
    /// <param name="values">Its options.</param>
    /// <param name="totalSteps">Its length, of which the token warm-up may be a part.</param>
    internal static CaptionRecipe Of(OptionValues values, int totalSteps) => Constant(values) with
    {
        EnableWildcard = values.Get(CaptionOptions.EnableWildcard),
        DropoutRate = values.Get(CaptionOptions.CaptionDropoutRate),
        DropoutEveryNEpochs = values.Get(CaptionOptions.CaptionDropoutEveryNEpochs),
        KeepTokens = values.Get(CaptionOptions.KeepTokens),
        Shuffle = values.Get(CaptionOptions.ShuffleCaption),
        TagDropoutRate = values.Get(CaptionOptions.CaptionTagDropoutRate),
        WarmupMin = values.Get(CaptionOptions.TokenWarmupMin),
        WarmupSteps = StepsOf(values.Get(CaptionOptions.TokenWarmupStep), totalSteps),
    };

    /// <summary>What is done to the captions of regularization images.</summary>
    internal CaptionRecipe OfClass(OptionValues values) =>
        values.Get(RateOptions.PriorPrediction) ? this with { DropoutRate = values.Get(RateOptions.PriorCaptionDropoutRate) } : this;

    /// <summary>A number of steps, or below 1 a part of all, rounded down.</summary>
    internal static int StepsOf(double written, int totalSteps) => (int)Math.Min(written < 1 ? Math.Floor(written * totalSteps) : written, int.MaxValue);

    /// <summary>The text that every step reads, where nothing differs from step to step.</summary>
    /// <param name="caption">As stage Tag left it.</param>
    public string Always(string caption) => Finish(Frame(Lines(caption)[0]), null);

    /// <summary>The texts that can come of a caption, one a line that is read, at their longest: nothing left out, of each wildcard the longest text.</summary>
    public IEnumerable<string> Longest(string caption) => EnableWildcard
        ? Lines(caption).Select(line => Finish(Wildcards.Expand(Frame(line), texts => texts.MaxBy(text => text.Length)!), null)) : [Always(caption)];

    /// <summary>One of the texts that a caption stands for, without prefix and suffix: with wildcards another one for each number.</summary>
    /// <param name="caption">Its lines parted by line feeds.</param>
    /// <param name="number">At least 0.</param>
    public string Nth(string caption, int number)
    {
        var lines = Lines(caption);
        return EnableWildcard
            ? Wildcards.Expand(lines[number % lines.Length], texts => texts[number / lines.Length % texts.Length]) : lines[0];
    }

    /// <summary>A text with one of each wildcard's texts in its place, by chance.</summary>
    public static string AnyOf(string line, RandomStream random) => Wildcards.Expand(line, texts => texts[random.Next(texts.Length)]);

    /// <summary>The text that one step reads.</summary>
    internal string Apply(string caption, CaptionMoment moment, IRandomDraws random)
    {
        if (IsDropped(moment, random))
        {
            return "";
        }

        var lines = Lines(caption);
        var line = EnableWildcard
            ? Wildcards.Expand(Frame(lines.Length == 1 ? lines[0] : OneOf(lines)), OneOf)
            : Frame(lines[0]);
        return Finish(line, VariesTags ? tags => Vary(tags, moment.Step, random) : null);

        string OneOf(string[] texts) => texts[random.Next(texts.Length)];
    }

    private static string[] Lines(string caption) => caption.Split('\n');

    private bool IsDropped(CaptionMoment moment, IRandomDraws random) =>
        (DropoutRate > 0 && random.NextDouble() < DropoutRate) || (DropoutEveryNEpochs > 0 && moment.Epoch % DropoutEveryNEpochs == 0);

    private string Frame(string line)
    {
        var framed = Prefix.Length > 0 ? $"{Prefix} {line}" : line;
        return Suffix.Length > 0 ? $"{framed} {Suffix}" : framed;
    }

    private string Finish(string line, Func<TagLine, TagLine>? vary)
    {
        if (vary is not null || TagLine.HasMark(line, KeepTokensSeparator))
        {
            var tags = TagLine.Parse(line, Separator, KeepTokens, KeepTokensSeparator);
            line = (vary?.Invoke(tags) ?? tags).Join(Separator);
        }

        return SecondarySeparator.Length > 0 ? line.Replace(SecondarySeparator, Separator, StringComparison.Ordinal) : line;
    }

    private TagLine Vary(TagLine tags, int step, IRandomDraws random)
    {
        var free = tags.Free[..Math.Clamp(TagsRead(tags.Free.Length, step), 0, tags.Free.Length)];
        if (Shuffle)
        {
            random.Shuffle<string>(free);
        }

        return tags with { Free = TagDropoutRate > 0 ? [.. free.Where(_ => random.NextDouble() >= TagDropoutRate)] : free };
    }

    private int TagsRead(int count, int step) =>
        step < WarmupSteps ? (int)Math.Floor(step * ((double)(count - WarmupMin) / WarmupSteps)) + WarmupMin : count;
}
