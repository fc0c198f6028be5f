using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>What is kept in 8 bits, and what that saves.</summary>
public sealed class EightBitTests
{
    /// <summary>The layers of SD 1.5 by kohya's list, which is of rank 8.</summary>
    [Theory]
    [InlineData("AdamW8bit", 8)]
    [InlineData("AdamW8bit", 16)]
    [InlineData("AdamW8bit", 128)]
    public void States_TakeAtMostThirtyHundredthsOfAdamWs(string type, int dim)
    {
        using var optimizer = OptimizerCatalog.Create(Settings.Of($"OptimizerType={type}"));
        using var whole = OptimizerCatalog.Create(Settings.Of("OptimizerType=AdamW"));
        var shapes = Sd15(dim);
        Assert.InRange((double)optimizer.StateBytes(shapes) / whole.StateBytes(shapes), 0.25, 0.30);
    }

    [Fact]
    public void Layout_FollowsTheParameters()
    {
        var layout = new BlockwiseLayout([[4096], [256, 16], [10, 7], [4095], [4097], [64, 64], [3]]);
        Assert.Equal(
        [
            new(0, 8192, 0, true, 0, 32),
            new(8192, 4165, 0, false, 32, 0),
            // an odd block ends a run: the next tensor begins one of its own
            new(12357, 4097, 8192, true, 32, 17),
            new(16454, 4096, 12289, true, 49, 16),
            new(20550, 3, 4165, false, 65, 0),
        ], layout.Runs);
        Assert.Equal((4168, 16385, 65), (layout.Plain, layout.Quantized, layout.Blocks));
    }

    /// <summary>Small tensors keep fp32 moments, and so take AdamW's very steps.</summary>
    [Fact]
    public void SmallTensors_TakeStepsOfFp32()
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        Assert.Equal(Weights("AdamW"), Weights("AdamW8bit"));

        float[] Weights(string type)
        {
            using var group = new ParameterGroup(runtime, "unet", 0.01, [[63, 65], [7]]);
            using var optimizer = OptimizerCatalog.Create(Settings.Of($"OptimizerType={type}"));
            optimizer.Attach([group]);
            var gradients = new float[group.Count];
            var random = new Generator(5);
            for (var step = 0; step < 3; step++)
            {
                random.Normal(gradients);
                group.Gradients.CopyFrom_(gradients);
                optimizer.Step();
            }

            return group.Values.ToFloats();
        }
    }

    private static int[][] Sd15(int dim)
    {
        var golden = GoldenCases.Of("keys").Select(row => row.Data).Single(row => row.Name == "kohya_sd15_real_default");
        return
        [
            .. golden.JsonFile().GetProperty("keys").EnumerateArray().Select(entry => (
                Key: entry[0].GetString()!, Shape: entry[1].EnumerateArray().Select(size => size.GetInt32()).ToArray()))
                .Where(entry => entry.Shape.Length > 1)
                .Select(entry => entry.Key.Contains("lora_down", StringComparison.Ordinal)
                    ? (int[])[dim, .. entry.Shape[1..]] : [entry.Shape[0], dim, .. entry.Shape[2..]]),
        ];
    }
}
