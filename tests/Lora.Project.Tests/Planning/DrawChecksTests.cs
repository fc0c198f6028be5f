using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

/// <summary>What each draw of a picture changes, and latents that are always the same.</summary>
public sealed class DrawChecksTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public DrawChecksTests()
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b_60_50_30_40.png");
        _user.Write("x.loraproj", """
            <Project Sdk="Lora.Sdk">
              <PropertyGroup>
                <CacheLatents>true</CacheLatents>
                <RandomCrop>true</RandomCrop>
                <ColorAug>true</ColorAug>
              </PropertyGroup>
              <ItemGroup>
                <Image Update="images/a.png" ColorAug="true" />
              </ItemGroup>
            </Project>
            """);
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void CachedLatents_GoWithNothingThatEachDrawChanges()
    {
        _user.Properties["CacheLatents"] = "true";
        _user.Properties["RandomCrop"] = "true";
        _user.Named.Add(_user.Item("images/a.png", ("ColorAug", "true")));
        Assert.Equal(
            [
                ("LORA1070", 4, "RandomCrop is true, and CacheLatents is true in x.loraproj, line 3"),
                ("LORA1070", 8, "ColorAug is true for 'images/a.png', and CacheLatents is true in x.loraproj, line 3"),
            ],
            Found().Select(finding => (finding.Code, finding.Line, finding.Message.Split(". ")[0])));

        _user.Properties.Remove("CacheLatents");
        Assert.Contains(Found(), finding => finding.Message.StartsWith("RandomCrop is true, and CacheLatents is true by default. ", StringComparison.Ordinal));

        _user.Properties["CacheLatents"] = "false";
        Assert.Empty(Found());
    }

    [Fact]
    public void PicturesWithoutAFace_AreSaid()
    {
        _user.Properties["CacheLatents"] = "false";
        _user.Properties["FaceCropAugRange"] = "1,4";

        var finding = Assert.Single(Found());

        Assert.Equal(("LORA1071", Severity.Warning), (finding.Code, finding.Severity));
        Assert.StartsWith("FaceCropAugRange is 1,4, and 1 of 2 pictures tell of no face in their names, as 'images/a.png'. ", finding.Message);
        Assert.Equal([null, "60 50 30 40 of 1 to 4"], _user.Read(out _).Images.Select(image => image.Face?.ToString()));
    }

    [Fact]
    public void Keys_HoldWhatVariesWhereItVaries()
    {
        var before = Keys();
        _user.Properties["CacheLatents"] = "false";
        var drawn = Keys();
        Assert.Equal([Stage.Train, Stage.Sample], Changed(before, drawn));
        Assert.DoesNotContain(Stage.CacheLatents, _user.Read(out _).Stages);

        _user.Properties["ColorAug"] = "true";
        var coloured = Keys();
        Assert.Equal([Stage.Train, Stage.Sample], Changed(drawn, coloured));
        _user.Properties["RandomCrop"] = "true";
        Assert.Equal([Stage.Validate, Stage.Resize, Stage.CacheLatents, Stage.Train, Stage.Sample], Changed(coloured, Keys()));

        // a default written down changes no key
        _user.Properties.Clear();
        _user.Properties["BaseModel"] = "model";
        _user.Properties["CacheLatents"] = "true";
        _user.Properties["ColorAug"] = "false";
        Assert.Empty(Changed(before, Keys()));

        // a picture's bytes are in the key of a training that reads them itself
        _user.Properties["CacheLatents"] = "false";
        _user.Write("images/a.png", [0x89, .. "PNG\r\n\u001a\n"u8, 1]);
        Assert.Contains(Stage.Train, Changed(drawn, Keys()));
    }

    private IReadOnlyList<Finding> Found() => [.. _user.Findings().Where(finding => finding.Code.StartsWith("LORA107", StringComparison.Ordinal))
        .OrderBy(finding => finding.Line)];

    private IReadOnlyDictionary<Stage, KeyFile> Keys() => StageKeys.Of(_user.Read(out _));

    private static Stage[] Changed(IReadOnlyDictionary<Stage, KeyFile> before, IReadOnlyDictionary<Stage, KeyFile> after) =>
        [.. Stage.All.Where(stage => before[stage].Hash != after[stage].Hash)];
}
