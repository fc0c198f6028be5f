namespace Lora.Vocabulary.Tests;

/// <summary>What stands in a key of a network's arguments.</summary>
public class NetworkArgumentsTests
{
    [Theory]
    [InlineData("", "conv_dim=0 conv_alpha=1")]
    [InlineData("conv_dim=4", "conv_dim=4 conv_alpha=1")]
    [InlineData("rank_dropout=0.1 rs_lora=True", "conv_dim=0 conv_alpha=1 rank_dropout=0.1 rs_lora=true")]
    public void Lora_HasTheTextOfBeforeWhereNothingNewIsAsked(string written, string expected) => Assert.Equal(expected, Text("lora", written));

    [Theory]
    [InlineData("loha", "use_scalar=false", "")]
    [InlineData("dora", "", "")]
    [InlineData("dora", "dora_wd=false", "dora_wd=false")]
    [InlineData("dylora", "form=kohya unit=2", "conv_dim=0 conv_alpha=1 unit=2")]
    [InlineData("oft", "form=kohya", "form=kohya")]
    public void Others_HaveWhatIsNotAtItsDefault(string network, string written, string expected) => Assert.Equal(expected, Text(network, written));

    private static string Text(string network, string written) => OptionValues.Resolve(Options.All,
        new Dictionary<string, string> { ["NetworkAlgo"] = network, ["NetworkArgs"] = written }).Text(NetworkOptions.NetworkArgs);
}
