
namespace Lora.Tensors.Embedded;

// Group norm: statistics per image and group, silu in the same pass. Work is shared out by images and blocks of pixels.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor GroupNorm(int groups, Tensor? weight, Tensor? bias, double eps = 1e-5, bool silu = false)
    {
        var x = AsFloat32();
        if (Rank < 2 || groups < 1 || Sizes[1] % groups != 0)
        {
            throw new ArgumentException($"GroupNorm of {this} in {groups} groups.");
        }

        EmbeddedTensor? w = Parameter(weight), b = Parameter(bias);
        ExpectWidth(w, Sizes[1], "GroupNorm weight");
        ExpectWidth(b, Sizes[1], "GroupNorm bias");
        using var scope = _runtime.NewScope();
        var from = x.ChannelsLast();
        var to = _runtime.NewChannelsLast(Sizes);
        var table = _runtime.New([GroupNormWork.TableRows, Sizes[0], Sizes[1]]);
        if (Count > 0)
        {
            new GroupNormWork(from, table, groups, silu).Forward(w, b, eps, to);
        }

        to.Record([x, w, b], (node, g) => GroupNormBackward(node, g, groups, silu, w is not null, b is not null), w is null ? [x, table] : [x, table, w]);
        return scope.Keep(to);
    }

    private static void GroupNormBackward(GradNode node, EmbeddedTensor g, int groups, bool silu, bool hasWeight, bool hasBias)
    {
        var runtime = g._runtime;
        var x = node.Saved(0).ChannelsLast();
        var work = new GroupNormWork(x, node.Saved(1), groups, silu);
        var dx = node.Wants(0) ? runtime.NewChannelsLast(x.Sizes) : null;
        EmbeddedTensor dw = runtime.New([x.Sizes[0], x.Sizes[1]]), db = runtime.New([x.Sizes[0], x.Sizes[1]]);
        work.Backward(g.ChannelsLast(), hasWeight ? node.Saved(2) : null, dx, dw, db);
        if (dx is not null)
        {
            node.Give(0, dx);
        }

        if (hasWeight && node.Wants(1))
        {
            node.Give(1, (EmbeddedTensor)dw.Sum([0]));
        }

        if (hasBias && node.Wants(2))
        {
            node.Give(2, (EmbeddedTensor)db.Sum([0]));
        }
    }

    /// <summary>This without history as dense [n, ..., c] in memory: itself, or a copy.</summary>
    private EmbeddedTensor ChannelsLast()
    {
        if (Layout.SameStrides(Sizes, Strides, Layout.ChannelsLast(Sizes)))
        {
            return this;
        }

        var to = _runtime.NewChannelsLast(Sizes);
        Transfer.Copy(this, to);
        return to;
    }
}
