namespace Lora.Vocabulary.Tests;

public class BlockTests
{
    [Fact]
    public void Tables_HaveTheNumbersOfBlocksThatPeopleWrite()
    {
        Assert.Equal([(25, 26, 17), (23, 20, 12)], BlockTable.All.Select(table => (table.Kohya.Count, table.Full.Count, table.Lora.Count)));
        Assert.All(BlockTable.All, table => Assert.Subset(table.Full.ToHashSet(), table.Lora.ToHashSet()));
        Assert.Equal([12, 17, 20, 26], BlockWeights.Counts);
    }

    /// <summary>The presets as sd-webui-lora-block-weight says them of its 17 blocks.</summary>
    [Theory]
    [InlineData("NONE", "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0")]
    [InlineData("ALL", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1")]
    [InlineData("INS", "1,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0")]
    [InlineData("IND", "1,0,0,0,1,1,1,0,0,0,0,0,0,0,0,0,0")]
    [InlineData("INALL", "1,1,1,1,1,1,1,0,0,0,0,0,0,0,0,0,0")]
    [InlineData("MIDD", "1,0,0,0,1,1,1,1,1,1,1,1,0,0,0,0,0")]
    [InlineData("OUTD", "1,0,0,0,0,0,0,0,1,1,1,1,0,0,0,0,0")]
    [InlineData("OUTS", "1,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,1")]
    [InlineData("OUTALL", "1,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1")]
    [InlineData("ALL0.5", "0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5")]
    [InlineData("inx", "0,1,1,1,1,1,1,0,0,0,0,0,0,0,0,0,0")]
    [InlineData("OUTX", "0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1")]
    [InlineData("M00", "0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0")]
    [InlineData("base", "1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0")]
    public void Preset_OfBlockWeights_IsAList(string name, string list)
    {
        var table = BlockTable.StableDiffusion;
        BlockWeights preset = BlockWeights.Read(name)!, numbers = BlockWeights.Read(list)!;
        Assert.All(table.Lora, block => Assert.Equal(numbers.Of(table, block), preset.Of(table, block)));
        Assert.True(preset.Fits(table));
    }

    [Fact]
    public void ListOfStrengths_IsForTheBlocksThatItCounts_AndLeavesOthersOut()
    {
        var numbers = BlockWeights.Read("0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1,1.1,1.2")!;
        var table = BlockTable.StableDiffusionXL;
        Assert.Equal([0.1, 0.2, 0.6, 1.2, 0], ((string[])["BASE", "IN04", "M00", "OUT05", "OUT06"]).Select(block => numbers.Of(table, block)));
        Assert.True(numbers.Fits(table));
        Assert.False(numbers.Fits(BlockTable.StableDiffusion));
        Assert.False(BlockWeights.Read("IN11")!.Fits(table));
        Assert.Equal("0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1,1.1,1.2", numbers.ToString());
        Assert.All((string[])["", "1,2", "IN12", "INSIDE", "1,1,1,1,1,1,1,1,1,1,1,x"], text => Assert.Null(BlockWeights.Read(text)));
    }

    [Theory]
    [InlineData("*attn2*: dim=16 alpha=2\n ResnetBlock2D : OFF", "*attn2*: dim=16 alpha=2; ResnetBlock2D: off", "")]
    [InlineData("IN0?: algo=LORA dim=4", "IN0?: algo=lora dim=4", "")]
    [InlineData("a: dim=4; a: off", "a: dim=4", "'a' stands twice in NetworkModules.")]
    [InlineData("a: dim=0", "", "NetworkModules, a: '0' is not a value of dim, which is a whole number from 1 to 100000; off leaves layers out.")]
    [InlineData("a: algo=lara", "", "NetworkModules, a: 'lara' is not a value of algo, which is one of ")]
    [InlineData("a: preset=full", "", "NetworkModules, a: 'preset' is no argument of lora for single layers.")]
    [InlineData("a: dim", "", "NetworkModules, a: 'dim' is no name=value.")]
    [InlineData("dim=4", "", "'dim=4' is not a value of NetworkModules, which is PATTERN: algo=... dim=... alpha=..., or PATTERN: off;")]
    public void NetworkModules_AreReadAndWritten(string text, string canonical, string problem)
    {
        var problems = new List<string>();
        var values = OptionValues.Resolve(Options.All, new Dictionary<string, string> { ["NetworkModules"] = text }, (_, wrong) => problems.Add(wrong));
        Assert.Equal(canonical, values.Text(NetworkOptions.NetworkModules));
        Assert.Equal(canonical, OptionValues.Read(Options.All, values.Texts).Text(NetworkOptions.NetworkModules));
        Assert.StartsWith(problem, Assert.Single(problems.DefaultIfEmpty("")));
    }

    [Fact]
    public void Arguments_AtTheirNeutralDefaults_AreInNoKey()
    {
        Assert.Equal("conv_dim=0 conv_alpha=1", Text(""));
        Assert.Equal("conv_dim=0 conv_alpha=1", Text("preset=kohya"));
        Assert.Equal("conv_dim=0 conv_alpha=1 preset=attn-only down_lr_weight=sine+0.25 loraplus_lr_ratio=16",
            Text("loraplus_lr_ratio=16.0 down_lr_weight=sine+.25 preset=ATTN-ONLY"));

        static string Text(string written) => Values(written).Text(NetworkOptions.NetworkArgs);
    }

    [Fact]
    public void PresetWithoutTextEncoder_LeavesItUntrained()
    {
        Assert.True(Values("preset=attn-mlp").TrainsTextEncoder);
        Assert.False(Values("preset=unet-transformer-only").TrainsTextEncoder);
        Assert.Equal([false, false, true, true],
            ((string[])["", "conv_dim=4", "preset=attn-mlp", "mid_lr_weight=1"]).Select(written => Values(written).ChoosesLayers));
    }

    private static OptionValues Values(string arguments) =>
        OptionValues.Resolve(Options.All, new Dictionary<string, string> { ["NetworkArgs"] = arguments });
}
