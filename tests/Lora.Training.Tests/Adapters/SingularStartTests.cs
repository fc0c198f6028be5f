using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

public class SingularStartTests
{
    /// <summary>The way for large weights gives what all singular values give.</summary>
    [Theory]
    [InlineData(96, 80)]
    [InlineData(72, 130)]
    public void Leading_AreTheLargestOfAll(int outputs, int inputs)
    {
        const int Rank = 4, Many = 72;
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var layer = new Conv2d("layer", inputs, outputs, 1);
        var values = new float[outputs * inputs];
        new Generator(3).Normal(values);
        layer.Parameters.First().Value = runtime.FromFloats(values, [outputs, inputs, 1, 1]);

        // so many that all there are come at once
        var all = new SingularStart(layer, Many, SingularPart.Principal);
        var leading = new SingularStart(layer, Rank, SingularPart.Principal);

        for (var k = 0; k < Rank; k++)
        {
            Assert.Equal(all.Values[k], leading.Values[k], 1e-3);
            for (var i = 0; i < outputs * inputs; i += 7)
            {
                var (o, c) = (i / inputs, i % inputs);
                Assert.Equal(all.Outputs[(o * Many) + k] * all.Inputs[(k * inputs) + c],
                    leading.Outputs[(o * Rank) + k] * leading.Inputs[(k * inputs) + c], 1e-3);
            }
        }
    }

    [Fact]
    public void Middle_AndLast_AreInTheirPlaces_AndWhatThereIsNotIsNothing()
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var layer = new Conv2d("layer", 3, 3, 1);
        layer.Parameters.First().Value = runtime.FromFloats([5, 0, 0, 0, 1, 0, 0, 0, 3], [3, 3, 1, 1]);
        Assert.Equal([5], new SingularStart(layer, 1, SingularPart.Principal).Values);
        Assert.Equal([3], new SingularStart(layer, 1, SingularPart.Middle).Values);
        Assert.Equal([1], new SingularStart(layer, 1, SingularPart.Last).Values);
        Assert.Equal([5, 3, 1, 1e-6f], new SingularStart(layer, 4, SingularPart.Principal).Values);
    }
}
