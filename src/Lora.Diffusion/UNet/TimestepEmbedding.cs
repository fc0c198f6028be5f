using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Sinusoids of the timestep, then two linear layers with SiLU between.</summary>
internal sealed class TimestepEmbedding : Module
{
    private readonly Linear _linear1;
    private readonly Linear _linear2;
    private readonly float[] _frequencies;
    private readonly int _channels;
    private readonly bool _cosFirst;

    /// <param name="path">Path of the module.</param>
    /// <param name="channels">Number of sinusoids.</param>
    /// <param name="width">Width of the embedding.</param>
    /// <param name="cosFirst">diffusers' <c>flip_sin_to_cos</c>.</param>
    /// <param name="freqShift">diffusers' <c>downscale_freq_shift</c>: 1 makes the slowest frequency exactly 1/10000.</param>
    public TimestepEmbedding(string path, int channels, int width, bool cosFirst, double freqShift)
        : base(path, "TimestepEmbedding")
    {
        _channels = channels;
        _cosFirst = cosFirst;
        _linear1 = Add(new Linear(At("linear_1"), channels, width));
        _linear2 = Add(new Linear(At("linear_2"), width, width));

        // single precision step by step, as the model saw it in training: at timestep 900 the rounding of a frequency shows in the sine
        var half = channels / 2;
        _frequencies = [.. Enumerable.Range(0, half).Select(i => (float)Math.Exp((float)-Math.Log(10000) * i / (float)(half - freqShift)))];
    }

    /// <summary>One row of sinusoids a timestep, row-major [n, channels].</summary>
    public float[] Sinusoids(ReadOnlySpan<float> timesteps)
    {
        var half = _frequencies.Length;
        var values = new float[timesteps.Length * _channels];
        for (var n = 0; n < timesteps.Length; n++)
        {
            var row = values.AsSpan(n * _channels, _channels);
            for (var i = 0; i < half; i++)
            {
                var angle = timesteps[n] * _frequencies[i];
                var (sin, cos) = PortableMath.SinCos(angle);
                row[_cosFirst ? i : half + i] = (float)cos;
                row[_cosFirst ? half + i : i] = (float)sin;
            }
        }

        return values;
    }

    /// <returns>[n, width].</returns>
    public Tensor Forward(TensorRuntime runtime, ReadOnlySpan<float> timesteps) =>
        Seen(_linear2.Forward(_linear1.Forward(runtime.FromFloats(Sinusoids(timesteps), [timesteps.Length, _channels])).Silu()));
}
