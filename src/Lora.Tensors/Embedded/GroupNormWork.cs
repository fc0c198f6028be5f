using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

/// <summary>One group norm's pointers and partition.</summary>
internal sealed unsafe class GroupNormWork
{
    /// <summary>Rows of the table kept for backward, each [batch, channels]: means, scales, biases, rstd (in the first places, one a group).</summary>
    public const int TableRows = 4;

    private readonly EmbeddedRuntime _runtime;
    private readonly int _batch, _channels, _pixels, _groups, _blocks;
    private readonly float* _x, _means, _scales, _biases, _rstds;
    private readonly bool _silu;

    public GroupNormWork(EmbeddedTensor from, EmbeddedTensor table, int groups, bool silu)
    {
        _runtime = from.Runtime;
        (_batch, _channels) = (from.Sizes[0], from.Sizes[1]);
        _pixels = (int)(from.Count / Math.Max(1, _batch * _channels));
        _blocks = GroupNormKernel.Blocks(_pixels);
        (this._groups, this._silu) = (groups, silu);
        _x = from.Floats;
        var row = (long)_batch * _channels;
        _means = table.Floats;
        _scales = _means + row;
        _biases = _scales + row;
        _rstds = _biases + row;
    }

    private float* Image(float* images, int i) => images + (long)i * _pixels * _channels;

    private long Cost(int operations) => (long)Math.Min(_pixels, GroupNormKernel.Block) * _channels * operations;

    public void Forward(EmbeddedTensor? weight, EmbeddedTensor? bias, double eps, EmbeddedTensor to)
    {
        float* sums = _runtime.New([_batch, _blocks, _channels]).Floats, w = EmbeddedTensor.Pointer(weight), b = EmbeddedTensor.Pointer(bias), y = to.Floats;
        var count = _batch * _blocks;
        Workers.For(count, Cost(1), part =>
            GroupNormKernel.BlockSums(Image(_x, part / _blocks), null, part % _blocks, _pixels, _channels, sums + (long)part * _channels));
        for (var i = 0; i < _batch; i++)
        {
            GroupNormKernel.Means(sums + (long)i * _blocks * _channels, _pixels, _channels, _groups, _means + (long)i * _channels);
        }

        Workers.For(count, Cost(3), part => GroupNormKernel.BlockSums(Image(_x, part / _blocks), _means + (long)(part / _blocks) * _channels,
            part % _blocks, _pixels, _channels, sums + (long)part * _channels));
        for (var i = 0; i < _batch; i++)
        {
            var at = (long)i * _channels;
            GroupNormKernel.Scales(sums + at * _blocks, _pixels, _channels, _groups, w, b, eps, _scales + at, _biases + at, _rstds + at);
        }

        Workers.For(count, Cost(_silu ? 30 : 3), part =>
        {
            int i = part / _blocks, first = part % _blocks * GroupNormKernel.Block;
            long at = (long)i * _channels, offset = (long)first * _channels;
            GroupNormKernel.Forward(Image(_x, i) + offset, _means + at, _scales + at, _biases + at, Image(y, i) + offset,
                Math.Min(GroupNormKernel.Block, _pixels - first), _channels, _silu);
        });
    }

    public void Backward(EmbeddedTensor gradient, EmbeddedTensor? weight, EmbeddedTensor? dx, EmbeddedTensor dw, EmbeddedTensor db)
    {
        float* dy = gradient.Floats, sums = _runtime.New([_batch, _blocks, 2, _channels]).Floats, slopes = _runtime.New([_batch, 2, _channels]).Floats;
        Workers.For(_batch * _blocks, Cost(_silu ? 34 : 4), part =>
        {
            var at = (long)(part / _blocks) * _channels;
            GroupNormKernel.BackwardSums(Image(_x, part / _blocks), Image(dy, part / _blocks), _means + at, _scales + at, _biases + at,
                part % _blocks, _pixels, _channels, _silu, sums + (long)part * 2 * _channels);
        });
        for (var i = 0; i < _batch; i++)
        {
            Slopes(i, sums + (long)i * _blocks * 2 * _channels, EmbeddedTensor.Pointer(weight), slopes + (long)i * 2 * _channels, dw.Floats, db.Floats);
        }

        if (dx is null)
        {
            return;
        }

        var to = dx.Floats;
        Workers.For(_batch * _blocks, Cost(_silu ? 34 : 4), part =>
        {
            int i = part / _blocks, first = part % _blocks * GroupNormKernel.Block;
            long at = (long)i * _channels, offset = (long)first * _channels;
            GroupNormKernel.Backward(Image(_x, i) + offset, Image(dy, i) + offset, _means + at, _scales + at, _biases + at,
                slopes + 2 * at, slopes + 2 * at + _channels, Image(to, i) + offset, Math.Min(GroupNormKernel.Block, _pixels - first), _channels, _silu);
        });
    }

    /// <summary>dx = scale dz + slope (x - mean) + shift: slope and shift of an image's channels, and its share of the parameters' gradients.</summary>
    private void Slopes(int image, float* sums, float* weight, float* slopes, float* dw, float* db)
    {
        var each = _channels / _groups;
        var at = (long)image * _channels;
        for (var k = 0; k < _groups; k++)
        {
            double sum = 0, dot = 0, rstd = _rstds[at + k], count = (double)_pixels * each;
            for (var c = k * each; c < (k + 1) * each; c++)
            {
                double s = GroupNormKernel.Total(sums + c, _blocks, 2 * _channels), d = GroupNormKernel.Total(sums + _channels + c, _blocks, 2 * _channels);
                var scale = weight is null ? 1.0 : weight[c];
                sum += scale * s;
                dot += scale * d;
                dw[at + c] = (float)(d * rstd);
                db[at + c] = (float)s;
            }

            new Span<float>(slopes + k * each, each).Fill((float)(-dot * rstd * rstd * rstd / count));
            new Span<float>(slopes + _channels + k * each, each).Fill((float)(-sum * rstd / count));
        }
    }
}
