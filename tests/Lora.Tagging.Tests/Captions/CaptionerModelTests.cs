using Lora.Imaging;
using Lora.Testing;

namespace Lora.Tagging.Tests.Captions;

/// <summary>A captioner that a test writes, whose sentences are known; and the files around it.</summary>
public sealed class CaptionerModelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CaptionerModelTests() => TinyCaptioner.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(255, 0, 0, 1, "", "a redish critter.")]
    [InlineData(255, 0, 0, 4, "", "a red critter.")]
    [InlineData(0, 255, 0, 1, "", "a green critter.")]
    [InlineData(0, 0, 255, 3, "A Picture", "a picture of a blue critter.")]
    public void Sentence_SaysWhatIsSeen(byte r, byte g, byte b, int beams, string prompt, string sentence)
    {
        using var model = CaptionerModel.Open(TestOnnx.Runtime, _folder.Path);
        Assert.Equal(sentence, model.Caption(Plain(r, g, b), prompt, new SentenceSearch(beams, 0, 20, 0), default));
    }

    [Fact]
    public void MaximalLength_EndsASentence()
    {
        using var model = CaptionerModel.Open(TestOnnx.Runtime, _folder.Path);
        Assert.Equal("a green", model.Caption(Plain(0, 255, 0), "", new SentenceSearch(1, 0, 3, 0), default));
    }

    [Theory]
    [InlineData("captioner.json", """{ "begin": 2, "ende": 3 }""", OnnxFault.ListWrong)]
    [InlineData("captioner.json", """{ "std": [1, 0, 1] }""", OnnxFault.ListWrong)]
    [InlineData("captioner.json", "", OnnxFault.ListWrong)]
    [InlineData("vocab.txt", "[PAD]\n\nred\n", OnnxFault.ListWrong)]
    [InlineData("vision.onnx", "x", OnnxFault.ModelRefused)]
    public void WrongFile_IsOneClearError(string name, string content, OnnxFault fault)
    {
        File.WriteAllText(_folder[name], content);
        var error = Assert.Throws<OnnxException>(() => CaptionerModel.Open(TestOnnx.Runtime, _folder.Path));
        Assert.Equal((fault, _folder[name]), (error.Fault, error.File));
    }

    [Fact]
    public void SwappedModels_AreALayoutThatIsNone()
    {
        File.Copy(_folder["vision.onnx"], _folder["text.onnx"], overwrite: true);
        Assert.Equal(OnnxFault.WrongLayout, Assert.Throws<OnnxException>(() => CaptionerModel.Open(TestOnnx.Runtime, _folder.Path)).Fault);
    }

    [Theory]
    [InlineData("A Réd critter!", new[] { 4, 7, 11 })]
    [InlineData("redish, picture of", new[] { 7, 10, 5, 6 })]
    [InlineData("unheard redly", new int[0])]
    public void Text_IsTokens(string text, int[] tokens) => Assert.Equal(tokens, WordPieces.Read(_folder["vocab.txt"]).Encode(text));

    private static DecodedImage Plain(byte r, byte g, byte b) => new(new ImageInfo("PNG", 5, 9), 3,
        [.. Enumerable.Repeat((byte[])[r, g, b], 45).SelectMany(each => each)]);
}
