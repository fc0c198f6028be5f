namespace Lora.Training;

/// <summary>How LyCORIS splits a number of channels in two. Source: LyCORIS functional/general.py.</summary>
internal static class Factorization
{
    /// <summary>Two factors, the smaller first: one of them is the wanted one where it divides; else the pair closest to a square up to it.</summary>
    /// <param name="dimension">What is split.</param>
    /// <param name="factor">The wanted factor; -1: none is wanted.</param>
    public static (int Small, int Large) Of(int dimension, int factor)
    {
        if (factor > 0 && dimension % factor == 0)
        {
            return (Math.Min(factor, dimension / factor), Math.Max(factor, dimension / factor));
        }

        var limit = factor < 0 ? dimension : factor;
        var (small, large) = (1, dimension);
        var next = small + 1;
        while (small < large)
        {
            while (dimension % next != 0)
            {
                next++;
            }

            if (next > limit)
            {
                break;
            }

            (small, large) = (next, dimension / next);
            next++;
        }

        return (Math.Min(small, large), Math.Max(small, large));
    }

    /// <summary>
    /// An even block size and a power of two blocks: the largest such size up to the wanted one; null where there is none.
    /// </summary>
    public static (int Size, int Blocks)? ToPowerOfTwo(int dimension, int factor)
    {
        var limit = factor == -1 ? dimension : factor;
        for (var size = Math.Min(limit, dimension) / 2 * 2; size > 0; size -= 2)
        {
            if (dimension % size == 0 && int.IsPow2(dimension / size))
            {
                return (size, dimension / size);
            }
        }

        return null;
    }
}
