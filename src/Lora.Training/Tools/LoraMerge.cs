using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Makes one LoRA of several, as kohya's merge_lora: factor by factor. Both factors are multiplied by sqrt(alpha / the first file's alpha) * ratio, so that
/// a single file's change counts with the ratio's square; added factors bring the files' cross terms with them; put side by side (concat) the rank grows
/// while alpha stays. <see cref="SvdMerge"/> gives the plain weighted sum.
/// </summary>
internal static class LoraMerge
{
    /// <param name="files">The files' layers; with a negative ratio the down factor has the sign.</param>
    /// <param name="concat">Side by side, else added: then ranks must be equal.</param>
    /// <param name="shuffle">Seed by which the ranks of each layer are put in another order, which changes nothing of its change; null: none.</param>
    /// <exception cref="TrainingException">Shapes do not fit.</exception>
    public static IReadOnlyList<LoraPair> Merge(IReadOnlyList<RatedLayers> files, bool concat, ulong? shuffle = null)
    {
        var merged = new Dictionary<string, LoraPair>(StringComparer.Ordinal);
        foreach (var (pairs, ratioOf) in files)
        {
            foreach (var pair in pairs)
            {
                var first = merged.GetValueOrDefault(pair.Name);
                var scale = Math.Sqrt(pair.Alpha / (first?.Alpha ?? pair.Alpha)) * ratioOf(pair.Name);
                var scaled = pair with { Down = Scaled(pair.Down, scale), Up = Scaled(pair.Up, Math.Abs(scale)) };
                merged[pair.Name] = first is null ? scaled : Join(first, scaled, concat);
            }
        }

        var generator = shuffle is { } seed ? new Generator(seed) : null;
        return [.. merged.Values.OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => generator is null ? pair : Shuffled(pair, generator))];
    }

    private static LoraPair Join(LoraPair a, LoraPair b, bool concat)
    {
        if (a.Rows != b.Rows || !a.DownShape.AsSpan(1).SequenceEqual(b.DownShape.AsSpan(1)))
        {
            throw new TrainingException(
                $"'{a.Name}' has the shape [{string.Join(", ", a.WeightShape)}] in one file, [{string.Join(", ", b.WeightShape)}] in another.");
        }

        if (concat)
        {
            var rank = a.Rank + b.Rank;
            var up = new float[a.Rows * rank];
            for (var row = 0; row < a.Rows; row++)
            {
                a.Up.AsSpan(row * a.Rank, a.Rank).CopyTo(up.AsSpan(row * rank));
                b.Up.AsSpan(row * b.Rank, b.Rank).CopyTo(up.AsSpan(row * rank + a.Rank));
            }

            return a with { Down = [.. a.Down, .. b.Down], DownShape = [rank, .. a.DownShape[1..]], Up = up, UpShape = [a.Rows, rank, .. a.UpShape[2..]] };
        }

        return a.Rank == b.Rank
            ? a with { Down = Sum(a.Down, b.Down), Up = Sum(a.Up, b.Up) }
            : throw new TrainingException($"'{a.Name}' has rank {a.Rank} in one file, {b.Rank} in another: only equal ranks can be added.");
    }

    private static LoraPair Shuffled(LoraPair pair, Generator generator)
    {
        var (rank, columns) = (pair.Rank, pair.Columns);
        var order = generator.RandPerm(rank);
        var (up, down) = (new float[pair.Up.Length], new float[pair.Down.Length]);
        for (var i = 0; i < rank; i++)
        {
            pair.Down.AsSpan(order[i] * columns, columns).CopyTo(down.AsSpan(i * columns));
            for (var row = 0; row < pair.Rows; row++)
            {
                up[row * rank + i] = pair.Up[row * rank + order[i]];
            }
        }

        return pair with { Down = down, Up = up };
    }

    private static float[] Scaled(float[] values, double scale) => Array.ConvertAll(values, value => (float)(value * scale));

    private static float[] Sum(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
