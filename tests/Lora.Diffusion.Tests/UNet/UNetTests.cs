using Lora.Tensors;
using Lora.Testing;

namespace Lora.Diffusion.Tests.UNet;

public sealed class UNetTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    private UNet2DConditionModel UNet => _tiny.Model.UNet;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void GradientCheckpointing_ChangesOnlyTheOrderOfSums()
    {
        var plain = Gradients(UNet, checkpointing: false);
        var recomputed = Gradients(UNet, checkpointing: true);
        var limit = 1e-5f * plain.Max(MathF.Abs);
        Assert.True(limit > 0);
        Assert.All(plain.Zip(recomputed), pair => Assert.Equal(pair.First, pair.Second, limit));
    }

    [Fact]
    public void GradientCheckpointing_OfSeveralBlocksInOneTransformer_ChangesOnlyTheOrderOfSums()
    {
        using var scope = _tiny.Runtime.NewScope();
        var unet = new UNet2DConditionModel(UNet.Config with { TransformerLayers = [.. UNet.Config.TransformerLayers.Select(_ => 3)] });
        foreach (var (parameter, i) in unet.Parameters.Select((parameter, i) => (parameter, i)))
        {
            parameter.Value = _tiny.Normal((ulong)i, parameter.Shape.ToArray()) * 0.05;
        }

        var plain = Gradients(unet, checkpointing: false);
        var recomputed = Gradients(unet, checkpointing: true);
        var limit = 1e-5f * plain.Max(MathF.Abs);
        Assert.True(limit > 0);
        Assert.All(plain.Zip(recomputed), pair => Assert.Equal(pair.First, pair.Second, limit));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(9, 13)]
    [InlineData(3, 5)]
    [InlineData(1, 1)]
    public void AnySize_GivesItsOwnSize(int height, int width)
    {
        var output = UNet.Forward(_tiny.Normal(1, 2, 4, height, width), [10], _tiny.Normal(2, 2, 7, 32));
        Assert.Equal([2, 4, height, width], output.Shape.ToArray());
        Assert.All(output.ToFloats(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Rows_DoNotInfluenceEachOther()
    {
        var (x, context) = (_tiny.Normal(1, 2, 4, 8, 8), _tiny.Normal(2, 2, 77, 32));
        var both = UNet.Forward(x, [800, 20], context).ToFloats();
        var second = UNet.Forward(x.Slice(0, 1, 2), [20], context.Slice(0, 1, 2)).ToFloats();
        for (var i = 0; i < second.Length; i++)
        {
            Assert.Equal(second[i], both[second.Length + i], 1e-5f);
        }
    }

    [Fact]
    public void Timesteps_OfAnotherCount_AreRefused() =>
        Assert.Throws<ArgumentException>(() => UNet.Forward(_tiny.Normal(1, 2, 4, 8, 8), [1, 2, 3], _tiny.Normal(2, 2, 77, 32)));

    [Fact]
    public void Adapter_TakesOverTheLayer_InItsOwnShapes()
    {
        var (x, context) = (_tiny.Normal(1, 1, 4, 8, 8), _tiny.Normal(2, 1, 77, 32));
        var frozen = UNet.Forward(x, [500], context).ToFloats();
        var adapters = UNet.Modules.Where(m => m.Layer is not null).ToDictionary(m => m.Path, m => new Scaling(1), StringComparer.Ordinal);
        Set(UNet, path => adapters[path]);
        Assert.Equal(frozen, UNet.Forward(x, [500], context).ToFloats());
        Assert.All(adapters.Values, a => Assert.Equal(1, a.Calls));

        Set(UNet, path => path.EndsWith("attn2.to_v", StringComparison.Ordinal) ? new Scaling(2) : null);
        Assert.NotEqual(frozen, UNet.Forward(x, [500], context).ToFloats());
        Set(UNet, _ => null);
        Assert.Equal(frozen, UNet.Forward(x, [500], context).ToFloats());
    }

    [Fact]
    public void Probe_SeesEveryModuleOnce_AndChangesLittle()
    {
        var (x, context) = (_tiny.Normal(1, 1, 4, 8, 8), _tiny.Normal(2, 1, 77, 32));
        var without = UNet.Forward(x, [500], context).ToFloats();
        var seen = new List<string>();
        UNet.Probe = (path, _) => seen.Add(path);
        var with = UNet.Forward(x, [500], context).ToFloats();
        UNet.Probe = null;
        Assert.Equal(UNet.Modules.Select(m => m.Path).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.All(with.Zip(without), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    private float[] Gradients(UNet2DConditionModel unet, bool checkpointing)
    {
        using var scope = _tiny.Runtime.NewScope();
        unet.GradientCheckpointing = checkpointing;
        var (x, context) = (_tiny.Normal(1, 2, 4, 8, 8), _tiny.Normal(2, 2, 77, 32));
        x.RequiresGrad = context.RequiresGrad = true;
        var output = unet.Forward(x, [900, 3], context);
        (output * output).Mean().Backward();
        return [.. x.Grad!.ToFloats(), .. context.Grad!.ToFloats()];
    }

    private static void Set(Module model, Func<string, ILayerAdapter?> adapter)
    {
        foreach (var entry in model.Modules)
        {
            if (entry.Layer is { } layer)
            {
                layer.Adapter = adapter(entry.Path);
            }
        }
    }

    private sealed class Scaling(double factor) : ILayerAdapter
    {
        public int Calls { get; private set; }

        public Tensor Forward(AdaptableLayer layer, Tensor x)
        {
            Calls++;
            Assert.Equal(layer.InFeatures, x.Rank == 4 ? x.Size(1) : x.Size(-1));
            var y = layer.ForwardFrozen(x);
            Assert.Equal(layer.OutFeatures, x.Rank == 4 ? y.Size(1) : y.Size(-1));
            return factor == 1 ? y : y * factor;
        }
    }
}
