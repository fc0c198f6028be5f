using Lora.Tensors;

namespace Lora.Training;

/// <summary>The two factors of one layer's LoRA in a file.</summary>
/// <param name="Name">The layer's name in the file.</param>
/// <param name="Down">[rank, in] or [rank, in, kh, kw].</param>
/// <param name="DownShape">Its shape.</param>
/// <param name="Up">[out, rank] or [out, rank, 1, 1].</param>
/// <param name="UpShape">Its shape.</param>
/// <param name="Alpha">As it stands in the file; the rank where it has none.</param>
internal sealed record LoraPair(string Name, float[] Down, int[] DownShape, float[] Up, int[] UpShape, double Alpha)
{
    public int Rank => DownShape[0];

    public int Rows => UpShape[0];

    /// <summary>Inputs times the kernel's pixels.</summary>
    public int Columns => DownShape[1..].Aggregate(1, (product, size) => product * size);

    public bool IsConvolution => DownShape.Length == 4 && DownShape[2] * DownShape[3] > 1;

    /// <summary>Shape of the layer's weight.</summary>
    public int[] WeightShape => [Rows, .. DownShape[1..]];

    /// <summary>Of alpha / rank * up * down: the root of the sum of squares.</summary>
    public double Norm => Math.Sqrt(Math.Max(0, Dot(this)));

    /// <summary>
    /// The sum over both changes' elements, multiplied with each other, without a matrix of the layer's size: of U^T V times D E^T, which are small.
    /// </summary>
    /// <param name="other">Of a layer of the same shape.</param>
    public double Dot(LoraPair other)
    {
        var (ups, downs, ownUps, ownDowns) = (other.UpLines(), other.DownLines(), UpLines(), DownLines());
        var sum = 0.0;
        for (var i = 0; i < Rank; i++)
        {
            for (var j = 0; j < other.Rank; j++)
            {
                sum += Lines.Dot(ownUps[i], ups[j]) * Lines.Dot(ownDowns[i], downs[j]);
            }
        }

        return Alpha / Rank * (other.Alpha / other.Rank) * sum;
    }

    /// <summary>Adds factor * up * down, row-major; alpha is not in it.</summary>
    public void AddProduct(double[] matrix, double factor)
    {
        var (rank, columns) = (Rank, Columns);
        var down = Array.ConvertAll(Down, value => (double)value);
        Parallel.For(0, Rows, row =>
        {
            for (var i = 0; i < rank; i++)
            {
                Lines.Add(matrix.AsSpan(row * columns, columns), factor * Up[row * rank + i], down.AsSpan(i * columns, columns));
            }
        });
    }

    /// <summary>The pairs of a file, ordered by name.</summary>
    /// <exception cref="TrainingException">It holds something else than LoRA.</exception>
    public static IReadOnlyList<LoraPair> Read(string path)
    {
        using var file = new SafetensorsFile(path);
        return [.. AdapterModule.Of(file).Select(Of)];
    }

    /// <summary>Whether a module is plain LoRA.</summary>
    public static bool IsPair(AdapterModule module) => module.Tensors.ContainsKey(LoraAdapter.DownName) && module.Tensors.ContainsKey(LoraAdapter.UpName)
        && module.Tensors.Keys.All(key => key is LoraAdapter.DownName or LoraAdapter.UpName or "alpha");

    /// <exception cref="TrainingException">It is something else, or its factors do not fit.</exception>
    public static LoraPair Of(AdapterModule module)
    {
        if (!IsPair(module))
        {
            throw new TrainingException(
                $"'{module.Name}' is no plain LoRA (it has {string.Join(", ", module.Tensors.Keys)}): only plain ones can be resized, and merged into one.");
        }

        var (down, up) = (module.Tensors[LoraAdapter.DownName], module.Tensors[LoraAdapter.UpName]);
        if (down.Shape.Length < 2 || down.Shape.Length != up.Shape.Length || up.Shape[1] != down.Shape[0] || up.Shape[2..].Any(size => size != 1))
        {
            throw new TrainingException($"'{module.Name}': its factors [{string.Join(", ", up.Shape)}] and [{string.Join(", ", down.Shape)}] do not fit.");
        }

        var alpha = module.Tensors.TryGetValue("alpha", out var given) && given.Values is [var value and not 0] ? value : down.Shape[0];
        return new(module.Name, down.Values, down.Shape, up.Values, up.Shape, alpha);
    }

    // a line for each rank
    private double[][] UpLines() => [.. Enumerable.Range(0, Rank).Select(i => Enumerable.Range(0, Rows).Select(row => (double)Up[row * Rank + i]).ToArray())];

    private double[][] DownLines() =>
        [.. Enumerable.Range(0, Rank).Select(i => Array.ConvertAll(Down[(i * Columns)..((i + 1) * Columns)], value => (double)value))];
}
