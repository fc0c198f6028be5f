
namespace Lora.Diffusion.Tests;

public sealed class PromptEncoderTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly PromptEncoder _encoder;
    private readonly IDisposable _noGrad;

    public PromptEncoderTests()
    {
        var tokenizer = ClipTokenizer.Load(_tiny.Model.Folder.TokenizerFolder);
        _encoder = new PromptEncoder(_tiny.Runtime, tokenizer, _tiny.Model.TextEncoder);
        _noGrad = _tiny.Runtime.NoGrad();
    }

    public void Dispose()
    {
        _noGrad.Dispose();
        _tiny.Dispose();
    }

    [Fact]
    public void PromptAndNegative_AreAsLongAsTheLongerNeeds()
    {
        (var positive, var negative) = _encoder.EncodePrompts(string.Concat(Enumerable.Repeat("a photo, ", 40)), "bad");
        Assert.Equal(positive.Shape.ToArray(), negative.Shape.ToArray());
        Assert.Equal(0, (positive.Size(1) - 2) % 75);
        Assert.InRange(positive.Size(1), 152, 227);
        Assert.Equal(77, _encoder.EncodePrompts("a", "b").Positive.Size(1));
    }

    [Fact]
    public void PromptWithoutWeights_IsEncodedAsACaption() =>
        Assert.Equal(_encoder.EncodeCaptions(["a photo of a cat"]).ToFloats(), _encoder.EncodePrompts("a photo of a cat").Positive.ToFloats());

    [Fact]
    public void Weight_ChangesTheWordAndKeepsTheMean()
    {
        float[] plain = _encoder.EncodePrompts("a cat, a dog").Positive.ToFloats(), weighted = _encoder.EncodePrompts("a (cat:1.4), a dog").Positive.ToFloats();
        Assert.NotEqual(plain, weighted);
        Assert.Equal(plain.Average(), weighted.Average(), 1e-5);
    }

    [Fact]
    public void EachCaptionOfABatch_IsEncodedAsAlone()
    {
        var both = _encoder.EncodeCaptions(["a cat", "a dog and more"], rows: 2).ToFloats();
        float[] alone = [.. _encoder.EncodeCaptions(["a cat"], rows: 2).ToFloats(), .. _encoder.EncodeCaptions(["a dog and more"], rows: 2).ToFloats()];
        Assert.Equal(alone, both);
    }
}
