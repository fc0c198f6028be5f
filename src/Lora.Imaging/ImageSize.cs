namespace Lora.Imaging;

/// <summary>Pixels across and down.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The largest of 1, 2, 4 and 8 by which a picture can be divided and still have as many.</summary>
    public int Shrink(ImageInfo source)
    {
        var shrink = 1;
        while (shrink < 8 && source.Width / (2 * shrink) >= Width && source.Height / (2 * shrink) >= Height)
        {
            shrink *= 2;
        }

        return shrink;
    }
}
