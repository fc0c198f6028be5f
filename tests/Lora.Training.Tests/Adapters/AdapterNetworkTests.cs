using Lora.Testing;

namespace Lora.Training.Tests;

public sealed class AdapterNetworkTests : IDisposable
{
    private readonly TinyModel _model = new();

    [Fact]
    public void RatesOfBlocksAndOfLoraPlus_AreGroups_WithTheSameFirstValues()
    {
        using var plain = Network("NetworkDim=4; UnetLr=1e-3; TextEncoderLr=1e-4");
        using var grouped = Network("NetworkDim=4; UnetLr=1e-3; TextEncoderLr=1e-4; NetworkArgs=mid_lr_weight=0.5 loraplus_unet_lr_ratio=16");
        Assert.Equal([("text_encoder", 1e-4), ("unet", 1e-3)], plain.Groups.Select(group => (group.Name, group.LearningRate)));
        Assert.Equal(plain.Parameters.Select(tensor => tensor.Name), grouped.Parameters.Select(tensor => tensor.Name));
        Assert.All(plain.Parameters.Zip(grouped.Parameters), pair => Assert.Equal(pair.First.Value.ToFloats(), pair.Second.Value.ToFloats()));

        var rates = grouped.Groups.ToDictionary(group => group.Name, group => group.LearningRate);
        Assert.Equal(1e-4, rates["text_encoder"]);
        Assert.Equal((0.5e-3, 8e-3), (rates["unet_block12"], rates["unet_block12_plus"]));
        Assert.Equal((1e-3, 16e-3), (rates["unet_block1"], rates["unet_block1_plus"]));
        Assert.Equal(plain.Groups.Sum(group => group.Count), grouped.Groups.Sum(group => group.Count));
        Assert.Equal(["text_encoder", "unet"], grouped.Groups.Select(group => group.Part).Distinct());
        Assert.All(grouped.Groups.Where(group => group.Name.EndsWith("_plus", StringComparison.Ordinal)),
            group => Assert.All(group.Parameters, parameter => Assert.All(parameter.ToFloats(), value => Assert.Equal(0, value))));
    }

    [Fact]
    public void Blocks_HaveSizesOfTheirOwn_AndAreLeftOutAtNothing()
    {
        var dims = Enumerable.Repeat("4", 25).ToArray();
        (dims[12], dims[1]) = ("2", "0");
        using var network = Network($"NetworkDim=8; NetworkArgs=block_dims={string.Join(',', dims)} up_lr_weight=zeros");
        var ranks = network.Adapters.Where(adapter => adapter.Target.Block is not null)
            .GroupBy(adapter => adapter.Target.BlockName).ToDictionary(block => block.Key, block => block.First().Trained[0].Shape[0]);
        Assert.Equal(2, ranks["M00"]);
        Assert.DoesNotContain("IN01", ranks.Keys);
        Assert.DoesNotContain(ranks.Keys, name => name.StartsWith("OUT", StringComparison.Ordinal));
        Assert.All(network.Adapters.Where(adapter => adapter.Target.Block is null), adapter => Assert.Equal(8, adapter.Trained[0].Shape[0]));
    }

    /// <summary>As kohya's: without block_alphas every block has NetworkAlpha, and an alpha of 0 is the rank of the layer.</summary>
    [Theory]
    [InlineData("NetworkAlpha=0", 2, 4, 8)]
    [InlineData("NetworkAlpha=3", 3, 3, 3)]
    public void AlphaOfNone_IsTheRankOfEachBlock(string alpha, float middle, float others, float text)
    {
        var dims = Enumerable.Repeat("4", 25).ToArray();
        dims[12] = "2";
        using var network = Network($"NetworkDim=8; {alpha}; NetworkArgs=block_dims={string.Join(',', dims)}");
        foreach (var adapter in network.Adapters)
        {
            Assert.Equal(adapter.Target.Block is null ? text : adapter.Target.BlockName == "M00" ? middle : others,
                adapter.Tensors.First(tensor => tensor.Name == "alpha").Constant!.Value);
        }
    }

    [Fact]
    public void NetworkModules_GoBeforeTheRest()
    {
        using var network = Network("NetworkDim=8; NetworkAlpha=4; NetworkModules=*attn2*: dim=2 alpha=0\nM00: dim=3\nCLIPMLP: off\nCrossAttention: alpha=1");
        foreach (var adapter in network.Adapters)
        {
            var (name, rank) = (adapter.Target.DiffusersName, adapter.Trained[0].Shape[0]);
            var alpha = adapter.Tensors.First(tensor => tensor.Name == "alpha").Constant;
            Assert.DoesNotContain(".mlp.", name);
            Assert.Equal(name.Contains("attn2", StringComparison.Ordinal) ? (2, 2f) : adapter.Target.BlockName == "M00" ? (3, 4f)
                : name.Contains("attn1", StringComparison.Ordinal) ? (8, 1f) : (8, 4f), (rank, alpha!.Value));
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("NetworkArgs=preset=unet-convblock-only", "")]
    [InlineData("NetworkArgs=preset=ia3", "NoLayer: No layer of the text encoder gets an adapter. NoLayer: No layer of the U-Net gets an adapter.")]
    [InlineData("NetworkArgs=down_lr_weight=zeros mid_lr_weight=0 up_lr_weight=zeros; TextEncoderLr=0", "NoLayer: No layer of the U-Net gets an adapter.")]
    [InlineData("NetworkArgs=down_lr_weight=1,1,1,1,1,1,1,1,1,1,1,1,1",
        "BlockCount: down_lr_weight has 13 numbers, and Stable Diffusion 1.x and 2.x has 12 such blocks.")]
    [InlineData("NetworkArgs=block_dims=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
        "BlockCount: block_dims has 23 numbers, and Stable Diffusion 1.x and 2.x has 25 blocks.")]
    [InlineData("NetworkModules=*attn3*: dim=4\n*attn1*: dim=2", "NoSuchModule: NetworkModules: '*attn3*' matches no layer that the preset kohya names.")]
    [InlineData("NetworkArgs=preset=attn-only; NetworkModules=ResnetBlock2D: dim=4",
        "NoSuchModule: NetworkModules: 'ResnetBlock2D' matches no layer that the preset attn-only names.")]
    [InlineData("NetworkAlgo=oft; NetworkDim=4; NetworkArgs=form=kohya", "")]
    [InlineData("NetworkAlgo=oft; NetworkDim=5", "")]
    public void WhatDoesNotGoWithTheModel_IsFoundBefore(string settings, string problems) => Assert.Equal(problems,
        string.Join(' ', NetworkProblem.Find(_model.Model, Settings.Of(settings)).Select(problem => $"{problem.Fault}: {problem.Text}")));

    [Theory]
    [InlineData("NetworkAlgo=oft; NetworkDim=5; NetworkArgs=form=kohya", "outputs cannot be split into 5 blocks, and so it is with ")]
    [InlineData("NetworkAlgo=boft; NetworkDim=1", "outputs are no power of two blocks of at most 1, and so it is with ")]
    [InlineData("NetworkModules=mid_block.attentions.0.proj_in: algo=oft dim=5 form=kohya", "outputs cannot be split into 5 blocks.")]
    public void SizeThatNoLayerTakes_IsFoundBefore(string settings, string problem)
    {
        var found = Assert.Single(NetworkProblem.Find(_model.Model, Settings.Of(settings)));
        Assert.Equal(NetworkFault.Size, found.Fault);
        Assert.Contains(problem, found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_TellsThePartsRates_AndBehindThemThoseOfGroups()
    {
        var events = new RecordedEvents();
        TinyTraining.Train(TinyTraining.Set(), Settings.Of(
            "NetworkDim=2; UnetLr=1e-3; TextEncoderLr=1e-4; MaxTrainSteps=1; NetworkArgs=mid_lr_weight=0.5 loraplus_text_encoder_lr_ratio=4"), events);
        var rates = events.Steps[0].Rates;
        Assert.Equal(["text_encoder", "unet", "text_encoder_plus"], rates.Take(3).Select(rate => rate.Group));
        Assert.Equal((1e-3, 1e-4), (events.Steps[0].RateOf("unet"), events.Steps[0].RateOf("text_encoder")));
        Assert.Equal((4e-4, 0.5e-3), (events.Steps[0].RateOf("text_encoder_plus"), events.Steps[0].RateOf("unet_block12")));
    }

    public void Dispose() => _model.Dispose();

    private AdapterNetwork Network(string settings) => new(_model.Model, Settings.Of(settings));
}
