using Lora.Imaging;
using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Pictures that are encoded anew each time that a training draws them.</summary>
public sealed class DrawnPicturesTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public DrawnPicturesTests()
    {
        _project.Values["MaxTrainEpochs"] = "3";
        _project.AddImage("images/c_60_50_30_40.png", TestImage.Png(200, 150, seed: 5));
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void WithoutAnythingThatVaries_TheLoraIsThatOfCachedLatents()
    {
        _project.Values["ValidationSplit"] = "0.3";
        _project.Write("masks/b.png", Half(128, 130));
        _project.Say = image => image with
        {
            FlipAug = true,
            MaskPath = image.Name == "images/b.png" ? _project.At("masks/b.png") : "",
            MaskSha256 = image.Name == "images/b.png" ? Digest.OfFile(_project.At("masks/b.png")) : "",
            IsValidation = image.Name == "images/a.png",
        };
        var cached = Train();
        Assert.Contains("  masks: 1 of 2 pictures\n", _project.Events.Text);
        Assert.Equal("True", Metadata("ss_cache_latents"));
        var losses = File.ReadAllText(_project.Out("test-1.0.0.log.jsonl"));
        _project.Values["CacheLatents"] = "false";

        Assert.Equal(cached, Train());

        Assert.Contains("  latents: encoded anew in each draw\n  masks: 1 of 2 pictures\n", _project.Events.Text);
        Assert.Equal("False", Metadata("ss_cache_latents"));
        Assert.Contains("validation", losses, StringComparison.Ordinal);
        Assert.Equal(losses, File.ReadAllText(_project.Out("test-1.0.0.log.jsonl")));
    }

    [Fact]
    public void WhatVaries_IsDrawnFromTheSeed()
    {
        _project.Values["CacheLatents"] = "false";
        var plain = Train();
        var coloured = Train(image => image with { ColorAug = true });
        var cropped = Train(image => image with { RandomCrop = true });
        Assert.Contains("  latents: encoded anew in each draw; random crop: 3 of 3\n", _project.Events.Text);
        Assert.Equal(("False", "True"), (Metadata("ss_color_aug"), Metadata("ss_random_crop")));
        var faces = Train(image => image with { Face = FaceCrop.Of(image.Path, new(1, 3)) });
        Assert.Equal("(1.0, 3.0)", Metadata("ss_face_crop_aug_range"));

        byte[][] all = [plain, coloured, cropped, faces];
        Assert.Equal(4, all.Select(one => Digest.Of(one)).Distinct().Count());

        Forget();
        Assert.Equal(faces, Train(image => image with { Face = FaceCrop.Of(image.Path, new(1, 3)) }));
        _project.Values["Seed"] = "7";
        Assert.NotEqual(faces, Train(image => image with { Face = FaceCrop.Of(image.Path, new(1, 3)) }));
    }

    [Fact]
    public void StoppedTraining_GoesOnToTheSameBytes()
    {
        _project.Values["CacheLatents"] = "false";
        var unbroken = Train(image => image with { ColorAug = true, RandomCrop = true, FlipAug = true });
        Forget();
        using var stop = new CancellationTokenSource();
        _project.RunAll(Stage.Resize, Stage.Tag);
        _project.Heard = message =>
        {
            if (message is ProgressEvent { Step: 2 })
            {
                stop.Cancel();
            }
        };
        Assert.True(_project.Run(Stage.Train, stop.Token).Cancelled);
        _project.Heard = static _ => { };

        Assert.Equal(unbroken, Train(_project.Say));

        Assert.Contains("Train goes on from step 2 of ", _project.Events.Text);
    }

    [Fact]
    public void CroppedAnew_TheWholePictureIsKept()
    {
        _project.RunAll(Stage.Resize);
        Assert.Equal((144, 112), Kept("03"));
        _project.Say = image => image with { RandomCrop = true };
        _project.RunAll(Stage.Resize);
        Assert.Equal((149, 112), Kept("03"));
        // the face of 40 as large as 112 / 2 at most: larger than it is, which it never becomes
        _project.Say = image => image with { Face = FaceCrop.Of(image.Path, new(2, 4)) };
        _project.RunAll(Stage.Resize);
        Assert.Equal((200, 150), Kept("03"));
        // as small as 112 / 4 at least: smaller than the bucket lets it be
        _project.Say = image => image with { Face = FaceCrop.Of(image.Path, new(3.5, 4)) };
        _project.RunAll(Stage.Resize);
        Assert.Equal((160, 120), Kept("03"));
    }

    [Fact]
    public void FaceOutsideThePicture_IsSaid()
    {
        _project.AddImage("images/holiday_2024_10_11_20.png", TestImage.Png(128, 128, seed: 6));
        _project.Say = image => image with { Face = FaceCrop.Of(image.Path, new(2, 4)) };

        var finding = Assert.Single(_project.Run(Stage.Validate).Findings, finding => finding.Code == "LORA1071");

        Assert.Equal(_project.At("images/holiday_2024_10_11_20.png"), finding.File);
        Assert.StartsWith("The name of 'images/holiday_2024_10_11_20.png' tells of a face at 2024, 10, outside of its 128 x 128 pixels. ", finding.Message);
    }

    [Theory]
    [InlineData("true", false, false)]
    [InlineData("false", false, true)]
    [InlineData("false", true, false)]
    public void CachedLatents_AreALeverWhereNothingNeedsThePictures(string cache, bool isCropped, bool isOne)
    {
        _project.Values["CacheLatents"] = cache;
        _project.Say = image => image with { RandomCrop = isCropped };
        Assert.Equal(isOne, EngineFault.Levers(_project.Request(Stage.Train)).Contains("<CacheLatents>true</CacheLatents>"));
    }

    [Fact]
    public void LostPicture_StopsTheTraining()
    {
        _project.Values["CacheLatents"] = "false";
        _project.RunAll(Stage.Resize, Stage.Tag);
        var request = _project.Request(Stage.Train);
        File.Delete(_project.At("images/a.png"));
        Assert.Equal(["LORA4010"], _project.Run(request).Findings.Select(finding => finding.Code));
    }

    // the tensors alone: the metadata name what varies
    private byte[] Train(Func<ImageItem, ImageItem>? say = null)
    {
        _project.Say = say ?? _project.Say;
        _project.RunAll([Stage.Resize, Stage.Tag, .. _project.Plan().Runs(Stage.CacheLatents) ? [Stage.CacheLatents] : (Stage[])[], Stage.Train]);
        var file = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        return file[(8 + (int)BitConverter.ToInt64(file))..];
    }

    private void Forget()
    {
        Directory.Delete(_project.Paths.CacheDirectory, recursive: true);
        Directory.Delete(_project.Paths.OutDirectory, recursive: true);
    }

    private (int Width, int Height) Kept(string number)
    {
        var picture = new ManagedCodec().Decode(File.ReadAllBytes(_project.Obj($"images/{number}.png")));
        return (picture.Width, picture.Height);
    }

    private string? Metadata(string name)
    {
        using var file = new SafetensorsFile(_project.Out("test-1.0.0.safetensors"));
        return file.Metadata.GetValueOrDefault(name);
    }

    private static byte[] Half(int width, int height)
    {
        var mask = new Rgb24Image(width, height);
        mask.Pixels.AsSpan(0, mask.Pixels.Length / 2).Fill(255);
        return new ManagedCodec().EncodePng(mask);
    }
}
