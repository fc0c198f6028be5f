using System.Globalization;
using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests.Tools;

/// <summary>The tools on whole files: kohya's LoRA of the sampling cases and the tiny model.</summary>
public sealed class LoraToolsTests : IDisposable
{
    private static readonly string Model = GoldenFolder.Find("models", "sd15-tiny");
    private static readonly string Lora = GoldenFolder.Find("sampling", "lora.safetensors");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ALL")]
    [InlineData("OUTALL")]
    public void LoraMergedIntoAModel_IsWhatExtractFindsThere(string blocks)
    {
        var weights = BlockWeights.Read(blocks)!;
        // rounded to fp16, as the model is, the sum would lose what the weights do not show
        var single = InSingle(Path.Combine(_folder.Path, "base"));
        var (merged, back) = (Path.Combine(_folder.Path, "merged"), Path.Combine(_folder.Path, "back.safetensors"));
        using (var runtime = TestRuntime.New())
        using (var model = Open(runtime, single))
        {
            LoraTools.MergeInto(model, [new(Lora, 0.5, weights)], merged);
        }

        using (var runtime = TestRuntime.New())
        using (IDiffusionModel original = Open(runtime, single), tuned = Open(runtime, merged))
        {
            LoraTools.Extract(original, tuned, back, new ExtractSettings { Dim = LoraPair.Read(Lora)[0].Rank, ClampQuantile = 1 }, "fp32");
        }

        var found = LoraPair.Read(back).ToDictionary(pair => pair.Name);
        Assert.Equal(LoraPair.Read(Lora).Count, found.Count);
        foreach (var pair in LoraPair.Read(Lora))
        {
            var strength = 0.5 * weights.Of(BlockTable.StableDiffusion, LayerBlocks.Of(BlockTable.StableDiffusion, pair.Name));
            CompareChanges(Change(pair, strength), found[pair.Name], pair.Norm);
        }
    }

    [Fact]
    public void BlockWeights_AreFactorsOfTheRatio_AndBlocksOutsideOfAListCountInFull()
    {
        double[] numbers = [.. Enumerable.Range(1, 17).Select(i => i / 10.0)];
        var list = BlockWeights.Read(string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))))!;
        MergeInput[] inputs = [new(Lora, 2, list), new(Lora, -1, BlockWeights.Read("none"))];
        var merged = SvdMerge.Merge([.. inputs.Select(input => input.Read())], 64, 64, quantile: null).ToDictionary(pair => pair.Name);
        foreach (var (name, number) in new[] { ("lora_te_text_model_encoder_layers_0_mlp_fc1", 0.1), ("lora_unet_down_blocks_0_attentions_0_proj_in", 0.2),
            ("lora_unet_mid_block_attentions_0_proj_in", 0.8), ("lora_unet_up_blocks_1_attentions_2_proj_in", 1.1) })
        {
            var pair = LoraPair.Read(Lora).Single(pair => pair.Name == name);
            CompareChanges(Change(pair, 2 * number), merged[name], pair.Norm);
        }

        Assert.Equal(2, inputs[0].Read().RatioOf("lora_unet_down_blocks_0_downsamplers_0_conv"));
        var ofXL = new MergeInput(Lora, 1, BlockWeights.Read("1,1,1,1,1,1,1,1,1,1,1,1"));
        var error = Assert.Throws<TrainingException>(() => LoraTools.Merge([ofXL], Path.Combine(_folder.Path, "x.safetensors"), new(), "fp32"));
        Assert.Contains("are not for the 17 or 26 blocks of Stable Diffusion 1.x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_AreTheSameEveryTime_AndKeepWhatTheySaid()
    {
        var (first, second) = (Path.Combine(_folder.Path, "resized.safetensors"), Path.Combine(_folder.Path, "again", "resized.safetensors"));
        LoraTools.Resize(Lora, first, new() { NewRank = 2 }, "fp16");
        LoraTools.Resize(Lora, second, new() { NewRank = 2 }, "fp16");
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        using var file = new SafetensorsFile(first);
        Assert.Equal(("sd_v1", "2"), (file.Metadata["ss_base_model_version"], file.Metadata["ss_network_dim"]));
        Assert.Equal([Path.GetFileName(first)], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void OtherRanks_CannotBeAdded()
    {
        var small = Path.Combine(_folder.Path, "small.safetensors");
        LoraTools.Resize(Lora, small, new() { NewRank = 2 }, "fp32");
        var error = Assert.Throws<TrainingException>(
            () => LoraTools.Merge([new(Lora, 1), new(small, 1)], Path.Combine(_folder.Path, "x.safetensors"), new(), "fp32"));
        Assert.Contains("only equal ranks can be added", error.Message, StringComparison.Ordinal);
        LoraTools.Merge([new(Lora, 0.5), new(small, 0.5)], Path.Combine(_folder.Path, "x.safetensors"), new() { NewRank = 3 }, "fp32");
        Assert.All(LoraPair.Read(Path.Combine(_folder.Path, "x.safetensors")), pair => Assert.Equal((3, 3), (pair.Rank, pair.Alpha)));
    }

    [Fact]
    public void Report_HasABlockForEachOfTheModel()
    {
        var blocks = LoraReport.Blocks(Lora);
        Assert.Contains(blocks, block => block.Name == "lora_unet_mid_block" && block.Modules > 0 && block.Norm > 0);
        Assert.Contains(blocks, block => block.Name == "lora_te_text_model_encoder_layers_0");
        Assert.Equal(LoraPair.Read(Lora).Count, blocks.Sum(block => block.Modules));
        var largest = LoraPair.Read(Lora).Max(pair => pair.Up.Concat(pair.Down).Max(Math.Abs));
        Assert.Equal(largest, blocks.Max(block => block.Largest), 1e-6);
    }

    // alpha and the factors of what was made, against what was wanted
    private static void CompareChanges(double[] wanted, LoraPair made, double norm)
    {
        var difference = Change(made, -1);
        Lines.Add(difference, 1, wanted);
        Assert.True(Math.Sqrt(Lines.Dot(difference, difference)) < 1e-4 * norm, $"{made.Name}: {Math.Sqrt(Lines.Dot(difference, difference)) / norm}");
    }

    private static string InSingle(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Model, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Model, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Path.GetExtension(file) != ".safetensors")
            {
                File.Copy(file, copy);
                continue;
            }

            using var half = new SafetensorsFile(file);
            var writer = new SafetensorsWriter();
            foreach (var tensor in half.Tensors.Where(tensor => FloatCodec.Supports(tensor.DType)))
            {
                writer.AddFloats(tensor.Name, SafetensorsDType.F32, tensor.Shape, half.ReadFloats(tensor.Name));
            }

            writer.Save(copy);
        }

        return folder;
    }

    private static IDiffusionModel Open(TensorRuntime runtime, string path) =>
        FamilyCatalog.Open(FamilyCatalog.SourceAt(new(path)), runtime, new() { Storage = DType.Float32 });

    private static double[] Change(LoraPair pair, double factor)
    {
        var change = new double[pair.Rows * pair.Columns];
        pair.AddProduct(change, factor * pair.Alpha / pair.Rank);
        return change;
    }
}
