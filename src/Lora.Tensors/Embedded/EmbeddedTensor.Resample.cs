using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Interpolation, pooling, padding.
internal sealed unsafe partial class EmbeddedTensor
{
    private void ExpectImages(string operation)
    {
        if (Rank != 4)
        {
            throw new ArgumentException($"{operation} needs [n, c, h, w], not {this}.");
        }
    }

    public override Tensor Interpolate(int height, int width, InterpolateMode mode = InterpolateMode.Nearest, bool antialias = false)
    {
        ExpectImages("Interpolate");
        if (height < 1 || width < 1 || antialias && mode != InterpolateMode.Bilinear)
        {
            throw new ArgumentException($"Interpolate of {this} to {height} x {width}, {mode}{(antialias ? " with antialias" : "")}.");
        }

        ResampleTable Table(int inputs, int outputs) => mode switch
        {
            InterpolateMode.Nearest => ResampleTable.Nearest(inputs, outputs),
            InterpolateMode.Area => ResampleTable.Area(inputs, outputs),
            InterpolateMode.Bicubic => ResampleTable.Bicubic(inputs, outputs),
            _ when antialias => ResampleTable.BilinearAntialias(inputs, outputs),
            _ => ResampleTable.Bilinear(inputs, outputs),
        };
        return Resampled(Table(Sizes[2], height), Table(Sizes[3], width));
    }

    public override Tensor AvgPool2d(int kernel, int stride, int padding = 0, bool ceilMode = false, bool countIncludePad = true)
    {
        ExpectImages("AvgPool2d");
        return Resampled(ResampleTable.Average(Sizes[2], kernel, stride, padding, ceilMode, countIncludePad),
            ResampleTable.Average(Sizes[3], kernel, stride, padding, ceilMode, countIncludePad));
    }

    private EmbeddedTensor Resampled(ResampleTable rows, ResampleTable columns)
    {
        var x = AsFloat32();
        using var scope = _runtime.NewScope();
        var to = Along(Along(x.ChannelsLast(), 3, columns), 2, rows);
        to.Record(x, (node, g) => node.Give(0, Back(Back(g.ChannelsLast(), 2, rows, node.Shape(0)[2]), 3, columns, node.Shape(0)[3])));
        return (EmbeddedTensor)scope.Keep(to);
    }

    /// <summary>Resamples one axis of a channels-last tensor.</summary>
    private static EmbeddedTensor Along(EmbeddedTensor x, int dim, ResampleTable table)
    {
        var sizes = (int[])x.Sizes.Clone();
        sizes[dim] = table.Start.Length;
        var to = x._runtime.NewChannelsLast(sizes);
        var (outer, inner) = AroundAxis(x, dim);
        float* from = x.Floats, target = to.Floats;
        int inputs = x.Sizes[dim], outputs = sizes[dim];
        Workers.For(outer, outputs * inner * table.Weights[0].Length, i =>
        {
            for (var o = 0; o < outputs; o++)
            {
                var y = target + ((long)i * outputs + o) * inner;
                var weights = table.Weights[o];
                var row = from + ((long)i * inputs + table.Start[o]) * inner;
                Elementwise.Run(new Scale(weights[0]), row, 1, y, inner);
                for (var k = 1; k < weights.Length; k++)
                {
                    Elementwise.Run(new AddScaled(weights[k]), y, 1, row + k * inner, 1, y, inner);
                }
            }
        });
        return to;
    }

    private static EmbeddedTensor Back(EmbeddedTensor g, int dim, ResampleTable table, int inputs)
    {
        var sizes = (int[])g.Sizes.Clone();
        sizes[dim] = inputs;
        var to = (EmbeddedTensor)g._runtime.NewChannelsLast(sizes).Zero_();
        var (outer, inner) = AroundAxis(g, dim);
        float* from = g.Floats, target = to.Floats;
        var outputs = g.Sizes[dim];
        Workers.For(outer, outputs * inner * table.Weights[0].Length, i =>
        {
            for (var o = 0; o < outputs; o++)
            {
                var y = from + ((long)i * outputs + o) * inner;
                var weights = table.Weights[o];
                var row = target + ((long)i * inputs + table.Start[o]) * inner;
                for (var k = 0; k < weights.Length; k++)
                {
                    Elementwise.Run(new AddScaled(weights[k]), row + k * inner, 1, y, 1, row + k * inner, inner);
                }
            }
        });
        return to;
    }

    /// <summary>How a channels-last image falls apart around a space axis: runs before it, elements of each step along it.</summary>
    private static (int Outer, long Inner) AroundAxis(EmbeddedTensor x, int dim) =>
        dim == 2 ? (x.Sizes[0], (long)x.Sizes[3] * x.Sizes[1]) : (x.Sizes[0] * x.Sizes[2], x.Sizes[1]);

    public override Tensor MaxPool2d(int kernel, int stride, int padding = 0)
    {
        ExpectImages("MaxPool2d");
        var x = AsFloat32();
        int n = Sizes[0], c = Sizes[1], h = Sizes[2], w = Sizes[3];
        int rows = ResampleTable.Windows(h, kernel, stride, padding, false), columns = ResampleTable.Windows(w, kernel, stride, padding, false);
        var to = _runtime.New([n, c, rows, columns]);
        var from = x.RowMajor();
        var places = new long[to.Count];
        long at = 0;
        for (long image = 0; image < (long)n * c; image++)
        {
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++, at++)
                {
                    long best = -1;
                    for (var y = Math.Max(0, i * stride - padding); y < Math.Min(h, i * stride - padding + kernel); y++)
                    {
                        for (var z = Math.Max(0, j * stride - padding); z < Math.Min(w, j * stride - padding + kernel); z++)
                        {
                            var place = (image * h + y) * w + z;
                            best = best < 0 || from.Floats[place] > from.Floats[best] || float.IsNaN(from.Floats[place]) ? place : best;
                        }
                    }

                    places[at] = best;
                    to.Floats[at] = from.Floats[best];
                }
            }
        }

        if (from != x)
        {
            from.Dispose();
        }

        return to.Record(x, (node, g) =>
        {
            var gradient = (EmbeddedTensor)g._runtime.Zeros(node.Shape(0));
            var given = g.RowMajor();
            for (long i = 0; i < places.Length; i++)
            {
                gradient.Floats[places[i]] += given.Floats[i];
            }

            node.Give(0, gradient);
        });
    }

    public override Tensor Pad(ReadOnlySpan<int> pad, PadMode mode = PadMode.Constant, double value = 0)
    {
        var pairs = pad.ToArray();
        if (pairs.Length % 2 != 0 || pairs.Length / 2 > Rank)
        {
            throw new ArgumentException($"Pad of {this} by [{string.Join(", ", pairs)}].");
        }

        return Combined(() => mode == PadMode.Constant ? ConstantPad(pairs, value) : EdgePad(pairs, mode));
    }

    private EmbeddedTensor ConstantPad(int[] pairs, double value)
    {
        var sizes = (int[])Sizes.Clone();
        for (var i = 0; i < pairs.Length / 2; i++)
        {
            sizes[Rank - 1 - i] += pairs[2 * i] + pairs[2 * i + 1];
        }

        ExpectFloat32("Pad");
        var to = _runtime.NewIn(sizes, this);
        to.Fill(value);
        Transfer.Copy(Inside(this, pairs, false), Inside(to, pairs, true));
        return to.Record(this, (node, g) =>
        {
            var gradient = (EmbeddedTensor)g._runtime.Zeros(node.Shape(0));
            Transfer.Copy(Inside(g, pairs, true), Inside(gradient, pairs, false));
            node.Give(0, gradient);
        });
    }

    /// <summary>What padded and original share: the padded without what was added, or the original without what was cropped.</summary>
    private static EmbeddedTensor Inside(EmbeddedTensor x, int[] pairs, bool padded)
    {
        for (var i = 0; i < pairs.Length / 2; i++)
        {
            int before = pairs[2 * i], after = pairs[2 * i + 1], dim = x.Rank - 1 - i;
            var start = Math.Max(0, padded ? before : -before);
            x = x.View(dim, start, x.Sizes[dim] - start - Math.Max(0, padded ? after : -after));
        }

        return x;
    }

    private Tensor EdgePad(int[] pairs, PadMode mode)
    {
        Tensor x = this;
        for (var i = 0; i < pairs.Length / 2; i++)
        {
            int before = pairs[2 * i], after = pairs[2 * i + 1], dim = Rank - 1 - i, size = Sizes[dim];
            if (before < 0 || after < 0 || mode == PadMode.Reflect && Math.Max(before, after) >= size)
            {
                throw new ArgumentException($"{mode} pad of {this} by [{string.Join(", ", pairs)}].");
            }

            var index = new long[size + before + after];
            for (var k = 0; k < index.Length; k++)
            {
                var at = k - before;
                index[k] = mode == PadMode.Replicate ? Math.Clamp(at, 0, size - 1) : at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
            }

            x = x.IndexSelect(dim, _runtime.FromLongs(index, [index.Length]));
        }

        return x;
    }
}
