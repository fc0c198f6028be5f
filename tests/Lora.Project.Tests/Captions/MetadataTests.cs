using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Captions;

/// <summary>Captions from a metadata file, kohya's <c>in_json</c>.</summary>
public sealed class MetadataTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public MetadataTests() => _user.Properties["InJson"] = "meta.json";

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData("images/sub/a.png")]
    [InlineData("images/sub/a")]
    [InlineData("./images/sub/a.png")]
    [InlineData("images\\sub\\a.png")]
    [InlineData("sub/a.png")]
    [InlineData("sub/a")]
    [InlineData("a.png")]
    [InlineData("a")]
    [InlineData("/content/drive/train/a.png")]
    [InlineData("C:\\train\\a.png")]
    public void Key_IsAPathOrAName(string key)
    {
        Picture("images/sub/a.png");
        _user.Write("meta.json", $$"""{ {{Utf8Text.Quote(key)}}: { "caption": "smile" } }""");

        var image = Assert.Single(_user.Read(out var findings).Images);

        Assert.Empty(findings);
        Assert.Equal(("smile", Digest.Of("smile"), _user.At("meta.json")), (image.CaptionText, image.CaptionSha256, image.CaptionPath));
        Assert.Equal(new SourcePlace(_user.At("meta.json"), 1, 3), image.CaptionAt(5, 7));
    }

    /// <summary>Nobody looks whether such a file exists: what it names is no picture of this project.</summary>
    [Theory]
    [InlineData("../outside.png")]
    [InlineData("../../../../../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("images/*")]
    public void Key_ThatLeadsOut_IsOfNoPicture(string key)
    {
        Picture("images/a.png");
        var outside = Path.Combine(Path.GetDirectoryName(_user.Folder)!, "outside.png");
        File.WriteAllText(outside, "");
        try
        {
            _user.Write("meta.json", $$"""{ "a": { "caption": "smile" }, {{Utf8Text.Quote(key)}}: { "caption": "x" } }""");
            Assert.Equal([DatasetDiagnostics.MetadataWithoutImage.Code], _user.Findings().Select(finding => finding.Code));
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public void AbsoluteKey_IsThatPictureWhateverItsName()
    {
        Picture("images/a.png");
        Picture("images/sub/a.png");
        _user.Write("meta.json", $$"""{ {{Utf8Text.Quote(_user.At("images/sub/a.png"))}}: { "tags": "smile" }, "images/a": { "tags": "frown" } }""");

        Assert.Equal(["frown", "smile"], _user.Read(out _).Images.Select(image => image.CaptionText));
    }

    [Theory]
    [InlineData("a photo", "1girl, smile", false, "a photo,1girl, smile")]
    [InlineData("a photo", "1girl, smile", true, "a photo,1girl, smile")]
    [InlineData("one\n\n two", "1girl\nsmile", true, "one,1girl,smile\n two,1girl,smile")]
    [InlineData("one\ntwo", "1girl\nsmile", false, "one\ntwo,1girl\nsmile")]
    [InlineData("", "1girl", true, "1girl")]
    [InlineData("", "1girl", false, "1girl")]
    [InlineData(null, "1girl", true, "1girl")]
    [InlineData("a photo", null, true, "a photo")]
    [InlineData("a photo", "", false, "a photo")]
    [InlineData("", null, false, "")]
    [InlineData(null, "", false, "")]
    [InlineData(null, null, false, null)]
    public void CaptionAndTags_AreJoinedAsKohyaDoes(string? caption, string? tags, bool wildcards, string? text) =>
        Assert.Equal(text, new MetadataEntry("a", caption, tags, new("x")).Text(",", wildcards));

    [Fact]
    public void PictureWithoutAnEntry_HasItsCaptionBesideIt()
    {
        _user.WriteImage("images/a.png", "from a file");
        _user.WriteImage("images/b.png", "from a file");
        _user.WriteImage("images/c.png", "from a file");
        _user.Write("meta.json", """{ "b": { "caption": "from the metadata" }, "c": { "image_size": [1, 2], "caption": null } }""");

        var images = _user.Read(out var findings).Images;

        Assert.Empty(findings);
        Assert.Equal([null, "from the metadata", null], images.Select(image => image.CaptionText));
        Assert.Equal(["a.txt", "meta.json", "c.txt"], images.Select(image => Path.GetFileName(image.CaptionPath)));
    }

    [Fact]
    public void OneEntryChanged_ChangesTheKeyEntryOfThatPictureAlone()
    {
        Picture("images/a.png");
        Picture("images/b.png");
        _user.Write("meta.json", """{ "a": { "tags": "one" }, "b": { "tags": "two" } }""");
        var before = StageKeys.Of(_user.Read(out _))[Stage.Tag];
        _user.Write("meta.json", """{ "b": { "tags": "three" },   "a": { "tags": "one" } }""");

        var change = Assert.Single(KeyChange.Between(before.Entries, StageKeys.Of(_user.Read(out _))[Stage.Tag].Entries));
        Assert.Equal(("caption", "02"), (change.Kind, change.Name));
    }

    [Fact]
    public void SameTextFromAFile_IsTheSameKey()
    {
        Picture("images/a.png");
        _user.Write("meta.json", """{ "a": { "tags": "one" } }""");
        var fromMetadata = StageKeys.Of(_user.Read(out _))[Stage.Tag].Hash;
        _user.Properties.Remove("InJson");
        _user.Write("images/a.txt", "one");

        Assert.Equal(fromMetadata, StageKeys.Of(_user.Read(out _))[Stage.Tag].Hash);
    }

    [Fact]
    public void JsonLines_HoldAnEntryEach()
    {
        _user.Properties["InJson"] = "meta.jsonl";
        Picture("images/a.png");
        Picture("images/b.png");
        _user.Write("meta.jsonl", "{ \"image_path\": \"images/a.png\", \"caption\": \"one\" }\r\n\n"
            + "{\"image_path\":\"b\",\"caption\":\"two\",\"tags\":\"x\"}\n");

        var images = _user.Read(out var findings).Images;

        Assert.Empty(findings);
        Assert.Equal([("one", 1), ("two,x", 3)], images.Select(image => (image.CaptionText!, image.CaptionAt(1, 1).Line)));
    }

    [Theory]
    [InlineData("{\n \"a\": { \"caption\": \"x\", }\n}", 2, "It is no JSON: ")]
    [InlineData("{\n \"a\": [1]\n}", 2, "The entry 'a' has to be an object with 'caption' or 'tags'. ")]
    [InlineData("{\n \"a\": {\n  \"tags\": [\"x\"] } }", 3, "'tags' of 'a' has to be a text. ")]
    [InlineData("{ \"a\": { \"tags\": \"x\" },\n \"a\": { \"tags\": \"y\" } }", 2, "The entry 'a' stands there twice. ")]
    [InlineData("{ \"a\": { \"tags\": \"x\" },\n \"images/a.png\": { \"tags\": \"y\" } }", 2, "'images/a.png' and 'a' are the same picture. ")]
    [InlineData("[\n]", 1, "It has to be an object, in which each picture has an entry. ")]
    [InlineData("{\n \"a\": { \"tags\": \"\\ud800\" } }", 2, "It is no JSON: A string holds what is no text. ")]
    [InlineData("", 1, "It is no JSON: ")]
    public void WhatIsWrong_IsOneErrorWithItsLine(string json, int line, string problem)
    {
        Picture("images/a.png");
        _user.Write("meta.json", json);

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((DatasetDiagnostics.MetadataWrong.Code, _user.At("meta.json"), line), (finding.Code, finding.File, finding.Line));
        Assert.StartsWith(problem, finding.Message);
    }

    [Fact]
    public void OtherEncoding_IsOneErrorWithItsLine()
    {
        Picture("images/a.png");
        _user.Write("meta.json", [.. "{\n \"a\": { \"tags\": \"gr"u8, 0xFC, .. "n\" } }"u8]);
        Assert.StartsWith("It is not UTF-8: byte 21 (0xFC)", Assert.Single(_user.Findings(), finding => finding.Line == 2).Message);

        _user.Write("meta.json", [0xFF, 0xFE, (byte)'{', 0]);
        Assert.StartsWith("It is not UTF-8: byte 0 (0xFF)", Assert.Single(_user.Findings()).Message);

        // a byte-order mark of UTF-8 is none
        _user.Write("meta.json", [0xEF, 0xBB, 0xBF, .. "{ \"a\": { \"tags\": \"x\" } }"u8]);
        Assert.Empty(_user.Findings());
    }

    [Fact]
    public void WrongLine_IsFoundInJsonLines()
    {
        _user.Properties["InJson"] = "meta.jsonl";
        Picture("images/a.png");
        _user.Write("meta.jsonl", "{ \"image_path\": \"a\", \"caption\": \"one\" }\n{ \"caption\": \"two\" }\n{ oops }\n");

        Assert.Equal([2, 3], _user.Findings().Select(finding => finding.Line));
    }

    [Fact]
    public void MissingFile_IsAnError()
    {
        Picture("images/a.png");

        Assert.StartsWith("There is no such file. ", Assert.Single(_user.Findings()).Message);
    }

    [Fact]
    public void EntriesWithoutAPicture_AreOneErrorAtTheFirst()
    {
        _user.WriteImage("images/a.png");
        _user.Write("meta.json", "{ \"a\": { \"tags\": \"x\" },\n \"b\": {}, \"c.png\": {}, \"d\": {}, \"sub/e\": {} }");

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((DatasetDiagnostics.MetadataWithoutImage.Code, 2), (finding.Code, finding.Line));
        Assert.StartsWith("There are no pictures for 4 entries: 'b', 'c.png', 'd' and 1 more. ", finding.Message);
    }

    [Fact]
    public void PictureThatIsLeftOut_IsThereAllTheSame()
    {
        _user.WriteImage("images/a.png");
        Picture("photos/b.png");
        _user.Write("meta.json", """{ "a": { "tags": "x" }, "photos/b.png": {}, "photos/b": {} }""");

        Assert.Empty(_user.Findings());
    }

    [Fact]
    public void NameOfTwoPictures_IsAnError()
    {
        _user.WriteImage("images/one/a.png");
        _user.WriteImage("images/two/a.png");
        _user.Write("meta.json", """{ "a": { "tags": "x" } }""");

        Assert.StartsWith("'a' is the name of 2 pictures. ", Assert.Single(_user.Findings()).Message);
    }

    private void Picture(string name) => _user.Write(name, [0x89, .. "PNG\r\n\u001a\n"u8]);
}
