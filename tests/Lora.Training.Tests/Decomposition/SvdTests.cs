using Lora.Tensors;

namespace Lora.Training.Tests.Decomposition;

public sealed class SvdTests
{
    /// <summary>Also where the block is smaller than the matrix, so that it has to converge: what is left out is as small as can be.</summary>
    [Theory]
    [InlineData(5, 5, 5)]
    [InlineData(40, 7, 3)]
    [InlineData(7, 40, 7)]
    [InlineData(90, 120, 6)]
    [InlineData(120, 90, 6)]
    public void Vectors_AreOrthonormal_AndTheRestIsSmallest(int rows, int columns, int count)
    {
        // known singular values: falling by a fifth
        var (left, right) = (Orthonormal(1, rows), Orthonormal(2, columns));
        var least = Math.Min(rows, columns);
        var matrix = new double[rows * columns];
        for (var i = 0; i < least; i++)
        {
            for (var row = 0; row < rows; row++)
            {
                Lines.Add(matrix.AsSpan(row * columns, columns), Math.Pow(0.8, i) * left[i][row], right[i]);
            }
        }

        var svd = Svd.Of(matrix, rows, columns, count);
        Assert.Equal(count, svd.Values.Length);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(Math.Pow(0.8, i), svd.Values[i], 1e-9);
            Assert.Equal(1, Math.Abs(Lines.Dot(left[i], svd.Left[i])), 1e-7);
            Assert.Equal(1, Math.Abs(Lines.Dot(right[i], svd.Right[i])), 1e-7);
            Assert.Equal(Math.Sign(Lines.Dot(left[i], svd.Left[i])), Math.Sign(Lines.Dot(right[i], svd.Right[i])));
        }
    }

    /// <summary>Values that hardly fall keep the block turning to its last round: what it has then still belongs together.</summary>
    [Fact]
    public void FlatSpectrum_GivesVectorsOfItsValues()
    {
        const int Rows = 96, Columns = 80;
        var noise = new float[Rows * Columns];
        new Generator(3).Normal(noise);
        var matrix = Array.ConvertAll(noise, value => (double)value);

        var svd = Svd.Of(matrix, Rows, Columns, 4);

        foreach (var (left, right, value) in svd.Left.Zip(svd.Right, svd.Values))
        {
            Assert.Equal(1, Lines.Dot(left, left), 1e-9);
            var image = new double[Rows];
            for (var row = 0; row < Rows; row++)
            {
                image[row] = Lines.Dot(matrix.AsSpan(row * Columns, Columns), right) - (value * left[row]);
            }

            Assert.Equal(0, Math.Sqrt(Lines.Dot(image, image)), 1e-3);
        }
    }

    [Fact]
    public void Zeros_HaveNoValues()
    {
        var svd = Svd.Of(new double[12], 3, 4, 2);
        Assert.Equal([0, 0], svd.Values);
        Assert.All(svd.Left.Concat(svd.Right), line => Assert.All(line, value => Assert.True(double.IsFinite(value))));
    }

    [Fact]
    public void LowRank_IsFoundWhole()
    {
        var matrix = new double[60 * 50];
        var (left, right) = (Orthonormal(3, 60), Orthonormal(4, 50));
        for (var row = 0; row < 60; row++)
        {
            Lines.Add(matrix.AsSpan(row * 50, 50), left[0][row], right[0]);
            Lines.Add(matrix.AsSpan(row * 50, 50), 0.5 * left[1][row], right[1]);
        }

        var svd = Svd.Of(matrix, 60, 50, 4);
        Assert.Equal(1, svd.Values[0], 1e-12);
        Assert.Equal(0.5, svd.Values[1], 1e-12);
        Assert.Equal(0, svd.Values[2], 1e-9);
    }

    [Fact]
    public void Energy_ChoosesTheLowestRankThatHasIt()
    {
        // values 4, 2, 1: 16 / 21, 20 / 21, 1
        double[] diagonal = [4, 0, 0, 0, 2, 0, 0, 0, 1];
        Assert.Equal(1, SvdFactors.Make("a", diagonal, [3, 3], rank: 3, energy: 0.7).Rank);
        Assert.Equal(2, SvdFactors.Make("a", diagonal, [3, 3], rank: 3, energy: 0.9).Rank);
        Assert.Equal(3, SvdFactors.Make("a", diagonal, [3, 3], rank: 3, energy: 0.99).Rank);
        Assert.Equal(2, SvdFactors.Make("a", diagonal, [3, 3], rank: 2, energy: 0.99).Rank);
    }

    private static double[][] Orthonormal(ulong seed, int n)
    {
        var generator = new Generator(seed);
        var lines = new double[n][];
        for (var i = 0; i < n; i++)
        {
            lines[i] = new double[n];
            generator.Normal(lines[i]);
        }

        Lines.Orthonormalize(lines);
        return lines;
    }
}
