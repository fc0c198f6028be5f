namespace Lora.Tensors.Kernels;

/// <summary>Small dense linear algebra in double, sequential: for adapters' matrices of some hundred rows.</summary>
internal static class DenseSolver
{
    /// <summary>Solves A X = B in place of B by elimination with row exchange; A [n, n] is destroyed, B [n, m]. A singular matrix gives infinities or
    /// NaN.</summary>
    public static void Solve(double[] a, double[] b, int n, int m)
    {
        for (var k = 0; k < n; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < n; i++)
            {
                pivot = Math.Abs(a[i * n + k]) > Math.Abs(a[pivot * n + k]) ? i : pivot;
            }

            if (pivot != k)
            {
                Exchange(a, n, k, pivot);
                Exchange(b, m, k, pivot);
            }

            for (var i = k + 1; i < n; i++)
            {
                var factor = a[i * n + k] / a[k * n + k];
                if (factor != 0)
                {
                    Subtract(a, n, i, k, factor);
                    Subtract(b, m, i, k, factor);
                }
            }
        }

        for (var k = n - 1; k >= 0; k--)
        {
            for (var j = 0; j < m; j++)
            {
                b[k * m + j] /= a[k * n + k];
            }

            for (var i = 0; i < k; i++)
            {
                Subtract(b, m, i, k, a[i * n + k]);
            }
        }
    }

    private static void Exchange(double[] a, int width, int i, int k)
    {
        for (var j = 0; j < width; j++)
        {
            (a[i * width + j], a[k * width + j]) = (a[k * width + j], a[i * width + j]);
        }
    }

    private static void Subtract(double[] a, int width, int i, int k, double factor)
    {
        for (var j = 0; j < width; j++)
        {
            a[i * width + j] -= factor * a[k * width + j];
        }
    }

    /// <summary>
    /// Thin singular value decomposition of A [n, m], n at least m, by one-sided Jacobi rotations: A becomes U [n, m], V [m, m], values in falling order.
    /// </summary>
    public static (double[] S, double[] V) Svd(double[] a, int n, int m)
    {
        var v = new double[m * m];
        for (var i = 0; i < m; i++)
        {
            v[i * m + i] = 1;
        }

        for (var sweep = 0; sweep < 60; sweep++)
        {
            var turned = false;
            for (var p = 0; p < m - 1; p++)
            {
                for (var q = p + 1; q < m; q++)
                {
                    turned |= Rotate(a, v, n, m, p, q);
                }
            }

            if (!turned)
            {
                break;
            }
        }

        return Sorted(a, v, n, m);
    }

    private static bool Rotate(double[] a, double[] v, int n, int m, int p, int q)
    {
        double pp = 0, qq = 0, pq = 0;
        for (var i = 0; i < n; i++)
        {
            double x = a[i * m + p], y = a[i * m + q];
            pp += x * x;
            qq += y * y;
            pq += x * y;
        }

        if (Math.Abs(pq) <= 1e-15 * Math.Sqrt(pp * qq))
        {
            return false;
        }

        var zeta = (qq - pp) / (2 * pq);
        var t = (zeta >= 0 ? 1 : -1) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta));
        double c = 1 / Math.Sqrt(1 + t * t), s = c * t;
        Turn(a, n, m, p, q, c, s);
        Turn(v, m, m, p, q, c, s);
        return true;
    }

    private static void Turn(double[] a, int rows, int m, int p, int q, double c, double s)
    {
        for (var i = 0; i < rows; i++)
        {
            double x = a[i * m + p], y = a[i * m + q];
            a[i * m + p] = c * x - s * y;
            a[i * m + q] = s * x + c * y;
        }
    }

    private static (double[] S, double[] V) Sorted(double[] a, double[] v, int n, int m)
    {
        var s = new double[m];
        for (var j = 0; j < m; j++)
        {
            double sum = 0;
            for (var i = 0; i < n; i++)
            {
                sum += a[i * m + j] * a[i * m + j];
            }

            s[j] = Math.Sqrt(sum);
        }

        var order = Enumerable.Range(0, m).OrderByDescending(j => s[j]).ToArray();
        double[] u = (double[])a.Clone(), w = (double[])v.Clone();
        var sorted = new double[m];
        for (var j = 0; j < m; j++)
        {
            var from = order[j];
            sorted[j] = s[from];
            for (var i = 0; i < n; i++)
            {
                a[i * m + j] = s[from] > 0 ? u[i * m + from] / s[from] : 0;
            }

            for (var i = 0; i < m; i++)
            {
                v[i * m + j] = w[i * m + from];
            }
        }

        return (sorted, v);
    }
}
