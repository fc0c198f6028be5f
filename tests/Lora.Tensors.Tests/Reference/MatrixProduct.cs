namespace Lora.Tensors.Tests.Reference;

/// <summary>C[m, n] = start + alpha * sum over k of A[m, k] B[k, n], in double, no tricks.</summary>
internal static class MatrixProduct
{
    public static double[] Of(int m, int n, int k, Func<int, int, double> a, Func<int, int, double> b, Func<int, int, double> start)
    {
        var c = new double[m * n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = start(i, j);
                for (var p = 0; p < k; p++)
                {
                    sum += a(i, p) * b(p, j);
                }

                c[i * n + j] = sum;
            }
        }

        return c;
    }
}
