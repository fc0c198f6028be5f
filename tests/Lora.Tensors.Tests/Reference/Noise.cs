namespace Lora.Tensors.Tests.Reference;

/// <summary>Test data: the same numbers on every machine, uniform in -1 to 1.</summary>
internal static class Noise
{
    public static float[] Floats(int seed, long count)
    {
        var state = (ulong)seed * 0x9E3779B97F4A7C15 + 1;
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            values[i] = (int)(state >> 40) / (float)(1 << 23) - 1;
        }

        return values;
    }
}
