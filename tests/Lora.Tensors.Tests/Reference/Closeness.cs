namespace Lora.Tensors.Tests.Reference;

/// <summary>Comparison of a kernel's floats with a reference in double, and of floats bit by bit.</summary>
internal static class Closeness
{
    /// <summary>Every value within <paramref name="tolerance"/> times the largest absolute value (1 at least).</summary>
    public static void Check(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 1, worst = 0;
        foreach (var value in expected)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        for (var i = 0; i < expected.Length; i++)
        {
            worst = Math.Max(worst, double.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs(expected[i] - actual[i]));
        }

        Assert.True(worst <= tolerance * scale, $"Off by {worst:g3} where {tolerance * scale:g3} is allowed.");
    }

    public static void SameBits(float[] expected, float[] actual, string about)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]),
                $"{about}: element {i} is {actual[i]:r}, not {expected[i]:r}.");
        }
    }
}
