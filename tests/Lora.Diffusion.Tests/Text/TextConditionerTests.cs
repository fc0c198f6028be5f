using Lora.Testing;

namespace Lora.Diffusion.Tests;

public sealed class TextConditionerTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly ITextConditioner _text;
    private readonly IDisposable _noGrad;

    public TextConditionerTests()
    {
        _text = _tiny.Model.Text;
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
        var prompt = string.Concat(Enumerable.Repeat("a photo, ", 40));
        var rows = _text.RowsOf(prompt, "bad");
        Assert.Equal(rows, _text.RowsOf("bad", prompt));
        Assert.InRange(rows, 2, 3);
        Assert.Equal(2 + (75 * rows), _text.EncodePrompts([prompt], rows).Tokens);
        Assert.Equal(2 + (75 * rows), _text.EncodePrompts(["bad"], rows).Tokens);
        Assert.Equal(1, _text.RowsOf("a", "b"));
    }

    [Fact]
    public void PromptWithoutWeights_IsEncodedAsACaption() =>
        Assert.Equal(Captions(1, "a photo of a cat"), Prompt("a photo of a cat"));

    [Fact]
    public void Weight_ChangesTheWordAndKeepsTheMean()
    {
        float[] plain = Prompt("a cat, a dog"), weighted = Prompt("a (cat:1.4), a dog");
        Assert.NotEqual(plain, weighted);
        Assert.Equal(plain.Average(), weighted.Average(), 1e-5);
    }

    [Fact]
    public void EachCaptionOfABatch_IsEncodedAsAlone() =>
        Assert.Equal([.. Captions(2, "a cat"), .. Captions(2, "a dog and more")], Captions(2, "a cat", "a dog and more"));

    [Theory]
    [InlineData(75, 1, true)]
    [InlineData(76, 1, false)]
    [InlineData(150, 2, true)]
    [InlineData(151, 2, false)]
    public void Caption_FitsItsRows_OrSaysWhichWordsAreLost(int words, int rows, bool fits)
    {
        var fit = _text.FitCaption(string.Join(' ', Enumerable.Repeat("a", words)) + (fits ? "" : ", Blue  HAIR, tall"), rows);
        Assert.Equal(fits, fit.Fits);
        Assert.Equal(75 * rows, fit.Room);
        Assert.Equal(fits ? "" : "a, blue hair, tall", fit.Lost);
        Assert.Equal(fits ? words : _text.FitCaption("Blue HAIR, tall").Tokens + words + 1, fit.Tokens);
    }

    [Fact]
    public void Lost_NamesTheFirstWordsOnly() =>
        Assert.Equal("a, b, c, d, e", _text.FitCaption(string.Join(' ', Enumerable.Repeat("x", 75)) + " a, b, c, d, e, f, g, h").Lost);

    [Fact]
    public void Prompt_FitsThreeRows_AndABreakFillsOne()
    {
        string Words(int count) => string.Join(' ', Enumerable.Repeat("a", count));
        Assert.Equal(new TextFit(225, 225, ""), _text.FitPrompt(Words(225)));
        Assert.Equal(new TextFit(226, 225, "a"), _text.FitPrompt(Words(226)));
        Assert.Equal(new TextFit(151, 225, ""), _text.FitPrompt("a BREAK a BREAK (a:1.2)"));
        Assert.Equal("a", _text.FitPrompt("a BREAK a BREAK a BREAK (a:1.2)").Lost);
        Assert.Throws<PromptFormatException>(() => _text.FitPrompt("(a:1.2.3)"));
    }

    [Fact]
    public void CaptionWithWeights_ScalesItsWordsWhereThatIsAskedFor()
    {
        float[] Weighted(string caption) => _text.EncodeCaptions([caption], weighted: true).Context.ToFloats();
        Assert.Equal(Captions(1, "a cat"), Weighted("a cat"));
        Assert.NotEqual(Captions(1, "a (cat:1.4)"), Weighted("a (cat:1.4)"));
        // start, a, cat
        var width = Captions(1, "a cat").Length / 77;
        var plain = Captions(1, "a cat").AsSpan(2 * width, width).ToArray();
        Assert.Equal(plain.Select(value => value * 1.4f), Weighted("a (cat:1.4)").AsSpan(2 * width, width).ToArray());
    }

    [Fact]
    public void CaptionWithWeights_IsCountedWithoutItsBrackets()
    {
        Assert.Equal(_text.FitCaption("a cat").Tokens, _text.FitCaption("a (cat:1.4)", weighted: true).Tokens);
        Assert.Equal(_text.FitCaption("a BREAK cat").Tokens, _text.FitCaption("a BREAK (cat)", weighted: true).Tokens);
        Assert.True(_text.FitCaption("a (cat:1.4)").Tokens > 2);
        Assert.Throws<PromptFormatException>(() => _text.FitCaption("(a:1.2.3)", weighted: true));
    }

    [Fact]
    public void LayersAndLengths_AreKnownWithoutWeights()
    {
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), _tiny.Runtime);
        var before = _tiny.Runtime.LiveTensors;
        Assert.Equal(3, model.Text.Layers);
        Assert.Equal(new LatentSpace(4, 8, 0.18215), model.Latents);
        Assert.Equal(75, model.Text.RowTokens);
        Assert.True(model.Text.FitCaption("a photo of a cat").Fits);
        Assert.Equal(before, _tiny.Runtime.LiveTensors);
    }

    private float[] Captions(int rows, params string[] captions) => _text.EncodeCaptions(captions, rows).Context.ToFloats();

    private float[] Prompt(string prompt) => _text.EncodePrompts([prompt], 1).Context.ToFloats();
}
