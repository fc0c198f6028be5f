using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>
/// What a U-Net's forward and backward takes at its peak: the way of <see cref="UNet2DConditionModel.Forward"/> walked with sizes alone. Outputs that go from
/// layer to layer stay to the end; what a layer keeps of its inside stays for the way back, or, with checkpointing, while that layer is computed again.
/// </summary>
public sealed class UNetMemory
{
    private const int Single = sizeof(float);

    private readonly UNetConfig _config;
    private readonly StepShape _step;
    private readonly bool _isTrained;
    private long _outputs, _insides, _largestWayBack, _largestAlone;

    private UNetMemory(UNetConfig config, StepShape step) => (_config, _step, _isTrained) = (config, step, step.Trained.Contains(ModelPart.Unet));

    /// <summary>Bytes beside weights and adapters.</summary>
    public static long Bytes(UNetConfig config, StepShape step) => new UNetMemory(config, step).Peak();

    private long Peak()
    {
        var channels = _config.BlockOutChannels;
        var pixels = Pixels(channels.Length);
        var skips = new Stack<int>();
        Skip(0, channels[0]);
        for (var i = 0; i < channels.Length; i++)
        {
            for (var k = 0; k < _config.LayersPerBlock[i]; k++)
            {
                Layer(i, k == 0 ? channels[Math.Max(0, i - 1)] : channels[i], _config.DownAttention[i]);
                skips.Push(channels[i]);
            }

            if (i + 1 < channels.Length)
            {
                ConvolutionInput(channels[i] * pixels[i]);
                Skip(i + 1, channels[i]);
            }
        }

        var last = channels.Length - 1;
        Layer(last, channels[last], hasAttention: true);
        Layer(last, channels[last], hasAttention: false);
        for (var i = last; i >= 0; i--)
        {
            for (var k = 0; k <= _config.LayersPerBlock[i]; k++)
            {
                var joined = (k == 0 ? channels[Math.Min(last, i + 1)] : channels[i]) + skips.Pop();
                _outputs += joined * pixels[i] * Single;
                Layer(i, joined, _config.UpAttention[last - i]);
            }

            if (i > 0)
            {
                // enlarged, then convolved
                _outputs += 2 * channels[i] * pixels[i - 1] * Single;
                ConvolutionInput(channels[i] * pixels[i - 1]);
            }
        }

        _outputs += channels[0] * pixels[0] * (_step.Runtime.IsFused ? Single : (2 * Single) + _step.ProductSize);
        return _outputs + (_step.GradientCheckpointing ? _largestAlone : _insides + _largestWayBack);

        void Skip(int level, int width)
        {
            _outputs += width * pixels[level] * Single;
            skips.Push(width);
        }

        void Layer(int level, int from, bool hasAttention)
        {
            Resnet(from, channels[level], pixels[level]);
            if (hasAttention)
            {
                Transformer(channels[level], _config.TransformerLayers[level], pixels[level]);
            }
        }
    }

    /// <summary>Pixels of the whole batch at each level; a side that is odd is rounded up where it is halved.</summary>
    private long[] Pixels(int levels) =>
        [.. Enumerable.Range(0, levels).Select(level => (long)_step.Batch * Halved(_step.Height, level) * Halved(_step.Width, level))];

    private static int Halved(int side, int times) => (side + (1 << times) - 1) >> times;

    private void Resnet(int from, int to, long pixels)
    {
        // what the second norm takes; where they are not fused, what both activations take
        var inside = to * pixels * Single;
        if (!_step.Runtime.IsFused)
        {
            inside += (from + to) * pixels * Single;
        }

        if (!_step.Runtime.IsFused || _step.AdaptsConvolutions && _isTrained)
        {
            inside += (from + to) * pixels * _step.ProductSize;
        }

        // the gradients of both sides of the widest convolution, and of the residual
        Add(to * pixels, inside, (from + (2 * to)) * pixels * Single);
    }

    private void Transformer(int width, int layers, long pixels)
    {
        long product = _step.ProductSize, texts = (long)_step.Batch * _step.ContextTokens;

        // three residual sums and the two halves of the gated activation's input, 8 widths; its gate once more where that is not fused
        long singles = 3 + 8 + (_step.Runtime.IsFused ? 0 : 4);

        // queries, keys, values and result of the image's attention to itself, queries and result of that to the text
        long products = 4 + 2;
        if (_isTrained)
        {
            // an adapter's inputs: of each attention, of the feed-forward part and of its second layer
            products += 3 + 4;
        }

        if (product < Single)
        {
            // cast from fp32 for each product that takes them
            products += _isTrained ? 2 + 2 : 0;
        }

        var layer = (width * pixels * ((singles * Single) + (products * product))) + (2 * width * texts * product);
        var around = width * pixels * (Single + product);
        if (_isTrained)
        {
            layer += _step.Rank * ((8 * pixels) + (2 * texts)) * product;
            around += 2 * _step.Rank * pixels * product;
        }

        if (_step.GradientCheckpointing && layers > 1)
        {
            // what lies between the blocks stays, of what lies inside of them one block's at a time
            _outputs += layers * width * pixels * Single;
            layers = 1;
        }

        // the gradients around the gated activation: 4 widths, 8 before it, the residual's and the norm's
        Add(width * pixels, around + (layers * layer), width * pixels * (14 + (_step.Runtime.IsFused ? 0 : 4)) * Single);
    }

    /// <summary>A convolution outside of any layer that keeps a copy of its input where it multiplies in another type.</summary>
    private void ConvolutionInput(long values)
    {
        if (_step.ProductSize < Single)
        {
            _outputs += values * _step.ProductSize;
        }
    }

    private void Add(long output, long inside, long wayBack)
    {
        _outputs += output * Single;
        _insides += inside;
        _largestWayBack = Math.Max(_largestWayBack, wayBack);
        _largestAlone = Math.Max(_largestAlone, inside + wayBack);
    }
}
