using System.Runtime.Intrinsics;

namespace Lora.Training;

/// <summary>Lines of doubles, computed with four lanes whatever the machine has, so that each sum is the same everywhere.</summary>
internal static class Lines
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> first = default, second = default;
        var i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            first += Vector256.Create(a.Slice(i, 4)) * Vector256.Create(b.Slice(i, 4));
            second += Vector256.Create(a.Slice(i + 4, 4)) * Vector256.Create(b.Slice(i + 4, 4));
        }

        var lanes = first + second;
        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>a += factor * b.</summary>
    public static void Add(Span<double> a, double factor, ReadOnlySpan<double> b)
    {
        var lanes = Vector256.Create(factor);
        var i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            (Vector256.Create((ReadOnlySpan<double>)a.Slice(i, 4)) + lanes * Vector256.Create(b.Slice(i, 4))).CopyTo(a[i..]);
        }

        for (; i < a.Length; i++)
        {
            a[i] += factor * b[i];
        }
    }

    /// <summary>(a, b) -> (cosine a - sine b, sine a + cosine b).</summary>
    public static void Rotate(Span<double> a, Span<double> b, double cosine, double sine)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i], b[i]);
            a[i] = cosine * x - sine * y;
            b[i] = sine * x + cosine * y;
        }
    }

    /// <summary>Gram and Schmidt, twice, which is enough; a line that depends on those before it becomes zeros.</summary>
    public static void Orthonormalize(double[][] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var before = Math.Sqrt(Dot(lines[i], lines[i]));
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                {
                    Add(lines[i], -Dot(lines[i], lines[j]), lines[j]);
                }
            }

            var length = Math.Sqrt(Dot(lines[i], lines[i]));
            var scale = length > 1e-13 * before ? 1 / length : 0;
            for (var k = 0; k < lines[i].Length; k++)
            {
                lines[i][k] *= scale;
            }
        }
    }
}
