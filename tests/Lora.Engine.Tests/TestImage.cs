using Lora.Imaging;

namespace Lora.Engine.Tests;

/// <summary>Small pictures with something in them.</summary>
internal static class TestImage
{
    internal static byte[] Png(int width, int height, int seed = 1)
    {
        var image = new Rgb24Image(width, height);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)((i * 7 * seed) + (i / width));
        }

        return new ManagedCodec().EncodePng(image);
    }
}
