using FsCheck;
using FsCheck.Fluent;
using Lora.Testing;

namespace Lora.Diffusion.Tests;

public sealed class ClipTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenizer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string content)
    {
        File.WriteAllText(Path.Combine(_folder, name), content);
        return _folder;
    }

    private ClipTokenizer Tiny() => Given.Tokenizer(Write("merges.txt", "#version: 0.2\na b</w>\nc ab</w>\n"));

    [Fact]
    public void MergesAlone_GiveTheIds()
    {
        var tokenizer = Tiny();
        Assert.Equal(514, tokenizer.StartId);
        Assert.Equal(515, tokenizer.EndId);
        Assert.Equal(515, tokenizer.PadId);
        Assert.Equal([513, 512], tokenizer.Encode("CAB ab"));
        Assert.Equal(['x' - '!', 'c' - '!' + 256], tokenizer.Encode("xc"));
        Assert.Empty(tokenizer.Encode(" \n "));
    }

    [Fact]
    public void FolderWithVocabulary_GivesTheSameIdsAsItsMerges()
    {
        var folder = GoldenFolder.Find("models", "sd15-tiny", "tokenizer");
        File.Copy(Path.Combine(folder, "merges.txt"), Path.Combine(_folder, "merges.txt"));
        ClipTokenizer both = Given.Tokenizer(folder), merges = Given.Tokenizer(_folder);
        Assert.Equal(both.EndId, merges.EndId);
        Assert.All(["a photo of a cat, best quality", "1girl 日本 ünïcödé", "<|endoftext|> x"], text => Assert.Equal(both.Encode(text), merges.Encode(text)));
    }

    [Fact]
    public void SymbolThatTheVocabularyLacks_BecomesTheEnd()
    {
        Tiny();
        Write("vocab.json", """{"<|startoftext|>":0,"<|endoftext|>":1,"ab</w>":2,"!":3}""");
        Write("tokenizer_config.json", """{"model_max_length":10,"pad_token":{"content":"!"}}""");
        var tokenizer = Given.Tokenizer(_folder);
        Assert.Equal([2, 1], tokenizer.Encode("ab q"));
        Assert.Equal(3, tokenizer.PadId);
        Assert.Equal(10, tokenizer.ChunkLength);
    }

    [Fact]
    public void TextBetweenSpecialTokens_IsCleanedByItself()
    {
        var tokenizer = Tiny();
        Assert.Equal([.. tokenizer.Encode("&"), 515, .. tokenizer.Encode("<b> &amp;")], tokenizer.Encode("&amp;<|endoftext|><b> &amp;"));
        Assert.Equal([515, 514], tokenizer.Encode("<|ENDOFTEXT|><|startoftext|>"));
    }

    [Theory]
    [InlineData("merges.txt", "#version: 0.2\na b\nabc\n", 3, "two symbols")]
    [InlineData("merges.txt", "#version: 0.2\na  b\n", 2, "two symbols")]
    [InlineData("vocab.json", "{\"a\":1,\n\"b\":}", 2, "not an object of token to id")]
    [InlineData("vocab.json", "{\"a\":1}", 0, "lacks <|startoftext|>")]
    [InlineData("vocab.json", "null", 0, "lacks <|startoftext|>")]
    [InlineData("tokenizer_config.json", "{", 1, "no valid JSON")]
    [InlineData("tokenizer_config.json", "{\"pad_token\":\"<pad>\"}", 0, "lacks the token '<pad>'")]
    public void WrongFile_IsRefusedWithItsLine(string name, string content, int line, string problem)
    {
        Tiny();
        Write(name, content);
        var e = Assert.Throws<CheckpointException>(() => Given.Tokenizer(_folder));
        Assert.Contains(problem, e.Message);
        Assert.Equal(line, e.Line);
    }

    [Fact]
    public void FolderWithoutMerges_IsRefused() =>
        Assert.Contains("has no merges.txt", Assert.Throws<CheckpointException>(() => Given.Tokenizer(_folder)).Message);

    [Fact]
    public void AnyText_GivesIdsOfTheVocabulary()
    {
        var tokenizer = Tiny();
        Prop.ForAll<string?>(text => tokenizer.Encode(text ?? "").All(id => id is >= 0 and <= 515))
            .Check(Config.QuickThrowOnFailure.WithReplay(3, 5).WithMaxTest(500));
    }

    [Fact]
    public void AnyPrompt_GivesPartsOrSaysWhichWeightIsWrong()
    {
        var prompts = Gen.Elements("(", ")", "[", "]", ":", "1.2", "\\", "a", "BREAK", ":1.5)", ":1..)", " ", "日").ListOf().Select(string.Concat);
        Prop.ForAll(prompts.ToArbitrary(), prompt =>
        {
            try
            {
                return PromptWeights.Parse(prompt).Count > 0;
            }
            catch (PromptFormatException e)
            {
                return prompt.Contains(e.Weight);
            }
        }).Check(Config.QuickThrowOnFailure.WithReplay(3, 7).WithMaxTest(1000));
    }

    [Fact]
    public void Break_FillsTheRow()
    {
        var tokenizer = Tiny();
        var chunks = TokenChunks.OfPrompt(tokenizer, "(ab:1.5) BREAK cab");
        Assert.Equal(2, chunks.Count);
        Assert.Equal([514, 512, 515, 515], chunks.Ids[..4]);
        Assert.Equal([514, 513, 515], chunks.Ids[77..80]);
        Assert.Equal([1, 1.5f, 1], chunks.Weights[..3]);
        Assert.Equal([1, 1, 1], chunks.Weights[77..80]);
        Assert.Equal(152, chunks.JoinedLength);
    }

    [Fact]
    public void LongPrompt_TakesTheRowsItNeedsAndIsCutAtTheMost()
    {
        var tokenizer = Tiny();
        string Words(int n) => string.Join(' ', Enumerable.Repeat("ab", n));
        Assert.Equal((1, false), Rows(TokenChunks.OfPrompt(tokenizer, "")));
        Assert.Equal((1, false), Rows(TokenChunks.OfPrompt(tokenizer, Words(75))));
        Assert.Equal((2, false), Rows(TokenChunks.OfPrompt(tokenizer, Words(76))));
        Assert.Equal((3, false), Rows(TokenChunks.OfPrompt(tokenizer, Words(225))));
        Assert.Equal((3, true), Rows(TokenChunks.OfPrompt(tokenizer, Words(226))));
        Assert.Equal((2, false), Rows(TokenChunks.OfPrompt(tokenizer, "ab", atLeast: 2)));
        Assert.Equal(515, TokenChunks.OfText(tokenizer, Words(80)).Ids[^1]);

        static (int, bool) Rows(TokenChunks chunks) => (chunks.Count, chunks.IsCut);
    }
}
