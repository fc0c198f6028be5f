namespace Lora.Imaging.Jpeg;

/// <summary>The example tables of the JPEG specification (annex K), scaled by a quality from 1 to 100 as libjpeg, and with it nearly everybody, does.</summary>
internal static class StandardQuantisation
{
    /// <summary>Rows from the top left.</summary>
    public static ReadOnlySpan<byte> Luminance =>
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>As <see cref="Luminance"/>.</summary>
    public static ReadOnlySpan<byte> Chrominance =>
    [
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <param name="table">64 values in natural order.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="largest">255 in a baseline file, else 32767.</param>
    public static int[] Scaled(ReadOnlySpan<byte> table, int quality, int largest = 255)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - quality * 2;
        var scaled = new int[64];
        for (var i = 0; i < 64; i++)
        {
            scaled[i] = Math.Clamp((table[i] * percent + 50) / 100, 1, largest);
        }

        return scaled;
    }
}
