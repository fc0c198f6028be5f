using Lora.Diffusion.Samplers;
using Lora.Tensors;
using Lora.Testing;
using Rows = Lora.Vocabulary.Samplers;

namespace Lora.Diffusion.Tests.Pipeline;

public sealed class TextToImageTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly TextToImage _pipeline;

    public TextToImageTests() => _pipeline = new TextToImage(_tiny.Model);

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void EverySampler_DrawsAFinitePicture()
    {
        var (positive, negative) = (Prompts(1), Prompts(2));
        foreach (var row in Rows.All)
        {
            using var latents = Sample(row.Name, positive, negative, [7], new SamplingSettings { Width = 32, Height = 32, GuidanceScale = 4 }, steps: 3);
            Assert.All(latents.ToFloats(), value => Assert.True(float.IsFinite(value), row.Name));
        }
    }

    [Theory]
    [InlineData("euler_a")]
    [InlineData("dpmpp_2m_karras")]
    public void Batch_GivesWhatEachSeedGivesAlone(string name)
    {
        var (positive, negative) = (Prompts(1, 2), Prompts(2, 2));
        var both = Sample(name, positive, negative, [7, 8]).ToFloats();
        var second = Sample(name, positive.Slice(1, 2), negative.Slice(1, 2), [8]).ToFloats();
        var limit = 1e-4f * second.Max(MathF.Abs);
        for (var i = 0; i < second.Length; i++)
        {
            Assert.Equal(second[i], both[second.Length + i], limit);
        }
    }

    [Fact]
    public void Prompts_OfTwoLengths_RunOneByOne()
    {
        var positive = Prompts(1);
        var longer = Sample("ddim", positive, new Conditioning(_tiny.Runtime.Cat([Prompts(2).Context, Prompts(3).Context], 1)), [7]);
        Assert.All(longer.ToFloats(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void ScaleOfOne_LeavesTheNegativePromptOut()
    {
        var positive = Prompts(1);
        var settings = new SamplingSettings { Width = 64, Height = 64, GuidanceScale = 1 };
        Assert.Equal(Sample("ddim", positive, null, [7]).ToFloats(), Sample("ddim", positive, Prompts(2), [7], settings).ToFloats());
    }

    [Fact]
    public void Run_LeavesOnlyItsResult()
    {
        var (positive, negative) = (Prompts(1), Prompts(2));
        var before = _tiny.Runtime.LiveTensors;
        using (var latents = Sample("dpmpp_2m_karras", positive, negative, [7]))
        using (var image = _pipeline.Decode(latents))
        {
            Assert.Equal(before + 2, _tiny.Runtime.LiveTensors);
            Assert.Equal([1, 3, 64, 64], image.Shape.ToArray());
        }

        Assert.Equal(before, _tiny.Runtime.LiveTensors);
    }

    [Fact]
    public void SizeBetweenLatentPixels_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Sample("ddim", Prompts(1), null, [7], new SamplingSettings { Width = 60, Height = 64 }));

    [Fact]
    public void Cancelled_StopsBeforeTheNextStep()
    {
        using var cancel = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => _pipeline.Sample(SamplerCatalog.Create(Rows.Ddim, _tiny.Model.Schedule, 5), Prompts(1),
            null, [7], new SamplingSettings { Width = 64, Height = 64 }, (_, _) => Stop(), cancel.Token));
        Assert.Equal(1, steps);

        void Stop()
        {
            steps++;
            cancel.Cancel();
        }
    }

    private Conditioning Prompts(ulong seed, int rows = 1) => new(_tiny.Normal(seed, rows, 77, 32));

    private Tensor Sample(string name, Conditioning positive, Conditioning? negative, ulong[] seeds, SamplingSettings? settings = null, int steps = 5) =>
        _pipeline.Sample(SamplerCatalog.Create(SamplerCatalog.Find(name)!, _tiny.Model.Schedule, steps), positive, negative, seeds,
            settings ?? new SamplingSettings { Width = 64, Height = 64, GuidanceScale = 4 });
}
