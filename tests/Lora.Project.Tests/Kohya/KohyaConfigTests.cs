using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Kohya;

public sealed class KohyaConfigTests : IDisposable
{
    private readonly PlannedProject _user = new();

    [Fact]
    public void ConfigFile_IsTakenBelowTheProject()
    {
        _user.Properties["NetworkDim"] = "16";
        _user.Properties.Remove("BaseModel");
        _user.WriteImage("images/a.png");
        Config("kohya/config.toml", """
            pretrained_model_name_or_path = "../model"
            output_name = "hero"
            xformers = true

            [network]
            network_module = "networks.lora"
            network_dim = 32
            network_alpha = 8
            network_args = ["conv_dim=4", "conv_alpha=1"]

            [any_section]
            unet_lr = 1e-4
            text_encoder_lr = [5e-5, 5e-5]
            optimizer_args = ["betas=0.9, 0.99"]
            lr_warmup_steps = 0.1
            lr_scheduler = "cosine"
            resolution = "512,512"
            max_token_length = 225
            save_precision = "float"
            gradient_checkpointing = 1
            perlin_noise = 5
            weighted_captions = false
            own_invention = "x"
            """);

        var plan = _user.Read(out var findings);

        var options = plan.Options;
        Assert.Equal((16, 8, 1e-4, 5e-5), (options.Get(NetworkOptions.NetworkDim), options.Get(NetworkOptions.NetworkAlpha), options.Get(RateOptions.UnetLr),
            options.Get(RateOptions.TextEncoderLr)));
        Assert.Equal(("conv_dim=4 conv_alpha=1", "0.9,0.99"), (options.Text(NetworkOptions.NetworkArgs),
            options.Get(RateOptions.OptimizerArgs).Texts["betas"]));
        Assert.Equal((0.1, LrSchedules.Cosine, 512, 225, "fp32", true), (options.Get(RateOptions.LrWarmupSteps), options.Get(RateOptions.LrScheduler),
            options.Get(DatasetOptions.Resolution), options.Get(DatasetOptions.MaxTokenLength), options.Get(OutputOptions.SavePrecision),
            options.Get(RunOptions.GradientCheckpointing)));
        Assert.Equal(_user.At("model"), plan.Paths.BaseModel);
        Assert.Equal((_user.At("kohya/config.toml"), 8), (plan.Places["NetworkAlpha"].File, plan.Places["NetworkAlpha"].Line));
        Assert.Equal([KohyaConfigOptions.Group.Title], plan.Layers.Saying(NetworkOptions.NetworkAlpha).Select(layer => layer.Name));
        Assert.Equal(
            [
                "'kohya/config.toml' says what has no meaning here: output_name (line 2), xformers (line 3).",
                "'kohya/config.toml' says what is not done here: perlin_noise (line 21), own_invention, unknown to kohya's scripts too (line 23).",
            ],
            findings.Select(finding => finding.Message.Split(". ")[0] + "."));
    }

    [Fact]
    public void WrongValues_AreSaidInTheirLines()
    {
        _user.WriteImage("images/a.png");
        Config("config.toml", "network_dim = 0\nnetwork_module = 'networks.unheard'\ntext_encoder_lr = [1e-4, 5e-5]\nnetwork_args = ['conv_rank=4']\n"
            + "resolution = [512, 768]\n");

        Assert.Equal(
            [
                ("LORA1004", 1, "'0' is not a value of NetworkDim"), ("LORA1004", 2, "'networks.unheard' is not a value of NetworkAlgo"),
                ("LORA1041", 3, "text_encoder_lr: TextEncoderLr has one value, not several"),
                ("LORA1004", 4, "'conv_rank' is not an argument in NetworkArgs: lora takes conv_dim, conv_alpha, rank_dropout"),
                ("LORA1041", 5, "resolution: Resolution is one side of a square: kohya's two sides have to be equal"),
            ],
            _user.Findings().Select(finding => (finding.Code, finding.Line, finding.Message.Split(", which")[0].Split(", module_dropout")[0].Split(". ")[0])));
    }

    [Theory]
    [InlineData("lycoris.kohya", "'algo=loha', 'use_tucker=True'", "loha", "use_tucker=true wd_on_output=true")]
    [InlineData("lycoris.kohya", "'conv_dim=4'", "locon", "conv_dim=4")]
    [InlineData("lycoris.kohya", "'algo=lora', 'dora_wd=True'", "locon", "dora_wd=true")]
    [InlineData("lycoris.kohya", "'algo=diag-oft', 'constraint=0.1'", "oft", "constraint=0.1 form=lycoris")]
    [InlineData("lycoris.kohya", "'algo=dylora', 'block_size=2'", "dylora", "block_size=2 form=lycoris")]
    [InlineData("networks.dylora", "'unit=2'", "dylora", "unit=2 form=kohya")]
    [InlineData("networks.oft", "", "oft", "form=kohya")]
    public void Network_IsKnownByItsModuleAndAlgo(string module, string arguments, string network, string expected)
    {
        _user.WriteImage("images/a.png");
        Config("config.toml", $"network_dim = 4\nnetwork_module = '{module}'\nnetwork_args = [{arguments}]\n");

        var options = _user.Read(out _).Options;

        Assert.Equal(network, options.Get(NetworkOptions.NetworkAlgo).Name);
        var values = options.Get(NetworkOptions.NetworkArgs);
        Assert.All(expected.Split(' '), pair => Assert.Equal(pair.Split('=')[1], values.Texts[pair.Split('=')[0]]));
    }

    [Fact]
    public void FolderOfFolders_BecomesImages()
    {
        _user.WriteImage("images/stray.png");
        _user.WriteImage("train/10_hero/a.png");
        _user.Write("train/3_hat/b.png", [0x89, (byte)'P', (byte)'N', (byte)'G']);
        _user.WriteImage("train/notes/c.png");
        _user.WriteImage("reg/1_person/d.png");
        Config("config.toml", "train_data_dir = 'train'\nreg_data_dir = 'reg'\nflip_aug = true\nprior_loss_weight = 0.5\n");

        var plan = _user.Read(out _);

        Assert.Equal([("train/10_hero/a.png", 10, "", true), ("train/3_hat/b.png", 3, "hat", true), ("reg/1_person/d.png", 13, "", true)],
            plan.Images.Select(image => (image.Name, image.Repeats, image.ClassTokens, image.FlipAug)));
        Assert.Equal(0.5, plan.Options.Get(RateOptions.PriorLossWeight));
        Assert.True(plan.Options.Get(DatasetOptions.EnableBucket));
    }

    [Theory]
    [InlineData("color_aug = true", "false", true, "")]
    [InlineData("color_aug = false\nface_crop_aug_range = ''", "true", false, "")]
    [InlineData("cache_latents = false", "false", false, "")]
    [InlineData("cache_latents = true\ncolor_aug = true", "true", true, "ColorAug is true, and CacheLatents is true in config.toml, line 1. ")]
    [InlineData("face_crop_aug_range = '2,1'", "false", false, "'2,1' is not a value of FaceCropAugRange, which is two numbers separated by a comma, ")]
    public void Draws_GoWithNoCacheAsInKohyasScripts(string text, string cache, bool isColoured, string error)
    {
        _user.WriteImage("images/a.png");
        Config("config.toml", text + "\n");

        var plan = _user.Read(out var findings);

        Assert.Equal((cache, isColoured), (plan.Options.Text(DatasetOptions.CacheLatents), plan.Images[0].ColorAug));
        string[] errors = [.. findings.Where(finding => finding.Severity is Severity.Error).Select(finding => finding.Message)];
        Assert.Equal(error.Length > 0 ? 1 : 0, errors.Length);
        Assert.All(errors, message => Assert.StartsWith(error, message));
    }

    [Fact]
    public void DatasetThatItNames_IsReadToo()
    {
        _user.WriteImage("train/a.png");
        _user.Write("dataset.toml", "[general]\nshuffle_caption = true\n[[datasets]]\nsubsets = [{image_dir = 'train', num_repeats = 2}]\n");
        Config("config.toml", "dataset_config = 'dataset.toml'\ncaption_extension = '.txt'\nshuffle_caption = false\nenable_bucket = true\n");

        var plan = _user.Read(out var findings);

        Assert.Equal(2, Assert.Single(plan.Images).Repeats);
        // the dataset goes before the configuration, as before kohya's command line, and both before kohya's defaults
        Assert.Equal((true, true, false), (plan.Options.Get(CaptionOptions.ShuffleCaption), plan.Options.Get(DatasetOptions.EnableBucket),
            plan.Options.Get(DatasetOptions.BucketNoUpscale)));
        Assert.Empty(findings);
    }

    [Fact]
    public void FileOfTheGui_IsTakenAsTheGuiMeansIt()
    {
        _user.WriteImage("images/a.png");
        Config("gui.json", """
            {
              "LoRA_type": "Kohya LoCon", "conv_dim": 4, "conv_alpha": 1, "max_resolution": "512,512", "optimizer": "AdamW", "clip_skip": "2",
              "epoch": 12, "max_train_epochs": "", "max_train_steps": 0, "lr_warmup": 10, "learning_rate": 1e-4, "unet_lr": 2e-4, "text_encoder_lr": 0,
              "train_batch_size": 3, "keep_tokens": "1", "sdxl": true, "xformers": "xformers", "noise_offset": 0, "scale_weight_norms": 1.0, "seed": "",
              "sample_prompts": "hero, beach --n lowres, bad --d 7 --w 640 --ss euler_a --fs 3\n\n# nothing\nhero"
            }
            """);

        var plan = _user.Read(out var findings);

        var options = plan.Options;
        Assert.Equal((12, 0.1, 2e-4, true, 42), (options.Get(RunOptions.MaxTrainEpochs), options.Get(RateOptions.LrWarmupSteps),
            options.Get(RateOptions.UnetLr), options.Get(NetworkOptions.NetworkTrainUnetOnly), options.Get(RunOptions.Seed)));
        Assert.Equal(("conv_dim=4 conv_alpha=1", 512, 3, 1, 2), (options.Text(NetworkOptions.NetworkArgs), options.Get(DatasetOptions.Resolution),
            options.Get(RunOptions.TrainBatchSize), options.Get(CaptionOptions.KeepTokens), options.Get(DatasetOptions.ClipSkip)));
        Assert.Equal(["prompt-01", "prompt-02"], plan.Prompts.Select(prompt => prompt.Name));
        Assert.Equal(("hero, beach", "lowres, bad", 7, 640, Samplers.EulerAncestral), (plan.Prompts[0].Get(PromptOptions.Text),
            plan.Prompts[0].Get(PromptOptions.Negative), plan.Prompts[0].Get(PromptOptions.Seed), plan.Prompts[0].Get(PromptOptions.Width),
            plan.Prompts[0].Get(PromptOptions.Sampler)));
        var notTaken = findings.Single(finding => finding.Code == "LORA1042").Message;
        Assert.StartsWith("'gui.json' says what is not done here: --fs 3 (line 5). ", notTaken);
        Assert.Equal(["LORA1042", "LORA1043"], findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PromptFiles_AreRead()
    {
        _user.WriteImage("images/a.png");
        _user.Write("p/prompts.toml", "[prompt]\nwidth = 256\nsample_steps = 5\n[[prompt.subset]]\nprompt = 'one'\n"
            + "[[prompt.subset]]\nprompt = 'two'\nwidth = 512\n");
        Config("p/config.toml", "sample_prompts = 'prompts.toml'\n");

        Assert.Equal([("one", 256, 5), ("two", 512, 5)], _user.Read(out var findings).Prompts.Select(prompt =>
            (prompt.Get(PromptOptions.Text), prompt.Get(PromptOptions.Width), prompt.Get(PromptOptions.Steps))));
        Assert.Empty(findings);

        // the project's own rows are the grid
        _user.Prompts.Add(_user.Item("own", ("Text", "three")));
        Assert.Equal("own", Assert.Single(_user.Read(out _).Prompts).Name);
    }

    [Fact]
    public void WhatIsExported_IsTheSameTrainingAgain()
    {
        _user.Properties["UnetLr"] = "3e-4";
        _user.Properties["TextEncoderLr"] = "0";
        _user.Properties["LrWarmupSteps"] = "20";
        _user.Properties["OptimizerArgs"] = "weight_decay=0.1 betas=0.9,0.99";
        _user.Properties["NetworkArgs"] = "conv_dim=4 conv_alpha=2";
        _user.Properties["MaxGradNorm"] = "0";
        _user.Properties["MinSnrGamma"] = "5";
        _user.Properties["SaveEveryNEpochs"] = "2";
        _user.Properties["MixedPrecision"] = "bf16";
        _user.Properties["SavePrecision"] = "fp16";
        _user.Properties["SampleSampler"] = "euler_a";
        _user.Properties["PriorLossWeight"] = "0.5";
        _user.WriteImage("images/10_hero/a.png");
        var before = _user.Read(out _);
        KohyaExport.Write(before, out var wrong);
        Assert.Empty(wrong);
        _user.Properties.Clear();
        _user.KohyaConfigs.Add(_user.Item("x.kohya.toml"));

        var after = _user.Read(out var findings);

        Assert.Equal(["LORA1043"], findings.Select(finding => finding.Code));
        Assert.Equal(before.Images, after.Images);
        Assert.Equal(before.Paths.BaseModel, after.Paths.BaseModel);
        // how it is written that the text encoder is left alone does not matter
        string[] ways = [NetworkOptions.NetworkTrainUnetOnly.Name, ProjectOptions.BaseModel.Name];
        Assert.All(Options.All.Where(option => !ways.Contains(option.Name)),
            option => Assert.Equal((option, before.Options.Text(option)), (option, after.Options.Text(option))));
    }

    public void Dispose() => _user.Dispose();

    private void Config(string name, string text)
    {
        _user.Write(name, text);
        _user.KohyaConfigs.Add(_user.Item(name));
    }
}
