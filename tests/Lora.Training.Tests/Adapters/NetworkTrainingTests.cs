using Lora.Diffusion;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>Every network, trained on tiny models and read back from its file.</summary>
public sealed class NetworkTrainingTests : IDisposable
{
    private static readonly DatasetFacts Facts = new() { DatasetName = "x", OutputName = "x" };

    // the rotations' dim is a number, or a size, of blocks
    private static readonly string[] More =
    [
        "NetworkAlgo=lora; NetworkArgs=conv_dim=2 use_tucker=true use_scalar=true", "NetworkAlgo=lora; NetworkArgs=rs_lora=true",
        "NetworkAlgo=dora; NetworkArgs=wd_on_output=false", "NetworkAlgo=loha; NetworkArgs=use_tucker=true dora_wd=true use_scalar=true",
        "NetworkAlgo=lokr; NetworkDim=2; NetworkArgs=factor=4 decompose_both=true", "NetworkAlgo=lokr; NetworkArgs=full_matrix=true bypass_mode=true",
        "NetworkAlgo=ia3; NetworkArgs=train_on_input=true", "NetworkAlgo=dylora; NetworkArgs=form=lycoris block_size=2 conv_dim=2",
        "NetworkAlgo=oft; NetworkArgs=constraint=0.01 rescaled=true", "NetworkAlgo=oft; NetworkAlpha=0.01; NetworkArgs=form=kohya",
        "NetworkAlgo=boft; NetworkDim=8; NetworkArgs=constraint=0.01 rescaled=true", "NetworkAlgo=glora; NetworkArgs=use_scalar=true rs_lora=true",
        "NetworkAlgo=loha; NetworkDropout=0.3; NetworkArgs=rank_dropout=0.2 rank_dropout_scale=true module_dropout=0.2",
        "NetworkAlgo=lora; NetworkDropout=0.3; NetworkArgs=rank_dropout=0.2 module_dropout=0.2 conv_dim=2", "NetworkAlgo=tlora; NetworkArgs=sig_type=last",
    ];

    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Every => new(
        Networks.All.Select(network => $"NetworkAlgo={network}{(network == Networks.Boft ? "; NetworkDim=8" : "")}").Concat(More)
            .SelectMany(settings => ((string[])["sd15-tiny", "sdxl-tiny"]).Select(model => (model, settings))));

    [Theory, MemberData(nameof(Every))]
    public void TrainedNetwork_StartsFromTheBase_AndIsReadBackAsItWas(string model, string settings)
    {
        using var tiny = new TinyModel(model);
        using var scope = tiny.Runtime.NewScope();
        OptionValues values = Settings.Of("NetworkDim=4; LearningRate=1e-2; MaxTrainSteps=2; TrainBatchSize=2; Seed=3").With(settings);
        var plain = Predict(tiny);
        var (set, path) = (TinyTraining.Set(3), _folder["x.safetensors"]);
        var trainer = new Trainer(tiny.Model, set, values);
        float[] trained;
        using (var state = trainer.Begin())
        {
            state.Network.Apply();
            Near(plain, Predict(tiny), 1e-4);
            state.Network.Remove();
            trainer.Run(state, new RecordedEvents());
            state.Network.Apply();
            trained = Predict(tiny);
            state.Network.Remove();
            LoraWriter.Save(path, state.Network, trainer.Metadata(Facts, new SavePoint(SaveKind.Final, 1, 2)), "fp32");
        }

        Assert.True(trained.Zip(plain, (a, b) => Math.Abs(a - b)).Max() > 1e-3 * plain.Max(MathF.Abs), "nothing was learned");
        foreach (var merge in (bool[])[false, true])
        {
            using (new LoraFile(path).Apply(tiny.Model, merge: merge))
            {
                Near(trained, Predict(tiny), 2e-5);
            }

            Assert.Equal(plain, Predict(tiny));
        }
    }

    [Theory]
    [InlineData("NetworkAlgo=boft; NetworkDim=1", "outputs are no power of two blocks of at most 1")]
    [InlineData("NetworkAlgo=oft; NetworkDim=5; NetworkArgs=form=kohya", "outputs cannot be split into 5 blocks")]
    [InlineData("NetworkAlgo=dylora; NetworkDim=4; NetworkArgs=unit=3", "a rank of 4 cannot be trained 3 at a time")]
    public void SizesThatCannotBe_AreRefused(string settings, string problem)
    {
        using var tiny = new TinyModel();
        var found = Assert.Throws<TrainingException>(() => TrainingMemory.Of(tiny.Model, TinyTraining.Set(1), Settings.Of("MaxTrainSteps=1; " + settings)));
        Assert.Contains(problem, found.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static void Near(float[] expected, float[] actual, double share) =>
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, share * expected.Max(MathF.Abs));

    private static float[] Predict(TinyModel tiny)
    {
        using var off = tiny.Runtime.NoGrad();
        using var scope = tiny.Runtime.NewScope();
        var text = tiny.Model.WithSizes(tiny.Model.Text.EncodeCaptions(["a caption"]), PictureSize.Drawn(64, 64));
        return tiny.Model.Predict(tiny.Normal(2, 1, 4, 8, 8), [300], text).ToFloats();
    }
}
