namespace Lora.Tensors.Embedded;

// Running sums and products.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor CumSum(int dim)
    {
        dim = Dim(dim);
        return Scanned(dim, static (row, step, n) =>
        {
            for (var i = 1; i < n; i++)
            {
                row[i * step] += row[(i - 1) * step];
            }
        }).Record(this, (node, g) => node.Give(0, (EmbeddedTensor)g.Flip(dim).CumSum(dim).Flip(dim)));
    }

    public override Tensor CumProd(int dim)
    {
        dim = Dim(dim);
        return Scanned(dim, static (row, step, n) =>
        {
            for (var i = 1; i < n; i++)
            {
                row[i * step] *= row[(i - 1) * step];
            }
        }).Record(this, (node, g) => node.Give(0, CumProdGradient(node.Saved(0), g, dim)), this);
    }

    private delegate void RowScan(float* row, long step, int n);

    private EmbeddedTensor Scanned(int dim, RowScan scan)
    {
        ExpectFloat32("A running sum or product");
        var to = _runtime.New(Sizes);
        Transfer.Copy(this, to);
        EachLine(to, dim, (offset, step, n) => scan(to.Floats + offset, step, n));
        return to;
    }

    /// <summary>Every line along a dimension: offset of its start, step, length.</summary>
    private static void EachLine(EmbeddedTensor x, int dim, Action<long, long, int> body)
    {
        var n = x.Sizes[dim];
        var step = x.Strides[dim];
        var lines = n == 0 ? 0 : x.Count / n;
        for (long i = 0; i < lines; i++)
        {
            long rest = i, offset = 0;
            for (var d = x.Rank - 1; d >= 0; d--)
            {
                if (d != dim)
                {
                    offset += rest % x.Sizes[d] * x.Strides[d];
                    rest /= x.Sizes[d];
                }
            }

            body(offset, step, n);
        }
    }

    /// <summary>dx[i] = sum over j >= i of g[j] times the product of x[0..j] without x[i]: right with zeros too.</summary>
    private static EmbeddedTensor CumProdGradient(EmbeddedTensor input, EmbeddedTensor gradient, int dim)
    {
        EmbeddedTensor x = input.RowMajor(), g = gradient.RowMajor();
        var to = x._runtime.New(x.Sizes);
        EachLine(x, dim, (offset, step, n) =>
        {
            float* px = x.Floats + offset, pg = g.Floats + offset, pt = to.Floats + offset;
            double before = 1;
            for (var i = 0; i < n; i++)
            {
                double product = before, sum = product * pg[i * step];
                for (var j = i + 1; j < n; j++)
                {
                    product *= px[j * step];
                    sum += product * pg[j * step];
                }

                pt[i * step] = (float)sum;
                before *= px[i * step];
            }
        });
        return to;
    }
}
