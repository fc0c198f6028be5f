using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class MaskFinderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Masks_AreFoundByNameWhateverTheFormat()
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b.png");
        _user.WriteImage("masks/a.bmp");
        _user.WriteImage("other/b.png");
        (_user.Properties["MaskedLoss"], _user.Properties["ConditioningDataDir"]) = ("true", "masks");
        _user.Named.Add(_user.Item("images/b.png", ("ConditioningDataDir", "other"), ("LossWeight", "0.5")));

        var images = _user.Read(out var findings).Images;

        Assert.Equal([_user.At("masks/a.bmp"), _user.At("other/b.png")], images.Select(image => image.MaskPath));
        Assert.Equal([1, 0.5], images.Select(image => image.LossWeight));
        Assert.All(images, image => Assert.Equal(64, image.MaskSha256.Length));
        Assert.DoesNotContain(findings, finding => finding.Code.StartsWith("LORA209", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_HoldMasksAndWeightsOnlyWhereThereAreAny()
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("masks/a.png");
        var plain = StageKeys.Of(_user.Read(out _));
        (_user.Properties["MaskedLoss"], _user.Properties["ConditioningDataDir"]) = ("true", "masks");
        var masked = StageKeys.Of(_user.Read(out _));

        Assert.DoesNotContain("mask", plain[Stage.Resize].Text, StringComparison.OrdinalIgnoreCase);
        var change = Assert.Single(KeyChange.Between(plain[Stage.Resize].Entries, masked[Stage.Resize].Entries));
        Assert.Equal(("mask", "01", null), (change.Kind, change.Name, change.Old));
        Assert.Equal(plain[Stage.Tag].Hash, masked[Stage.Tag].Hash);
        Assert.NotEqual(plain[Stage.Train].Hash, masked[Stage.Train].Hash);
    }

    [Theory]
    [InlineData("true", "masks", "LORA2094", "'images/a.png' has no mask 'a' in 'masks'. ")]
    [InlineData("true", "nowhere", "LORA2094", "There is no folder 'nowhere'. ")]
    [InlineData("true", "", "LORA2097", "MaskedLoss is true, and no picture has a mask. ")]
    [InlineData("false", "masks", "LORA2097", "ConditioningDataDir is set, and MaskedLoss is false. ")]
    public void WhatIsMissing_IsSaid(string masked, string folder, string code, string problem)
    {
        _user.WriteImage("images/a.png");
        _user.Write("masks/a.txt", "no picture");
        (_user.Properties["MaskedLoss"], _user.Properties["ConditioningDataDir"]) = (masked, folder);

        _user.Read(out var findings);

        var finding = Assert.Single(findings, finding => finding.Code.StartsWith("LORA209", StringComparison.Ordinal));
        Assert.Equal(code, finding.Code);
        Assert.StartsWith(problem, finding.Message);
    }
}
