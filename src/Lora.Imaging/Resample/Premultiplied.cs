namespace Lora.Imaging.Resample;

/// <summary>Colours times alpha and back, rounded as Pillow does: pixels that cannot be seen must not colour their neighbours.</summary>
internal static class Premultiplied
{
    /// <param name="straight">R, G, B, A.</param>
    public static Samples From(Samples straight) => Each(straight, static (colour, alpha) =>
    {
        var product = colour * alpha + 128;
        return ((product >> 8) + product) >> 8;
    });

    public static Samples Straight(Samples premultiplied) =>
        Each(premultiplied, static (colour, alpha) => alpha is 0 or 255 ? colour : Math.Min(255 * colour / alpha, 255));

    private static Samples Each(Samples source, Func<int, int, int> change)
    {
        var result = new Samples(source.Width, source.Height, source.Channels);
        for (var at = 0; at < result.Pixels.Length; at += 4)
        {
            var alpha = result.Pixels[at + 3] = source.Pixels[at + 3];
            for (var c = at; c < at + 3; c++)
            {
                result.Pixels[c] = (byte)change(source.Pixels[c], alpha);
            }
        }

        return result;
    }
}
