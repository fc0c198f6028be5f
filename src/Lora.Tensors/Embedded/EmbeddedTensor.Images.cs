using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Convolution and attention.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor Conv2d(Tensor weight, Tensor? bias = null, int stride = 1, Padding2d padding = default, int dilation = 1, int groups = 1) =>
        Conv2d(weight, bias, (stride, stride), padding, (dilation, dilation), groups);

    public override Tensor Conv2d(
        Tensor weight, Tensor? bias, (int Height, int Width) stride, Padding2d padding, (int Height, int Width) dilation, int groups = 1)
    {
        EmbeddedTensor x = AsFloat32(), w = (EmbeddedTensor)weight;
        var b = Parameter(bias);
        if (x.Rank != 4 || w.Rank != 4 || groups < 1 || x.Sizes[1] != w.Sizes[1] * groups || w.Sizes[0] % groups != 0 || !w.DType.IsFloat())
        {
            throw new ArgumentException($"Conv2d of {x} by {w} in {groups} groups.");
        }

        if (b is not null && (b.Rank != 1 || b.Sizes[0] != w.Sizes[0] || !b.IsRowMajor))
        {
            throw new ArgumentException($"Conv2d: bias {b} for weight {w}.");
        }

        var g = new Conv2dGeometry(x.Sizes[0], x.Sizes[1], x.Sizes[2], x.Sizes[3], w.Sizes[0], w.Sizes[2], w.Sizes[3], stride.Height, stride.Width,
            padding.Top, padding.Bottom, padding.Left, padding.Right, dilation.Height, dilation.Width, groups);
        if (stride.Height < 1 || stride.Width < 1 || dilation.Height < 1 || dilation.Width < 1 || g.OutHeight < 1 || g.OutWidth < 1)
        {
            throw new ArgumentException($"Conv2d of {x} by {w}: stride {stride}, dilation {dilation} and padding {padding} leave no picture.");
        }

        using var scope = _runtime.NewScope();
        var from = x.ChannelsLast();
        var kernel = w.RowMajor();
        var to = _runtime.NewChannelsLast([g.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        Conv2dKernel.Forward(g, from.Floats, kernel.Data, kernel.DType, Pointer(b), to.Floats);
        to.Record([x, w, b], (node, dy) => Conv2dBackward(node, dy.ChannelsLast(), g), w.RequiresGrad ? [w, from] : [w]);
        return scope.Keep(to);
    }

    private static void Conv2dBackward(GradNode node, EmbeddedTensor dy, Conv2dGeometry g)
    {
        var w = node.Saved(0).RowMajor();
        if (node.Wants(0))
        {
            var dx = dy._runtime.NewChannelsLast([g.Batch, g.InChannels, g.InHeight, g.InWidth]);
            Conv2dKernel.BackwardInput(g, dy.Floats, w.Data, w.DType, dx.Floats);
            node.Give(0, dx);
        }

        if (node.Wants(1))
        {
            var dw = dy._runtime.New(w.Sizes);
            Conv2dKernel.BackwardWeight(g, node.Saved(1).Floats, dy.Floats, dw.Floats);
            node.Give(1, dw);
        }

        if (node.Wants(2))
        {
            node.Give(2, (EmbeddedTensor)dy.Sum([0, 2, 3]));
        }
    }

    public override Tensor ScaledDotProductAttention(Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null)
    {
        EmbeddedTensor q = AsFloat32(), k = ((EmbeddedTensor)key).AsFloat32(), v = ((EmbeddedTensor)value).AsFloat32();
        if (q.Rank != 4 || k.Rank != 4 || v.Rank != 4 || !q.Shape[..2].SequenceEqual(k.Shape[..2]) || !q.Shape[..2].SequenceEqual(v.Shape[..2])
            || q.Sizes[3] != k.Sizes[3] || k.Sizes[2] != v.Sizes[2])
        {
            throw new ArgumentException($"Attention of {q}, {k}, {v}.");
        }

        using var scope = _runtime.NewScope();
        var additive = mask is null ? null : ((EmbeddedTensor)mask).Additive();
        var call = new AttentionCall
        {
            Batches = q.Sizes[0],
            Heads = q.Sizes[1],
            Queries = q.Sizes[2],
            Keys = k.Sizes[2],
            Width = q.Sizes[3],
            ValueWidth = v.Sizes[3],
            Causal = causal,
            Scale = (float)(scale ?? 1 / Math.Sqrt(q.Sizes[3])),
        };
        var to = _runtime.NewHeads([call.Batches, call.Heads, call.Queries, call.ValueWidth]);
        var logSumExp = _runtime.New([call.Batches, call.Heads, call.Queries]);
        q = q.WithUnitChannels();
        k = k.WithUnitChannels();
        v = v.WithUnitChannels();
        Fill(ref call, q, k, v, to, additive, logSumExp);
        AttentionKernel.Forward(call);
        to.Record([this, (EmbeddedTensor)key, (EmbeddedTensor)value], (node, g) => AttentionBackward(node, g, call, additive is not null),
            additive is null ? [q, k, v, to, logSumExp] : [q, k, v, to, logSumExp, additive]);
        return scope.Keep(to);
    }

    private static void Fill(
        ref AttentionCall call, EmbeddedTensor q, EmbeddedTensor k, EmbeddedTensor v, EmbeddedTensor to, EmbeddedTensor? mask, EmbeddedTensor logSumExp)
    {
        call.Q = Heads(q);
        call.K = Heads(k);
        call.V = Heads(v);
        call.Out = Heads(to);
        call.LogSumExp = logSumExp.Floats;
        if (mask is not null)
        {
            var strides = mask.Expanded([call.Batches, call.Heads, call.Queries, call.Keys]);
            call.Mask = mask.Floats;
            (call.MaskBatch, call.MaskHead, call.MaskQuery, call.MaskKey) = ((nint)strides[0], (nint)strides[1], (nint)strides[2], (nint)strides[3]);
        }
    }

    private static void AttentionBackward(GradNode node, EmbeddedTensor g, AttentionCall call, bool masked)
    {
        EmbeddedTensor q = node.Saved(0), k = node.Saved(1), v = node.Saved(2);
        Fill(ref call, q, k, v, node.Saved(3), masked ? node.Saved(5) : null, node.Saved(4));
        var runtime = g._runtime;
        EmbeddedTensor dq = runtime.NewHeads(q.Sizes), dk = runtime.NewHeads(k.Sizes), dv = runtime.NewHeads(v.Sizes);
        AttentionKernel.Backward(call, new AttentionGradients { DOut = Heads(g.WithUnitChannels()), DQ = Heads(dq), DK = Heads(dk), DV = Heads(dv) });
        node.Give(0, dq);
        node.Give(1, dk);
        node.Give(2, dv);
    }

    private static HeadView Heads(EmbeddedTensor x) =>
        new() { Data = x.Floats, Batch = (nint)x.Strides[0], Head = (nint)x.Strides[1], Token = (nint)x.Strides[2] };

    private EmbeddedTensor WithUnitChannels() => Strides[3] == 1 || Sizes[3] == 1 ? this : RowMajor();

    /// <summary>A mask as fp32 to be added: Bool (or Int64 not zero) true = 0, false = minus infinity.</summary>
    private EmbeddedTensor Additive()
    {
        if (DType.IsFloat())
        {
            return ((EmbeddedTensor)Detach()).AsFloat32();
        }

        EmbeddedTensor see = (EmbeddedTensor)_runtime.Zeros([]), hide = (EmbeddedTensor)_runtime.Full([], double.NegativeInfinity);
        return Choose(AsBool(), see, hide);
    }
}
