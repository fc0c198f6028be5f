using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests.Tools;

/// <summary>What two LoRAs change, against numbers worked out by hand and against the whole matrices.</summary>
public sealed class LoraComparisonTests : IDisposable
{
    private static readonly string Lora = GoldenFolder.Find("sampling", "lora.safetensors");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ChangesOfOneLayer_AreThoseWorkedOutByHand()
    {
        // [[3, 4], [6, 8]] of norm sqrt(125), and [[6, 8], [0, 0]] of norm 10
        var before = Save("before", new LoraPair("lora_unet_down_blocks_0_x", [3, 4], [1, 2], [1, 2], [2, 1], 1));
        var after = Save("after", new LoraPair("lora_unet_down_blocks_0_x", [3, 4], [1, 2], [1, 0], [2, 1], 2));

        var layer = Assert.Single(LoraComparison.Of(before, after).Layers);

        Assert.Equal(("lora 1/1", "lora 1/2"), (layer.Before, layer.After));
        Assert.Equal(11.1803398875, layer.NormBefore!.Value, 1e-9);
        Assert.Equal(10, layer.NormAfter!.Value, 1e-9);
        Assert.Equal(50, layer.Dot!.Value, 1e-9);
        Assert.Equal(0.4472135955, layer.Similarity!.Value, 1e-9);
        Assert.Equal(11.1803398875, layer.Difference!.Value, 1e-9);
    }

    [Fact]
    public void Layers_AreThoseOfBoth_AndTheWholeIsTheirSum()
    {
        LoraPair[] first = [Random("lora_te_text_model_encoder_layers_0_x", 1, 3, 7, 5), Random("lora_unet_down_blocks_1_a", 2, 2, 6, 4, kernel: 3)];
        LoraPair[] second = [Random(first[0].Name, 3, 4, 7, 5) with { Alpha = 2 }, Random("lora_unet_down_blocks_1_b", 4, 2, 6, 4)];

        var compared = LoraComparison.Of(Save("first", first), Save("second", second));

        Assert.Equal([("lora 3/3", "lora 4/2"), ("lora 2/2", ""), ("", "lora 2/2")], compared.Layers.Select(layer => (layer.Before, layer.After)));
        Assert.Equal(["lora_te_text_model_encoder_layers_0", "lora_unet_down_blocks_1"], compared.Blocks.Select(block => block.Name));
        var (a, b, c, d) = (Dense(first[0]), Dense(second[0]), Dense(first[1]), Dense(second[1]));
        var text = compared.Layers[0];
        Assert.Equal(Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b)), text.Similarity!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()), text.Difference!.Value, 1e-9);
        // what one of them leaves alone is all difference
        Assert.Equal(Math.Sqrt(Dot(c, c)), compared.Layers[1].Difference!.Value, 1e-9);
        Assert.Null(compared.Layers[1].Similarity);
        Assert.Equal(Math.Sqrt(Dot(a, a) + Dot(c, c)), compared.Whole.NormBefore!.Value, 1e-9);
        Assert.Equal(Dot(a, b) / Math.Sqrt((Dot(a, a) + Dot(c, c)) * (Dot(b, b) + Dot(d, d))), compared.Whole.Similarity!.Value, 1e-9);
    }

    [Fact]
    public void File_DiffersFromItselfInNothing()
    {
        var compared = LoraComparison.Of(Lora, Lora);

        Assert.All(compared.Layers, layer => Assert.Equal((0, layer.Before), (layer.Difference, layer.After)));
        Assert.Equal(1, compared.Whole.Similarity!.Value, 1e-12);
        Assert.Equal(0, compared.Unknown);
    }

    [Fact]
    public void AnotherKind_IsComparedThroughTheModel_AndIsUnknownWithoutOne()
    {
        var pairs = LoraPair.Read(Lora);
        var full = Path.Combine(_folder.Path, "full.safetensors");
        LoraWriter.Save(full, [.. pairs.Select(pair => ($"{pair.Name}.diff", pair.WeightShape, Array.ConvertAll(Dense(pair), value => (float)value)))],
            new Dictionary<string, string>(), "fp32");
        using var model = new TinyModel();

        var compared = LoraComparison.Of(Lora, full, model.Model);

        Assert.Equal(pairs.Count, compared.Layers.Count);
        Assert.Equal(Math.Sqrt(pairs.Sum(pair => pair.Norm * pair.Norm)), compared.Whole.NormAfter!.Value, 1e-4);
        Assert.All(compared.Layers, layer => Assert.True(layer.Difference < 1e-4 * layer.NormBefore && layer.Similarity > 0.9999, layer.ToString()));
        Assert.All(compared.Layers, layer => Assert.Equal("full", layer.After));

        var without = LoraComparison.Of(Lora, full);
        Assert.Equal(pairs.Count, without.Unknown);
        Assert.All(without.Layers, layer => Assert.Null(layer.Difference));
    }

    private string Save(string name, params LoraPair[] pairs)
    {
        var path = Path.Combine(_folder.Path, $"{name}.safetensors");
        LoraWriter.Save(path, [.. pairs.SelectMany(pair => ((string, int[], float[])[])
        [
            ($"{pair.Name}.alpha", [], [(float)pair.Alpha]), ($"{pair.Name}.lora_down.weight", pair.DownShape, pair.Down),
            ($"{pair.Name}.lora_up.weight", pair.UpShape, pair.Up),
        ])], new Dictionary<string, string>(), "fp32");
        return path;
    }

    private static LoraPair Random(string name, ulong seed, int rank, int rows, int columns, int kernel = 1)
    {
        var (up, down) = (new float[rows * rank], new float[rank * columns * kernel * kernel]);
        var generator = new Generator(seed);
        generator.Normal(up);
        generator.Normal(down);
        return kernel == 1 ? new(name, down, [rank, columns], up, [rows, rank], rank)
            : new(name, down, [rank, columns, kernel, kernel], up, [rows, rank, 1, 1], rank);
    }

    private static double[] Dense(LoraPair pair)
    {
        var matrix = new double[pair.Rows * pair.Columns];
        pair.AddProduct(matrix, pair.Alpha / pair.Rank);
        return matrix;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
