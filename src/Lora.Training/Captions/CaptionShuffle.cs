namespace Lora.Training;

/// <summary>
/// kohya's <c>shuffle_caption</c> with <c>keep_tokens</c>: the caption's first line is split at commas, the first tags stay where they are, the others change
/// places, and all are joined by ", ". Without shuffling the first line is used as it stands.
/// </summary>
/// <param name="shuffle">Whether tags change places at all.</param>
/// <param name="keepTokens">Tags that stay in front, at least 0.</param>
internal sealed class CaptionShuffle(bool shuffle, int keepTokens)
{
    /// <summary>Whether a caption may come out differently each time: its embedding can then not be cached.</summary>
    public bool IsRandom => shuffle;

    /// <param name="caption">As read from the file.</param>
    /// <param name="random">The training's generator; drawn from only when shuffling.</param>
    public string Apply(string caption, RandomStream random)
    {
        var line = FirstLine(caption);
        if (!shuffle)
        {
            return line;
        }

        var tags = line.Trim().Split(',').Select(tag => tag.Trim()).ToArray();
        random.Shuffle<string>(tags.AsSpan(Math.Min(keepTokens, tags.Length)));
        return string.Join(", ", tags);
    }

    private static string FirstLine(string caption)
    {
        var end = caption.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? caption : caption[..end];
    }
}
