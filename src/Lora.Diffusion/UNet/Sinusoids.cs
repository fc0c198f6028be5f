using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Numbers as sines and cosines of falling frequencies (arXiv 1706.03762): how a U-Net takes a timestep or a size.</summary>
internal sealed class Sinusoids
{
    private readonly float[] _frequencies;
    private readonly bool _cosFirst;

    /// <param name="channels">Values a number.</param>
    /// <param name="cosFirst">diffusers' <c>flip_sin_to_cos</c>.</param>
    /// <param name="freqShift">diffusers' <c>downscale_freq_shift</c>: 1 makes the slowest frequency exactly 1/10000.</param>
    public Sinusoids(int channels, bool cosFirst, double freqShift)
    {
        (Channels, _cosFirst) = (channels, cosFirst);

        // single precision step by step, as the model saw it in training: at timestep 900 the rounding of a frequency shows in the sine
        var half = channels / 2;
        _frequencies = [.. Enumerable.Range(0, half).Select(i => (float)Math.Exp((float)-Math.Log(10000) * i / (float)(half - freqShift)))];
    }

    public int Channels { get; }

    /// <summary>One row a number, row-major [n, channels].</summary>
    public float[] Of(ReadOnlySpan<float> numbers)
    {
        var half = _frequencies.Length;
        var values = new float[numbers.Length * Channels];
        for (var n = 0; n < numbers.Length; n++)
        {
            var row = values.AsSpan(n * Channels, Channels);
            for (var i = 0; i < half; i++)
            {
                var angle = numbers[n] * _frequencies[i];
                var (sin, cos) = PortableMath.SinCos(angle);
                row[_cosFirst ? i : half + i] = (float)cos;
                row[_cosFirst ? half + i : i] = (float)sin;
            }
        }

        return values;
    }
}
