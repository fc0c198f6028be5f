using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Masks of the loss, of files and of transparency.</summary>
public sealed class MaskedPicturesTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public MaskedPicturesTests() => _project.Say = image => image with { MaskPath = MaskOf(image), MaskSha256 = HashOf(MaskOf(image)) };

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Mask_IsScaledAndCroppedAsItsPicture()
    {
        // the left quarter of 200 columns, of which a centred crop of 160 is left at a height of 96
        _project.AddImage("images/c.png", TestImage.Png(400, 200, seed: 3));
        _project.Write("masks/c.png", Mask(400, 200, (x, _) => x < 100));

        _project.RunAll(Stage.Resize);

        Assert.False(File.Exists(_project.Obj("masks/01.png")));
        var mask = new ManagedCodec().Decode(File.ReadAllBytes(_project.Obj("masks/03.png"))).Opaque();
        Assert.Equal((160, 96), (mask.Width, mask.Height));
        // 192 x 96, less 16 at each side
        Assert.Equal((255, 255, 0, 0), (mask.Pixels[0], mask.Pixels[3 * 30], mask.Pixels[3 * 34], mask.Pixels[3 * 159]));
    }

    [Fact]
    public void Masks_ChangeWhatIsTrained()
    {
        var plain = Train();
        Assert.DoesNotContain("masks:", _project.Events.Text, StringComparison.Ordinal);
        _project.Write("masks/b.png", Mask(128, 130, (_, y) => y < 60));
        var masked = Train();

        Assert.NotEqual(plain, masked);
        Assert.Contains("  masks: 1 of 2 pictures\n", _project.Events.Text);

        // a mask that hides nothing is none, and the key alone is another
        _project.Write("masks/b.png", Mask(128, 130, (_, _) => true));
        Assert.Equal(plain, Train());
    }

    [Fact]
    public void Transparency_IsAMaskWhereItIsAskedFor()
    {
        _project.AddImage("images/c.tga", Transparent(128, 128, (x, _) => x < 64));
        Assert.Empty(Masks());
        _project.Say = image => image with { AlphaMask = true };
        Assert.Equal(["masks/03.png"], Masks());
    }

    [Fact]
    public void Report_ShowsThePictureWithItsMask()
    {
        _project.Write("masks/b.png", Mask(128, 130, (_, y) => y < 60));
        _project.RunAll(Stage.Validate);
        Assert.True(File.Exists(_project.Out("report/thumbs/02-mask.jpg")));
        Assert.Contains("\"mask\":\"thumbs/02-mask.jpg\"", File.ReadAllText(_project.Out("report/dataset.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsWrong_IsSaidBeforeTheTraining()
    {
        _project.Write("masks/a.png", Mask(128, 128, (_, _) => true));
        _project.Write("masks/b.png", Mask(128, 130, (_, _) => false));
        _project.AddImage("images/c.png", TestImage.Png(128, 128, seed: 4));
        _project.Write("masks/c.png", "no picture");

        var result = _project.Run(Stage.Validate);

        Assert.Collection(
            result.Findings.Where(finding => finding.Code.StartsWith("LORA209", StringComparison.Ordinal))
                .OrderBy(finding => finding.File, StringComparer.Ordinal),
            Is("LORA2095", "masks/a.png", "The mask of 'images/a.png' is 128 x 128, and the picture 130 x 128. "),
            Is("LORA2096", "masks/b.png", "The mask of 'images/b.png' leaves nothing of what is trained. "),
            Is("LORA2095", "masks/c.png", "The mask of 'images/c.png' cannot be read: "));

        Action<Finding> Is(string code, string file, string problem) => finding =>
        {
            Assert.Equal((code, _project.At(file)), (finding.Code, finding.File));
            Assert.StartsWith(problem, finding.Message);
        };
    }

    private string[] Masks()
    {
        _project.RunAll(Stage.Resize);
        return [.. _project.Run(Stage.Resize).Outputs.Select(output => output.Path).Where(path => path.StartsWith("masks/", StringComparison.Ordinal))];
    }

    private byte[] Train()
    {
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);
        var file = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        return file[(8 + (int)BitConverter.ToInt64(file))..];
    }

    private string MaskOf(ImageItem image) =>
        _project.At($"masks/{Path.GetFileName(image.Path)}") is var path && File.Exists(path) ? path : "";

    private static string HashOf(string path) => path.Length > 0 ? Digest.OfFile(path) : "";

    private static byte[] Mask(int width, int height, Func<int, int, bool> isWhite)
    {
        var image = new Rgb24Image(width, height);
        for (var i = 0; i < width * height; i++)
        {
            // the red channel counts
            image.Pixels[i * 3] = isWhite(i % width, i / width) ? (byte)255 : (byte)0;
            image.Pixels[(i * 3) + 1] = 128;
        }

        return new ManagedCodec().EncodePng(image);
    }

    // an uncompressed Truevision file from the top: blue, green, red, alpha
    private static byte[] Transparent(int width, int height, Func<int, int, bool> isSeen)
    {
        byte[] header = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 32, 0x28];
        return [.. header, .. Enumerable.Range(0, width * height).SelectMany(i => (byte[])[40, 90, 200, isSeen(i % width, i / width) ? (byte)255 : (byte)0])];
    }
}
