using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Between 8-bit RGB pixels and the autoencoder's [n, 3, h, w] in [-1, 1].</summary>
public static class PixelTensors
{
    /// <summary>Pixels, row-major, three bytes each -> [1, 3, height, width]; 0 becomes -1, 255 becomes 1.</summary>
    public static Tensor FromRgb(TensorRuntime runtime, ReadOnlySpan<byte> rgb, int width, int height)
    {
        var pixels = width * height;
        if (rgb.Length != 3 * pixels)
        {
            throw new ArgumentException($"{rgb.Length} bytes for {width}x{height} pixels of three bytes.", nameof(rgb));
        }

        var values = new float[3 * pixels];
        for (var i = 0; i < pixels; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                values[c * pixels + i] = (rgb[3 * i + c] / 255f - 0.5f) / 0.5f;
            }
        }

        return runtime.FromFloats(values, [1, 3, height, width]);
    }

    /// <summary>One image of a batch [n, 3, h, w] as pixels, row-major, three bytes each; clamped to [-1, 1], half-way values go to even.</summary>
    public static byte[] ToRgb(Tensor images, int index)
    {
        var pixels = images.Size(2) * images.Size(3);
        using var one = images.Slice(0, index, index + 1);
        var values = one.ToFloats();
        var rgb = new byte[3 * pixels];
        for (var i = 0; i < pixels; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                var unit = Math.Clamp(values[c * pixels + i] / 2 + 0.5f, 0f, 1f);
                rgb[3 * i + c] = float.IsNaN(unit) ? (byte)0 : (byte)MathF.Round(unit * 255, MidpointRounding.ToEven);
            }
        }

        return rgb;
    }
}
