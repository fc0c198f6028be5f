namespace Lora.Imaging;

/// <summary>Rows shared among the processors, in bands. A band's rows do not depend on where it begins.</summary>
internal static class Bands
{
    /// <summary>Samples below which a picture stays on one thread.</summary>
    private const long Least = 1 << 16;

    /// <param name="rows">Of the result.</param>
    /// <param name="samples">How many samples are read or written in all.</param>
    /// <param name="band">First row, and the one behind the last.</param>
    public static void Run(int rows, long samples, Action<int, int> band)
    {
        var count = (int)Math.Min(Math.Min(Environment.ProcessorCount, rows), Math.Max(1, samples / Least));
        if (count == 1)
        {
            band(0, rows);
            return;
        }

        Parallel.For(0, count, i => band((int)((long)rows * i / count), (int)((long)rows * (i + 1) / count)));
    }
}
