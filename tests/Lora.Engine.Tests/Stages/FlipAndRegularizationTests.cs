using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Pictures that are shown mirrored too, and those of the class beside those of the subject.</summary>
public sealed class FlipAndRegularizationTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void MirroredLatent_IsThatOfTheMirroredPicture()
    {
        var codec = new ManagedCodec();
        var mirrored = codec.EncodePng(codec.Decode(File.ReadAllBytes(_project.At("images/b.png"))).Opaque().Mirrored());
        _project.AddImage("images/c.png", mirrored);
        _project.RunAll(Stage.Resize);
        var request = _project.Request(Stage.CacheLatents);
        using var models = new LoadedModels();
        var context = new StageContext(new ContentStore(_project.Paths.CacheDirectory), models, codec, _project.Events);
        var cache = new LatentCache(request, context, new StageOutputs(request.Paths, _project.Events));

        var (plain, flipped, other) = (cache.Get(request.Images[1])!, cache.Get(request.Images[1], flipped: true)!, cache.Get(request.Images[2])!);

        Assert.Equal(other.Mean, flipped.Mean);
        Assert.NotEqual(plain.Mean, flipped.Mean);
        Assert.Equal((false, true), (plain.Flipped, flipped.Flipped));
        // kohya: 128 x 130 in a square of 128 is told as 126.03 wide from 0 on, and mirrored from 1.97 on
        Assert.Equal((0, 1), (plain.CropLeft, flipped.CropLeft));
    }

    [Fact]
    public void FlipsAndRegularizationImages_AreTrained()
    {
        _project.Values["MaxTrainEpochs"] = "4";
        _project.AddImage("reg/c.png", TestImage.Png(128, 128, seed: 3), "creature");
        var plain = Train(image => image);
        var flipped = Train(image => image with { FlipAug = true });
        _project.Values["PriorLossWeight"] = "0.25";
        Assert.Equal(plain, Train(image => image));
        var weighed = Train(image => image.Name == "reg/c.png" ? image with { IsRegularization = true } : image);

        Assert.NotEqual(plain, weighed);
        Assert.NotEqual(plain, flipped);
        Assert.Contains("images: 2, repeats: 1, samples an epoch: 3\n  of these 1 of 1 regularization images, loss x 0.25\n", _project.Events.Text);
    }

    // the tensors alone: the metadata name both
    private byte[] Train(Func<ImageItem, ImageItem> say)
    {
        _project.Say = say;
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);
        var file = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        return file[(8 + (int)BitConverter.ToInt64(file))..];
    }
}
