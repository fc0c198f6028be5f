using System.Globalization;
using Lora.Testing;
using Lora.Tensors;

namespace Lora.Diffusion.Tests;

/// <summary>What kohya's trainer gives the U-Net for a caption: rows joined, clip skip, weights.</summary>
[Trait("Golden", "tokenizer")]
public sealed class PromptEncoderGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("tokenizer", c => c.Op != "chunks", "chunks.json");

    [Theory, MemberData(nameof(Cases))]
    public void States_AreThoseOfTheTrainer(GoldenCase golden)
    {
        Assert.Equal("chunk hidden states", golden.Op);
        var folder = GoldenFolder.Find("models", "sd15-tiny");
        var tokenizer = Given.Tokenizer(Path.Combine(folder, "tokenizer"));
        TokenChunksGoldenTests.Compare(golden, tokenizer);

        string[] prompts = [.. golden.Params.GetProperty("prompts").EnumerateArray().Select(p => p.GetString()!)];
        string[] picked = [.. golden.Params.GetProperty("rows").EnumerateArray().Select(r => prompts[r.GetInt32()])];
        var rows = (int)golden.Tensors["ids"].Shape[1];
        using var runtime = TestRuntime.New();
        using var model = TinyModel.Open(folder, runtime, DType.Float32);
        using var noGrad = runtime.NoGrad();
        foreach (var output in golden.Tensors.Names.Where(name => name.StartsWith("hidden.", StringComparison.Ordinal)))
        {
            var parts = output.Split('.');
            var skip = parts[^1] == "None" ? 1 : int.Parse(parts[^1], CultureInfo.InvariantCulture);
            var states = model.Text.EncodeCaptions(picked, rows, skip, weighted: parts[1] == "weighted").Context;
            Assert.Equal(golden.Tensors[output].Shape, states.Shape.ToArray().Select(d => (long)d));
            golden.Compare(output, states.ToFloats());
        }
        golden.AllCompared();
    }
}
