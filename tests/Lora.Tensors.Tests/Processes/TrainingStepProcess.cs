using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Lora.Tensors.Embedded;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests.Processes;

/// <summary>
/// Two LoRA training steps of a small network with every kind of layer a U-Net has (convolution, group norm, attention, feed-forward), clipping and Adam.
/// Prints what the process may use of the hardware, and a hash of losses, gradients and weights.
/// </summary>
internal static class TrainingStepProcess
{
    private const int Channels = 24, Side = 10, Rank = 4, Heads = 2;

    public static int Run(int batch)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"avx512={Avx512F.IsSupported} avx2={Avx2.IsSupported} fma={Fma.IsSupported} processors={Environment.ProcessorCount} bits={Bits(batch)}"));
        return 0;
    }

    public static string Bits(int batch)
    {
        using var runtime = new EmbeddedRuntime();
        using var scope = runtime.NewScope();
        var net = new Network(runtime);
        List<float> results = [];
        for (var i = 1; i <= 2; i++)
        {
            results.Add(net.Step(batch, i));
        }

        results.AddRange(net.Gradients.ToFloats());
        results.AddRange(net.Flat.ToFloats());
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(results))));
    }

    private sealed class Network
    {
        private readonly EmbeddedRuntime _runtime;
        private readonly List<Tensor> _adapters = [];
        private readonly Tensor _mean, _square;
        private int _weights;

        public Network(EmbeddedRuntime runtime)
        {
            this._runtime = runtime;
            var shapes = Enumerable.Repeat((int[][])[[Rank, Channels], [Channels, Rank]], 4).SelectMany(s => s).ToArray();
            var count = shapes.Sum(s => s[0] * s[1]);
            Flat = runtime.FromFloats(Noise.Floats(1, count), [count]);
            Gradients = runtime.Zeros([count]);
            _mean = runtime.Zeros([count]);
            _square = runtime.Zeros([count]);
            var at = 0;
            foreach (var shape in shapes)
            {
                var size = shape[0] * shape[1];
                var leaf = Flat.Narrow(0, at, size).Reshape(shape);
                leaf.RequiresGrad = true;
                leaf.Grad = Gradients.Narrow(0, at, size).Reshape(shape);
                _adapters.Add(leaf);
                at += size;
            }
        }

        public Tensor Flat { get; }

        public Tensor Gradients { get; }

        private Tensor Frozen(params int[] shape) => _runtime.FromFloats(Noise.Floats(100 + _weights++, shape.Aggregate(1L, (n, d) => n * d)), shape) * 0.2;

        private Tensor Adapted(Tensor x, int adapter) =>
            x.LowRankLinear(Frozen(Channels, Channels), Frozen(Channels), _adapters[2 * adapter], _adapters[2 * adapter + 1], 0.5);

        private static Tensor Split(Tensor x) => x.Reshape(x.Shape[0], x.Shape[1], Heads, Channels / Heads).Transpose(1, 2);

        public float Step(int batch, int step)
        {
            using var scope = _runtime.NewScope();
            _weights = 0;
            var image = _runtime.FromFloats(Noise.Floats(10 + step, batch * 4 * Side * Side), [batch, 4, Side, Side]);
            var x = image.Conv2d(Frozen(Channels, 4, 3, 3).Cast(DType.Float16), Frozen(Channels), 1, 1);
            x = x + x.GroupNorm(4, Frozen(Channels), Frozen(Channels), 1e-5, silu: true).Conv2d(Frozen(Channels, Channels, 3, 3), null, 1, 1);
            var tokens = x.Permute(0, 2, 3, 1).Reshape(batch, Side * Side, Channels);
            var normal = tokens.LayerNorm(Frozen(Channels), Frozen(Channels));
            var attended = Split(Adapted(normal, 0)).ScaledDotProductAttention(Split(Adapted(normal, 1)), Split(Adapted(normal, 2)));
            tokens = tokens + Adapted(attended.Transpose(1, 2).Reshape(tokens.Shape), 3);
            tokens = tokens + tokens.Linear(Frozen(2 * Channels, Channels)).GeGlu();
            x = tokens.Transpose(1, 2).Reshape(batch, Channels, Side, Side).Interpolate(2 * Side, 2 * Side);
            var loss = x.Conv2d(Frozen(4, Channels, 3, 3), null, 2, 1).MseLoss(image);
            loss.Backward();
            Update(step);
            return (float)loss.Item();
        }

        private void Update(int step)
        {
            var limit = (Gradients.Norm() + 1e-6).Reciprocal().Clamp(max: 1);
            Gradients.Mul_(limit);
            _mean.Lerp_(Gradients, 0.1);
            _square.Mul_(0.999).AddCMul_(Gradients, Gradients, 0.001);
            double first = 1 - Math.Pow(0.9, step), second = 1 - Math.Pow(0.999, step);
            Flat.AddCDiv_(_mean, _square.Affine(1 / second, 0).Sqrt() + 1e-8, -0.01 / first);
        }
    }
}
