using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests.Adapters;

/// <summary>LoRAs that are part of the base model.</summary>
public sealed class BaseWeightsTests : IDisposable
{
    private static readonly ModelPart[] Both = [ModelPart.Unet, ModelPart.TextEncoder];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Merged_PredictsAsTheBranches_AndLeavesNoTrace()
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        using var off = model.Runtime.NoGrad();
        var (one, two) = (Random(model, 1), Random(model, 2));
        var plain = Predict(model);
        var live = model.Runtime.LiveTensors;
        float[] branch;
        using (one.Apply(model.Model, 0.5))
        {
            branch = Predict(model);
        }

        float[] merged, together;
        using (new BaseWeights(model.Model, Both, [(one, 0.5)]))
        {
            merged = Predict(model);
        }

        using (new BaseWeights(model.Model, Both, [(one, 0.5), (two, -1)]))
        {
            together = Predict(model);
            // another LoRA over it, merged too, and taken off again
            using (two.Apply(model.Model, 1, merge: true))
            {
                Close(branch, Predict(model), plain);
            }

            Assert.Equal(together, Predict(model));
        }

        Close(branch, merged, plain);
        Assert.NotEqual(merged, together);
        Assert.Equal(plain, Predict(model));
        Assert.Equal(live, model.Runtime.LiveTensors);
    }

    [Fact]
    public void OnePart_LeavesTheOther()
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        using var merged = new BaseWeights(model.Model, [ModelPart.TextEncoder], [(Random(model, 1), 1)]);
        Assert.All(model.Model.AdapterGroups.SelectMany(group => group.Targets().Select(target => (group.Part, target.Layer))),
            pair => Assert.Equal(pair.Part == ModelPart.TextEncoder, pair.Layer.Overlay is not null));
    }

    [Fact]
    public void HalfWeights_StayHalf()
    {
        using var tiny = new TinyModel();
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), tiny.Runtime, DType.BFloat16);
        model.Load(ModelPart.Unet);
        using var merged = new BaseWeights(model, [ModelPart.Unet], [(Random(tiny, 1), 1)]);
        Assert.All(model.AdapterGroups.Single(group => group.Part == ModelPart.Unet).Targets(),
            target => Assert.Equal(DType.BFloat16, target.Layer.Weight.DType));
    }

    private static void Close(float[] expected, float[] actual, float[] plain)
    {
        var change = expected.Zip(plain, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(change > 1e-3, $"the LoRA changes the prediction by {change} only");
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-3 * change);
    }

    private static float[] Predict(TinyModel model)
    {
        using var scope = model.Runtime.NewScope();
        var text = model.Model.Text.EncodeCaptions(["zorblax, blue"]);
        return model.Model.Predict(model.Normal(3, 1, 4, 8, 8), [300], text).ToFloats();
    }

    private LoraFile Random(TinyModel model, int seed)
    {
        using var scope = model.Runtime.NewScope();
        using var network = new AdapterNetwork(model.Model, Settings.Of("NetworkDim=4; NetworkAlpha=4"));
        foreach (var (i, group) in network.Groups.Index())
        {
            using var off = model.Runtime.NoGrad();
            group.Values.CopyFrom_(model.Normal((ulong)((10 * seed) + i), group.Count).Affine(0.1, 0).ToFloats());
        }

        var path = _folder[$"{seed}.safetensors"];
        LoraWriter.Save(path, network, new Dictionary<string, string>(), "fp32");
        return new LoraFile(path);
    }
}
