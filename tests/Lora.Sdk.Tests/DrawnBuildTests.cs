namespace Lora.Sdk.Tests;

/// <summary>A training whose pictures are cropped, coloured and encoded anew in each draw: everything real, and few steps.</summary>
public sealed class DrawnBuildTests(SdkPackage package)
{
    private const string Draws = "<RandomCrop>true</RandomCrop>\n<ColorAug>true</ColorAug>";

    [Theory]
    [InlineData("embedded")]
    [InlineData("torch")]
    public void PicturesThatAreDrawnAnew_AreTrainedWithoutACache(string runtime)
    {
        var project = UserProject.WithRealEngine(package, $"drawn-{runtime}",
            $"<LoraRuntime>{runtime}</LoraRuntime><CacheLatents>false</CacheLatents><NetworkDim>2</NetworkDim>{Draws}");

        var output = project.Build().Succeeded();

        Assert.Contains("latents: encoded anew in each draw; other colours: 3 of 3; random crop: 3 of 3", output);
        var metadata = project.Metadata("bin/critter-1.0.0.safetensors");
        Assert.Equal(["False", "True", "True"],
            ((string[])["ss_cache_latents", "ss_color_aug", "ss_random_crop"]).Select(name => metadata[name]));
        Assert.False(File.Exists(project.At("obj/critter/model/CacheLatents.result.json")));
        Assert.Contains("Up-to-date checks passed", project.Build("-question").Output);
        Assert.Contains("CacheLatents", File.ReadAllText(project.At("obj/critter/model/Train.key.json")));
    }

    [Fact]
    public void CachedLatents_AreAnErrorAtWhatWouldBeLost()
    {
        var project = UserProject.WithRealEngine(package, "drawn-cached", $"{Draws}\n<CacheLatents>true</CacheLatents>",
            "<Image Update=\"images/zorblax-01.png\" FaceCropAugRange=\"1,4\" />");

        var output = project.Build().Failed();

        Assert.Matches(@"critter\.loraproj\(4,\d+\): error LORA1070: RandomCrop is true, and CacheLatents is true in critter\.loraproj, line 6\.", output);
        Assert.Matches(@"critter\.loraproj\(5,\d+\): error LORA1070: ColorAug is true, and CacheLatents is true in critter\.loraproj, line 6\.", output);
        Assert.Matches(@"critter\.loraproj\(9,\d+\): error LORA1070: FaceCropAugRange is 1,4 for 'images/zorblax-01\.png', and CacheLatents is true", output);
        Assert.Matches(@"critter\.loraproj\(9,\d+\): warning LORA1071: ", output);
        Assert.DoesNotContain("Training critter", output);
    }
}
