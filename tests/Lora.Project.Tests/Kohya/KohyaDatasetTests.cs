using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Kohya;

public sealed class KohyaDatasetTests : IDisposable
{
    private readonly PlannedProject _user = new();

    [Fact]
    public void Subsets_BecomeImagesWithTheirMetadata()
    {
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<KohyaDataset Include='data/dataset.toml'/></ItemGroup></Project>");
        _user.WriteImage("images/stray.png");
        _user.WriteImage("data/10_hero/b.png");
        _user.WriteImage("data/10_hero/a.png");
        _user.WriteImage("data/10_hero/.hidden.png");
        _user.WriteImage("data/10_hero/below/c.png");
        _user.WriteImage("data/hats/d.png");
        _user.WriteImage("data/reg/e.png");
        Dataset("data/dataset.toml", """
            [general]
            flip_aug = true
            caption_extension = ".txt"
            shuffle_caption = true
            color_aug = false
            cache_info = true

            [[datasets]]
            resolution = [512, 512]
            batch_size = 2
            keep_tokens = 1

              [[datasets.subsets]]
              image_dir = "10_hero"
              num_repeats = 3
              class_tokens = "hero"

              [[datasets.subsets]]
              image_dir = 'hats'
              flip_aug = false
              custom_attributes = { light = "low" }
              random_crop = true

              [[datasets.subsets]]
              image_dir = "./reg"
              is_reg = true
              num_repeats = 2
            """);

        var plan = _user.Read(out var findings);

        Assert.Equal(
            [
                ("data/10_hero/a.png", 3, "hero", true, false), ("data/10_hero/b.png", 3, "hero", true, false), ("data/hats/d.png", 1, "hats", false, false),
                ("data/reg/e.png", 7, "", true, true),
            ],
            plan.Images.Select(image => (image.Name, image.Repeats, image.Concept, image.FlipAug, image.IsRegularization)));
        var options = plan.Options;
        Assert.Equal((512, 2, 1, true), (options.Get(DatasetOptions.Resolution), options.Get(RunOptions.TrainBatchSize), options.Get(CaptionOptions.KeepTokens),
            options.Get(CaptionOptions.ShuffleCaption)));
        // what the file leaves out is as in kohya's scripts
        Assert.False(options.Get(DatasetOptions.EnableBucket));
        Assert.Equal(5, options.Get(DatasetOptions.NumRepeats));
        // as is the cache of latents, which goes with no crop at random
        Assert.False(options.Get(DatasetOptions.CacheLatents));
        Assert.Equal([false, false, true, false], plan.Images.Select(image => image.RandomCrop));
        Assert.Equal(["LORA1042", "LORA1043", "LORA1048", "LORA2090"], findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        Assert.Contains(findings, finding => finding.Code == "LORA1042" && finding.Line == 21
            && finding.Message.StartsWith("'data/dataset.toml' says what is not done here: custom_attributes (line 21). ", StringComparison.Ordinal));
        Assert.StartsWith("'data/dataset.toml' says what has no meaning here: cache_info (line 6). ",
            findings.Single(finding => finding.Code == "LORA1043").Message);
        Assert.Contains(findings, finding => finding.Message.StartsWith("2 files below 'images' are none of the dataset's. ", StringComparison.Ordinal));
    }

    [Fact]
    public void Project_GoesBeforeTheFile()
    {
        _user.Properties["TrainBatchSize"] = "4";
        _user.Properties["NumRepeats"] = "6";
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b.png");
        Dataset("dataset.json", """
            {"general": {"batch_size": 1, "caption_extension": ".txt", "resolution": 512},
             "datasets": [{"subsets": [{"image_dir": "images", "class_tokens": "hero"}]}]}
            """);
        _user.Named.Add(_user.Item("images/b.png", ("NumRepeats", "9"), ("Trigger", "other")));

        var plan = _user.Read(out var findings);

        Assert.Equal(4, plan.Options.Get(RunOptions.TrainBatchSize));
        Assert.Equal([(6, null, "hero"), (9, "other", "hero")], plan.Images.Select(image => (image.Repeats, image.Trigger, image.Concept)));
        Assert.Empty(findings);
    }

    [Fact]
    public void OneFolderInTwoDatasets_CountsInBoth()
    {
        _user.WriteImage("train/a.png");
        Dataset("dataset.toml", "general = {caption_extension = '.txt', num_repeats = 2}\n"
            + "[[datasets]]\nsubsets = [{image_dir = 'train'}, {image_dir = './train/'}]\n[[datasets]]\nsubsets = [{image_dir = 'train', num_repeats = 5}]\n");

        Assert.Equal(7, Assert.Single(_user.Read(out var findings).Images).Repeats);
        var twice = Assert.Single(findings);
        Assert.Equal(("LORA1047", 3), (twice.Code, twice.Line));
    }

    [Theory]
    [InlineData("shuffle_caption = true", "", 5, "shuffle_caption is 'true' in subset 1 of dataset 1 and not set in subset 2 of dataset 1. ")]
    [InlineData("keep_tokens = 1", "keep_tokens = 2", 9, "keep_tokens is '1' in subset 1 of dataset 1 and '2' in subset 2 of dataset 1. ")]
    [InlineData("keep_tokens = 0", "", 0, "")]
    public void SubsetsThatDiffer_AreAnErrorThatNamesThem(string first, string second, int line, string problem)
    {
        _user.WriteImage("a/a.png");
        _user.WriteImage("b/b.png");
        Dataset("dataset.toml", $"[[datasets]]\ncaption_extension = '.txt'\n[[datasets.subsets]]\nimage_dir = 'a'\n{first}\n\n"
            + $"[[datasets.subsets]]\nimage_dir = 'b'\n{second}\n");

        var findings = _user.Findings();

        if (line == 0)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal(("LORA1044", line), (finding.Code, finding.Line));
        Assert.StartsWith(problem, finding.Message);

        // the project's word counts for all
        _user.Properties[first.StartsWith('k') ? "KeepTokens" : "ShuffleCaption"] = first.StartsWith('k') ? "1" : "true";
        Assert.Empty(_user.Findings());
    }

    [Theory]
    [InlineData("../elsewhere", false)]
    [InlineData("/tmp", false)]
    [InlineData("a/../../elsewhere", false)]
    [InlineData("a/../a", true)]
    public void FolderOutsideTheProject_IsAnErrorUnlessTheProjectAllowsIt(string folder, bool isInside)
    {
        _user.WriteImage("a/a.png");
        Dataset("dataset.toml", $"[[datasets]]\ncaption_extension = '.txt'\n[[datasets.subsets]]\nimage_dir = '{folder}'\n");

        var findings = _user.Findings();

        Assert.Equal(isInside ? [] : [("LORA1045", 4)], findings.Select(finding => (finding.Code, finding.Line)));
    }

    [Fact]
    public void AllowOutside_TakesPicturesFromElsewhere()
    {
        using var elsewhere = new Lora.Testing.TempFolder();
        File.WriteAllBytes(Path.Combine(elsewhere.Path, "a.png"), [0x89, (byte)'P', (byte)'N', (byte)'G']);
        File.WriteAllText(Path.Combine(elsewhere.Path, "a.txt"), "smile");
        Dataset("dataset.toml", $"[[datasets]]\ncaption_extension = '.txt'\n[[datasets.subsets]]\nimage_dir = '{elsewhere.Path}'\n", ("AllowOutside", "true"));

        Assert.Equal(Path.Combine(elsewhere.Path, "a.png"), Assert.Single(_user.Read(out var findings).Images).Path);
        Assert.Empty(findings);
    }

    [Theory]
    [InlineData("image_dir = 'none'", "LORA1046", 4, "There is no folder 'none'. ")]
    [InlineData("num_repeats = 2", "LORA1041", 3, "image_dir is missing in subset 1 of dataset 1. ")]
    [InlineData("image_dir = 'a'\nnum_repeat = 2", "LORA1041", 5,
        "'num_repeat' is no name in [[datasets.subsets]], for kohya's scripts neither; did you mean 'num_repeats'? ")]
    [InlineData("image_dir = 'a'\nnum_repeats = 0", "LORA1004", 5, "num_repeats: '0' is not a value of NumRepeats")]
    [InlineData("image_dir = 'a'\nkeep_tokens = -1", "LORA1004", 5, "'-1' is not a value of KeepTokens")]
    [InlineData("image_dir = 'a'\nkeep_tokens = {a = 1}", "LORA1041", 5, "KeepTokens is a whole number from 0 to 1000, not a table. ")]
    public void WhatIsWrong_IsSaidInItsLine(string subset, string code, int line, string problem)
    {
        _user.WriteImage("a/a.png");
        Dataset("dataset.toml", $"[[datasets]]\ncaption_extension = '.txt'\n[[datasets.subsets]]\n{subset}\n");

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((code, _user.At("dataset.toml"), line), (finding.Code, finding.File, finding.Line));
        Assert.StartsWith(problem, finding.Message);
    }

    [Fact]
    public void Masks_AreThePicturesOwn()
    {
        _user.WriteImage("a/a.png");
        _user.WriteImage("masks/a.png");
        _user.WriteImage("b/b.png");
        Dataset("dataset.toml", """
            [[datasets]]
            caption_extension = '.txt'
            [[datasets.subsets]]
            image_dir = 'a'
            conditioning_data_dir = 'masks'
            [[datasets.subsets]]
            image_dir = 'b'
            alpha_mask = true
            """);
        _user.Properties["MaskedLoss"] = "true";

        var images = _user.Read(out var findings).Images;

        Assert.Equal([(_user.At("masks/a.png"), false), ("", true)], images.Select(image => (image.MaskPath, image.AlphaMask)));
        Assert.DoesNotContain(findings, finding => finding.Code is "LORA1042" or "LORA2094" or "LORA2097");
    }

    [Fact]
    public void DamagedFile_IsNeverMoreThanFindings()
    {
        const string Whole = "[general]\nflip_aug = true\nkeep_tokens = 1\n[[datasets]]\nresolution = [512, 512]\n[[datasets.subsets]]\n"
            + "image_dir = 'a'\nnum_repeats = 10\nis_reg = false\n[[datasets.subsets]]\nimage_dir = 'b'\nmetadata_file = 'm.json'\n";
        _user.WriteImage("a/a.png");
        _user.WriteImage("b/b.png");
        Dataset("dataset.toml", Whole);
        Prop.ForAll<NonNegativeInt, char>((at, c) =>
        {
            _user.Write("dataset.toml", new StringBuilder(Whole) { [at.Get % Whole.Length] = c }.ToString());
            Assert.All(_user.Findings(), finding => Assert.NotEmpty(finding.Message));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void MetadataFile_IsTheProjectsFileOfCaptions()
    {
        _user.Write("data/a/a.png", [0x89, (byte)'P', (byte)'N', (byte)'G']);
        _user.Write("data/meta.json", "{\"a\": {\"caption\": \"smile\"}}");
        Dataset("data/dataset.toml", "[[datasets]]\n[[datasets.subsets]]\nimage_dir = 'a'\nmetadata_file = 'meta.json'\n");

        var plan = _user.Read(out var findings);

        Assert.Equal((_user.At("data/meta.json"), "smile"), (plan.Options.Get(DatasetOptions.InJson), Assert.Single(plan.Images).CaptionText));
        Assert.Empty(findings);
    }

    [Fact]
    public void FileThatIsNotThere_IsSaidInTheLineThatNamesIt()
    {
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<KohyaDataset Include='dataset.toml'/></ItemGroup></Project>");
        _user.KohyaDatasets.Add(_user.Item("dataset.toml"));

        var finding = Assert.Single(_user.Findings());

        Assert.Equal(("LORA1041", 3), (finding.Code, finding.Line));
        Assert.StartsWith("'dataset.toml': There is no such file. ", finding.Message);
    }

    public void Dispose() => _user.Dispose();

    private void Dataset(string name, string text, params (string Name, string Value)[] metadata)
    {
        _user.Write(name, text);
        _user.KohyaDatasets.Add(_user.Item(name, metadata));
    }
}
