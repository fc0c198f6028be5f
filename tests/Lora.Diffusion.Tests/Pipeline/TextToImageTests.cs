using Lora.Diffusion.Samplers;
using Lora.Tensors;

namespace Lora.Diffusion.Tests.Pipeline;

public sealed class TextToImageTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("euler_a")]
    [InlineData("dpmpp_2m_karras")]
    public void Batch_GivesWhatEachSeedGivesAlone(string name)
    {
        var (positive, negative) = (_tiny.Normal(1, 2, 77, 32), _tiny.Normal(2, 2, 77, 32));
        var both = Sample(name, positive, negative, [7, 8]).ToFloats();
        var second = Sample(name, positive.Slice(0, 1, 2), negative.Slice(0, 1, 2), [8]).ToFloats();
        var limit = 1e-4f * second.Max(MathF.Abs);
        for (var i = 0; i < second.Length; i++)
        {
            Assert.Equal(second[i], both[second.Length + i], limit);
        }
    }

    [Fact]
    public void Prompts_OfTwoLengths_RunOneByOne()
    {
        var positive = _tiny.Normal(1, 1, 77, 32);
        var longer = Sample("ddim", positive, _tiny.Runtime.Cat([_tiny.Normal(2, 1, 77, 32), _tiny.Normal(3, 1, 77, 32)], 1), [7]);
        Assert.All(longer.ToFloats(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void ScaleOfOne_LeavesTheNegativePromptOut()
    {
        var positive = _tiny.Normal(1, 1, 77, 32);
        var settings = new SamplingSettings { Width = 64, Height = 64, GuidanceScale = 1 };
        Assert.Equal(Sample("ddim", positive, null, [7]).ToFloats(), Sample("ddim", positive, _tiny.Normal(2, 1, 77, 32), [7], settings).ToFloats());
    }

    [Fact]
    public void Run_LeavesOnlyItsResult()
    {
        var (positive, negative) = (_tiny.Normal(1, 1, 77, 32), _tiny.Normal(2, 1, 77, 32));
        _ = (_tiny.Model.UNet, _tiny.Model.Vae);
        var before = _tiny.Runtime.LiveTensors;
        using (var latents = Sample("dpmpp_2m_karras", positive, negative, [7]))
        using (var image = _tiny.Model.TextToImage.Decode(latents))
        {
            Assert.Equal(before + 2, _tiny.Runtime.LiveTensors);
            Assert.Equal([1, 3, 64, 64], image.Shape.ToArray());
        }

        Assert.Equal(before, _tiny.Runtime.LiveTensors);
    }

    [Fact]
    public void SizeBetweenLatentPixels_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Sample("ddim", _tiny.Normal(1, 1, 77, 32), null, [7], new SamplingSettings { Width = 60, Height = 64 }));

    [Fact]
    public void Cancelled_StopsBeforeTheNextStep()
    {
        using var cancel = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => _tiny.Model.TextToImage.Sample(SamplerCatalog.Create("ddim", _tiny.Model.Schedule, 5), _tiny.Normal(1, 1, 77, 32),
            null, [7], new SamplingSettings { Width = 64, Height = 64 }, (_, _) => Stop(), cancel.Token));
        Assert.Equal(1, steps);

        void Stop()
        {
            steps++;
            cancel.Cancel();
        }
    }

    private Tensor Sample(string name, Tensor positive, Tensor? negative, ulong[] seeds, SamplingSettings? settings = null) =>
        _tiny.Model.TextToImage.Sample(SamplerCatalog.Create(name, _tiny.Model.Schedule, 5), positive, negative, seeds,
            settings ?? new SamplingSettings { Width = 64, Height = 64, GuidanceScale = 4 });
}
