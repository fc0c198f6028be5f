using System.Text.Json;
using Lora.Imaging;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Pictures that are trained at several resolutions: each is several images, of which nothing is said twice.</summary>
public sealed class SeveralResolutionsTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public SeveralResolutionsTests()
    {
        // each picture after itself, as the plan has it: 128 and 96
        _project.AddImage("images/a.png", TestImage.Png(130, 128));
        _project.AddImage("images/b.png", TestImage.Png(128, 130, seed: 2), "blue body, smile");
        _project.Say = image => image.Index % 2 == 0 ? image : image with { Resolution = 96, IsAgain = true };
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void EachResolution_HasBucketsAndBatchesOfItsOwn()
    {
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);

        Assert.Equal([(128, 128), (96, 96), (128, 128), (96, 96)], Enumerable.Range(1, 4).Select(number => SizeOf($"images/0{number}.png")));
        Assert.Equal(["images/01.png\t16x16\t130x128", "images/02.png\t12x12\t130x128", "images/03.png\t16x16\t128x130", "images/04.png\t12x12\t128x130"],
            File.ReadAllLines(_project.Obj("latents.tsv")));
        Assert.Equal(File.ReadAllText(_project.Obj("captions/03.txt")), File.ReadAllText(_project.Obj("captions/04.txt")));
        Assert.Contains("  images: 2 (at 128: 2, at 96: 2), repeats: 1, samples an epoch: 4\n  buckets: 96x96: 2, 128x128: 2\n", _project.Events.Text);
        // a batch of two at each
        Assert.Contains("steps: 2 (2 an epoch; ended by MaxTrainEpochs 1)", _project.Events.Text);
        using var file = new SafetensorsFile(_project.Out("test-1.0.0.safetensors"));
        Assert.StartsWith("{\"buckets\": {\"0\": {\"resolution\": [96, 96], \"count\": 2}, \"1\": {\"resolution\": [128, 128], \"count\": 2}}",
            file.Metadata["ss_bucket_info"]);
    }

    [Fact]
    public void Validate_SaysNothingOfAPictureTwice()
    {
        _project.Values["CheckDuplicates"] = "true";
        var result = _project.Run(Stage.Validate);
        Assert.True(result.Success);
        Assert.Empty(result.Findings);
        Assert.Contains("buckets: 96x96: 2, 128x128: 2", _project.Events.Text);

        var html = File.ReadAllText(_project.Out("report/dataset.html"));
        var from = html.IndexOf("{\"project\"", StringComparison.Ordinal);
        var page = JsonDocument.Parse(html[from..html.IndexOf("</script>", from, StringComparison.Ordinal)]).RootElement;
        var images = page.GetProperty("images").EnumerateArray().ToArray();
        Assert.Equal(["images/a.png", "images/b.png"], images.Select(image => image.GetProperty("name").GetString()));
        Assert.All(images, image => Assert.Equal(("[128,128]", "[[96,96]]", 2),
            (image.GetProperty("bucket").ToString(), image.GetProperty("also").ToString(), image.GetProperty("repeats").GetInt32())));
    }

    [Fact]
    public void LatentsAndWeights_AreThoseOfTheResolutionAlone()
    {
        var both = Tensors();
        _project.Say = static image => image;
        Assert.NotEqual(both, Tensors());
        // the same pictures at the same sizes, whatever the project says
        _project.Values["Resolution"] = "96";
        _project.Say = image => image.Index % 2 == 0 ? image with { Resolution = 128 } : image with { IsAgain = true };
        Assert.Equal(both, Tensors());
    }

    private byte[] Tensors()
    {
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);
        var file = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        return file[(8 + (int)BitConverter.ToInt64(file))..];
    }

    private (int Width, int Height) SizeOf(string name)
    {
        var picture = new ManagedCodec().Decode(File.ReadAllBytes(_project.Obj(name)));
        return (picture.Width, picture.Height);
    }
}
