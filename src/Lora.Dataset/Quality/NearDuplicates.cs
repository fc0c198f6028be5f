using System.Numerics;

namespace Lora.Dataset;

/// <summary>The hashes of a picture that are compared.</summary>
/// <param name="Frequencies"><see cref="PictureMeasures.Frequencies"/>.</param>
/// <param name="Differences"><see cref="PictureMeasures.Differences"/>.</param>
public readonly record struct PictureHashes(ulong Frequencies, ulong Differences)
{
    /// <summary>True where both hashes are close: each alone also takes drawings of one figure in one pose for the same picture.</summary>
    /// <param name="threshold">Bits of 64 in which the differences may differ; the frequencies, which a small crop changes more, may in twice as many.</param>
    public bool IsNear(PictureHashes other, int threshold) => BitOperations.PopCount(Differences ^ other.Differences) <= threshold
        && BitOperations.PopCount(Frequencies ^ other.Frequencies) <= 2 * threshold;
}

/// <summary>
/// Finds pictures that are nearly the same. Every pair is compared: two counts of bits a pair, so that 10,000 pictures take a fraction of a second.
/// </summary>
public static class NearDuplicates
{
    /// <summary>
    /// The groups of two or more: whatever a chain of near pairs links, as the frames of one scene. In the order of their first members, which are ascending.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<int>> Groups(IReadOnlyList<PictureHashes> pictures, int threshold)
    {
        PictureHashes[] all = [.. pictures];
        var first = new int[all.Length];
        for (var i = 0; i < all.Length; i++)
        {
            first[i] = i;
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (all[i].IsNear(all[earlier], threshold))
                {
                    Link(first, i, earlier);
                }
            }
        }

        return [.. Enumerable.Range(0, all.Length).GroupBy(i => FirstOf(first, i)).Where(group => group.Count() > 1)
            .Select(group => (IReadOnlyList<int>)[.. group])];
    }

    private static void Link(int[] first, int a, int b)
    {
        (a, b) = (FirstOf(first, a), FirstOf(first, b));
        first[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int FirstOf(int[] first, int i)
    {
        while (first[i] != i)
        {
            i = first[i] = first[first[i]];
        }

        return i;
    }
}
