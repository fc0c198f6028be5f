using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class OptionLayersTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public OptionLayersTests()
    {
        _user.Properties["BaseModel"] = "tiny";
        _user.Write("bases.json", """
            { "bases": { "tiny": { "path": "model",
              "clipSkip": 2,
              "resolution": 512
            } } }
            """);
        _user.WriteImage("images/a.png");
        _user.Write("x.loraproj", "<Project>\n<PropertyGroup>\n<Resolution>768</Resolution>\n<NetworkDim>4</NetworkDim></PropertyGroup></Project>");
        (_user.Properties["Resolution"], _user.Properties["NetworkDim"], _user.Properties["ClipSkip"]) = ("768", "16", "");
        _user.CommandLine.Add("networkdim");
    }

    [Theory]
    [InlineData("NetworkDim", "16", 0, "command line")]
    [InlineData("Resolution", "768", 3, "project file", "bases.json")]
    [InlineData("ClipSkip", "2", 2, "bases.json")]
    [InlineData("UnetLr", null, 0)]
    public void Option_IsWhatTheHighestLayerSays(string name, string? text, int line, params string[] saying)
    {
        var plan = _user.Read(out _);
        var option = Options.Find(name)!;

        Assert.Equal(text, plan.Layers.Texts.GetValueOrDefault(name));
        Assert.Equal(saying, plan.Layers.Saying(option).Select(layer => layer.Name));
        Assert.Equal(line, plan.Layers.PlaceOf(option)?.Line ?? 0);
        Assert.Equal(plan.Layers.PlaceOf(option), plan.Places.GetValueOrDefault(name));
    }

    [Fact]
    public void Depth_CountsFromTheTop()
    {
        var layers = _user.Read(out _).Layers;

        Assert.Equal([0, 2, 3, 4], ((Option[])[NetworkOptions.NetworkDim, DatasetOptions.Resolution, DatasetOptions.ClipSkip, RateOptions.UnetLr])
            .Select(layers.DepthOf));
    }

    public void Dispose() => _user.Dispose();
}
