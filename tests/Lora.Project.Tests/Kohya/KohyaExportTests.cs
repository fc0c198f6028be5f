using FsCheck;
using FsCheck.Fluent;
using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Kohya;

public sealed class KohyaExportTests : IDisposable
{
    private readonly PlannedProject _user = new();

    [Fact]
    public void Project_IsWrittenAsKohyaTakesIt()
    {
        _user.Properties["Trigger"] = "zorblax";
        _user.Properties["NetworkArgs"] = "conv_dim=4";
        _user.Properties["UnetLr"] = "5e-5";
        _user.Properties["TextEncoderLr"] = "0";
        _user.Properties["MaxTokenLength"] = "150";
        _user.Properties["SampleSampler"] = "dpmpp_2m_diffusers";
        _user.WriteImage("images/10_creature/a.png");
        _user.WriteImage("images/b.png", "zorblax, smile");
        _user.WriteImage("reg/c.png");
        _user.Named.Add(_user.Item("images/b.png", ("FlipAug", "true")));
        _user.Regularization.Add(_user.Item("reg/c.png", ("NumRepeats", "2")));

        var (dataset, training) = Export();

        Assert.Equal("""
            [[datasets]]

              [[datasets.subsets]]
              image_dir = "images/10_creature"
              num_repeats = 10
              caption_prefix = "zorblax,"

              [[datasets.subsets]]
              image_dir = "images"
              num_repeats = 5
              flip_aug = true

              [[datasets.subsets]]
              image_dir = "reg"
              num_repeats = 2
              is_reg = true

            """, dataset[dataset.IndexOf("[[datasets]]", StringComparison.Ordinal)..]);
        Assert.All((string[])["resolution = 768", "enable_bucket = true", "caption_extension = \".txt\"", "batch_size = 4", "token_warmup_min = 1"],
            line => Assert.Contains($"\n{line}\n", dataset));
        Assert.DoesNotContain("resize_interpolation", dataset);
        Assert.All((string[])["dataset_config = \"x.kohya.dataset.toml\"", "output_name = \"x-1.0.0\"", "pretrained_model_name_or_path = \"model\"",
            "network_module = \"networks.lora\"", "network_args = [\"conv_dim=4\"]", "network_alpha = 4.0", "unet_lr = 5e-05", "network_train_unet_only = true",
            "max_token_length = 150", "save_precision = \"float\"", "sample_sampler = \"dpmsolver++\"", "seed = 42", "max_train_epochs = 10"],
            line => Assert.Contains($"\n{line}\n", training));
        Assert.All((string[])["text_encoder_lr", "save_every_n_epochs", "max_train_steps", "v_parameterization", "optimizer_args", "num_repeats"],
            name => Assert.DoesNotContain($"\n{name} =", training));
    }

    [Theory]
    [InlineData("dora", "", "lycoris.kohya", "\"algo=lora\", \"dora_wd=true\"")]
    [InlineData("lokr", "factor=8", "lycoris.kohya", "\"algo=lokr\", \"factor=8\"")]
    [InlineData("oft", "form=kohya", "networks.oft", null)]
    [InlineData("dylora", "form=lycoris block_size=2", "lycoris.kohya", "\"algo=dylora\", \"block_size=2\"")]
    public void Network_IsNamedAsItsPeerNamesIt(string network, string written, string module, string? arguments)
    {
        _user.WriteImage("images/a.png");
        _user.Properties["NetworkAlgo"] = network;
        _user.Properties["NetworkArgs"] = written;

        var training = Export().Training;

        Assert.Contains($"\nnetwork_module = \"{module}\"\n", training);
        Assert.Equal(arguments is not null, training.Contains($"\nnetwork_args = [{arguments}]\n", StringComparison.Ordinal));
    }

    [Fact]
    public void ScheduleLossAndNoise_AreWrittenWhereTheyChangeSomething()
    {
        _user.WriteImage("images/a.png");
        var (_, plain) = Export();
        Assert.All((string[])["loss_type", "huber_c", "noise_offset", "multires_noise_discount", "max_timestep", "lr_scheduler_power", "lr_scheduler_args"],
            name => Assert.DoesNotContain($"\n{name} =", plain));

        _user.Properties["LrSchedulerType"] = "OneCycleLR";
        _user.Properties["LrSchedulerArgs"] = "max_lr=1e-3 anneal_strategy=linear three_phase=true";
        _user.Properties["LossType"] = "smooth_l1";
        _user.Properties["HuberC"] = "0.2";
        _user.Properties["NoiseOffset"] = "0.05";
        _user.Properties["MinTimestep"] = "100";
        var (_, training) = Export();
        Assert.All((string[])["lr_scheduler_type = \"OneCycleLR\"",
            "lr_scheduler_args = [\"max_lr=0.001\", \"anneal_strategy='linear'\", \"three_phase=True\"]",
            "loss_type = \"smooth_l1\"", "huber_c = 0.2", "huber_schedule = \"snr\"", "noise_offset = 0.05", "min_timestep = 100"],
            line => Assert.Contains($"\n{line}\n", training));

        var before = _user.Read(out _).Options;
        _user.Properties.Clear();
        _user.Properties["BaseModel"] = "model";
        _user.KohyaConfigs.Add(_user.Item("x.kohya.toml"));
        var after = _user.Read(out var findings).Options;
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        Option[] taken =
        [
            RateOptions.LrScheduler, LrScheduleOptions.LrSchedulerType, LrScheduleOptions.LrSchedulerArgs, LossOptions.LossType, LossOptions.HuberC,
            NoiseOptions.NoiseOffset, NoiseOptions.MinTimestep, NoiseOptions.MaxTimestep,
        ];
        Assert.All(taken, option => Assert.Equal((option, before.Text(option)), (option, after.Text(option))));
    }

    [Fact]
    public void WhatEachDrawChanges_IsOfTheFoldersAndGoesWithNoCache()
    {
        _user.Properties["CacheLatents"] = "false";
        _user.Properties["EnableBucket"] = "false";
        _user.Properties["FaceCropAugRange"] = "1.5,4";
        _user.WriteImage("images/a_10_20_30_40.png");
        _user.WriteImage("images/more/b.png");
        _user.Named.Add(_user.Item("images/more/b.png", ("ColorAug", "true"), ("RandomCrop", "true")));
        var before = _user.Read(out _);

        var (dataset, training) = Export();

        Assert.Contains("  num_repeats = 5\n  face_crop_aug_range = [1.5, 4.0]\n", dataset);
        Assert.Contains("  num_repeats = 5\n  color_aug = true\n  random_crop = true\n  face_crop_aug_range = [1.5, 4.0]\n", dataset);
        Assert.Contains("\ncache_latents = false\n", training);
        Assert.DoesNotContain("aug", training);
        _user.Properties.Clear();
        _user.Properties["BaseModel"] = "model";
        _user.Named.Clear();
        _user.KohyaConfigs.Add(_user.Item("x.kohya.toml"));
        Assert.Equal(Images(before), Images(_user.Read(out var wrong)));
        Assert.Equal(["LORA1043", "LORA1071"], wrong.Select(finding => finding.Code).Order());

        // kohya's scripts keep quiet about that
        _user.Properties["EnableBucket"] = "true";
        _user.Properties["LoraPreset"] = "";
        KohyaExport.Write(_user.Read(out _), out var findings);
        Assert.StartsWith("kohya's scripts crop around faces only where enable_bucket is off. ", Assert.Single(findings).Message);
    }

    [Fact]
    public void WhatKohyasScriptsDoNotKnow_IsAnError()
    {
        _user.WriteImage("images/a.png");
        _user.Named.Add(_user.Item("images/a.png", ("LossWeight", "0.5")));
        _user.Properties["LrScheduler"] = "rex";

        KohyaExport.Write(_user.Read(out _), out var findings);

        Assert.Equal(["LORA1049", "LORA1049"], findings.Select(finding => finding.Code));
        Assert.Contains(findings, finding => finding.Message.StartsWith("'images/a.png' has a LossWeight", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Message.StartsWith("kohya's scripts have no learning-rate schedule rex", StringComparison.Ordinal));
    }

    [Fact]
    public void EditedFile_IsNotWrittenOver()
    {
        _user.WriteImage("images/a.png");
        var (dataset, _) = Export();
        _user.WriteImage("images/b.png");
        _user.WriteImage("more/c.png");
        _user.Named.Add(_user.Item("more/c.png"));
        Assert.Contains("image_dir = \"more\"", Export().Dataset);

        _user.Write("x.kohya.toml", File.ReadAllText(_user.At("x.kohya.toml")).Replace("seed = 42", "seed = 7", StringComparison.Ordinal));
        _user.Properties["Resolution"] = "512";
        KohyaExport.Write(_user.Read(out _), out var findings);

        Assert.Equal([("LORA1050", _user.At("x.kohya.toml"))], findings.Select(finding => (finding.Code, finding.File)));
        Assert.Contains("resolution = 768", File.ReadAllText(_user.At("x.kohya.dataset.toml")));
        Assert.NotEqual(dataset, File.ReadAllText(_user.At("x.kohya.dataset.toml")));

        // another system's line ends are no edit
        var exported = File.ReadAllText(_user.At("x.kohya.toml")).Replace("seed = 7", "seed = 42", StringComparison.Ordinal);
        _user.Write("x.kohya.toml", exported.ReplaceLineEndings("\r\n"));
        Assert.Contains("resolution = 512", Export().Dataset);
    }

    [Theory]
    [InlineData("NumRepeats", "3", "The pictures in 'images' differ in NumRepeats: 3, 5. ")]
    [InlineData("FlipAug", "true", "The pictures in 'images' differ in FlipAug: True, False. ")]
    [InlineData("RandomCrop", "true", "The pictures in 'images' differ in RandomCrop: True, False. ")]
    [InlineData("AlphaMask", "true", "The pictures in 'images' differ in AlphaMask: True, False. ")]
    [InlineData("Trigger", "other", "The pictures in 'images' differ in Trigger: other, zorblax. ")]
    public void PicturesOfOneFolderThatDiffer_AreAnError(string name, string value, string problem)
    {
        _user.Properties["Trigger"] = "zorblax";
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b.png");
        _user.Named.Add(_user.Item("images/a.png", (name, value)));

        KohyaExport.Write(_user.Read(out _), out var findings);

        Assert.StartsWith(problem, Assert.Single(findings).Message);
        Assert.False(File.Exists(_user.At("x.kohya.toml")));
        Assert.False(File.Exists(_user.At("x.kohya.dataset.toml")));
    }

    [Fact]
    public void WhatKohyasFoldersCannotSay_IsAnError()
    {
        _user.Properties["Trigger"] = "zorblax";
        _user.WriteImage("images/a.tiff", [.. "II*\0"u8], "smile, zorblax");
        _user.WriteImage("more/b.png");
        _user.WriteImage("more/c.png");
        _user.Named.Add(_user.Item("more/c.png"));

        KohyaExport.Write(_user.Read(out _), out var findings);

        Assert.Equal(["LORA1049", "LORA1049", "LORA1049"], findings.Select(finding => finding.Code));
        Assert.Contains(findings, finding => finding.Message.StartsWith("kohya's scripts do not read 'images/a.tiff'", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Message.StartsWith("'b.png' lies in 'more' and is not trained here", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Message.StartsWith("Some captions in 'images' hold the trigger", StringComparison.Ordinal));
    }

    [Fact]
    public void EpochsAndSteps_AreSaidToDiffer()
    {
        _user.Properties["MaxTrainEpochs"] = "3";
        _user.Properties["MaxTrainSteps"] = "30";
        _user.WriteImage("images/a.png");

        KohyaExport.Write(_user.Read(out _), out var findings);

        Assert.Equal("LORA1051", Assert.Single(findings).Code);
        Assert.True(File.Exists(_user.At("x.kohya.toml")));
    }

    [Fact]
    public void WhatIsExported_IsImportedAgain() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        using var user = new PlannedProject();
        var random = new Random(seed);
        T Any<T>(params T[] values) => values[random.Next(values.Length)];
        user.Properties["Trigger"] = Any("", "zorblax", "größe \"x\"\\");
        user.Properties["Resolution"] = Any("512", "768");
        user.Properties["EnableBucket"] = Any("true", "false");
        user.Properties["CaptionPrefix"] = Any("", "photo of");
        user.Properties["CaptionSeparator"] = Any("", ";");
        user.Properties["CaptionTagDropoutRate"] = Any("", "0.1", "1e-5");
        user.Properties["TrainBatchSize"] = Any("1", "2");
        user.Properties["CacheLatents"] = "false";
        user.Properties["ColorAug"] = Any("true", "false");
        user.Properties["RandomCrop"] = Any("true", "false");
        foreach (var folder in (string[])["images", "images/10_creature", "images/ü ß", "reg", "reg/3_class"])
        {
            for (var i = random.Next(3); i > 0; i--)
            {
                user.WriteImage($"{folder}/{i}.png", Any("smile", "red hat, smile"));
            }
        }

        user.WriteImage("images/last.png");
        var repeats = Any("1", "4");
        user.Regularization.AddRange(Directory.Exists(user.At("reg")) ? Directory.GetFiles(user.At("reg"), "*", SearchOption.AllDirectories)
            .Select(file => user.Item(Path.GetRelativePath(user.Folder, file), ("NumRepeats", repeats), ("FlipAug", "true"))) : []);
        var before = user.Read(out _);

        KohyaExport.Write(before, out var findings);
        Assert.Empty(findings);
        user.Properties.Clear();
        user.Properties["BaseModel"] = "model";
        user.Regularization.Clear();
        user.KohyaDatasets.Add(user.Item("x.kohya.dataset.toml"));
        var after = user.Read(out var wrong);

        Assert.DoesNotContain(wrong, finding => finding.Severity is Severity.Error);
        Assert.Equal(Images(before), Images(after));
        Assert.All(DatasetNames.OfProject.Values, option => Assert.Equal((option, before.Options.Text(option)), (option, after.Options.Text(option))));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    public void Dispose() => _user.Dispose();

    // the trigger of all is the trigger of each
    private static IEnumerable<object> Images(BuildPlan plan) => plan.Images.Select(image =>
        (object)(image.Index, image.Name, image.Sha256, image.CaptionSha256, image.Repeats, image.FlipAug, image.ColorAug, image.RandomCrop,
            image.Face, image.IsRegularization, image.Trigger ?? plan.Options.Get(ProjectOptions.Trigger)));

    private (string Dataset, string Training) Export()
    {
        KohyaExport.Write(_user.Read(out _), out var findings);
        Assert.Empty(findings);
        return (File.ReadAllText(_user.At("x.kohya.dataset.toml")), File.ReadAllText(_user.At("x.kohya.toml")));
    }
}
