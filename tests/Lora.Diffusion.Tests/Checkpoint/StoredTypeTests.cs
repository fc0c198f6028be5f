using Lora.Testing;
using Lora.Tensors;

namespace Lora.Diffusion.Tests.Checkpoint;

/// <summary>Weights kept in fp16 compute what their values in fp32 compute: nothing is rounded on the way.</summary>
public sealed class StoredTypeTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly LatentDiffusionModel _half;

    public StoredTypeTests()
    {
        _half = TinyModel.Open(Path.Combine(GoldenFolder.Project, "models", "sd15-tiny"), _tiny.Runtime);
        _half.Load([.. _half.Family.Parts]);
    }

    public void Dispose()
    {
        _half.Dispose();
        _tiny.Dispose();
    }

    [Fact]
    public void UNet_GivesTheSameOutputAndGradient()
    {
        Assert.Equal(DType.Float16, _half.UNet.Modules.First(m => m.Path == "conv_in").Layer!.Weight.DType);
        Same(OutputAndGradient(_tiny.Model.UNet), OutputAndGradient(_half.UNet));

        float[] OutputAndGradient(UNet2DConditionModel unet)
        {
            using var scope = _tiny.Runtime.NewScope();
            var (x, context) = (_tiny.Normal(1, 1, 4, 8, 8), _tiny.Normal(2, 1, 77, 32));
            x.RequiresGrad = context.RequiresGrad = true;
            var output = unet.Forward(x, [500], context);
            (output * output).Mean().Backward();
            return [.. output.ToFloats(), .. x.Grad!.ToFloats(), .. context.Grad!.ToFloats()];
        }
    }

    [Fact]
    public void Vae_GivesTheSame()
    {
        var image = _tiny.Normal(1, 1, 3, 32, 32);
        Same(_tiny.Model.Vae.Encode(image).Mean.ToFloats(), _half.Vae.Encode(image).Mean.ToFloats());
        var latent = _tiny.Normal(2, 1, 4, 4, 4);
        Same(_tiny.Model.Vae.Decode(latent).ToFloats(), _half.Vae.Decode(latent).ToFloats());
    }

    [Fact]
    public void TextEncoder_GivesTheSame()
    {
        long[] ids = [1012, 5, 6, 7, 1013];
        Same(_tiny.Model.TextEncoder.Condition(_tiny.Runtime, ids, 1).ToFloats(), _half.TextEncoder.Condition(_tiny.Runtime, ids, 1).ToFloats());
    }

    private static void Same(float[] expected, float[] actual)
    {
        var limit = 1e-5f * expected.Max(MathF.Abs);
        Assert.True(limit > 0);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, limit));
    }
}
