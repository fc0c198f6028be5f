using System.Globalization;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Training.Tests;

public class LoraMetadataTests
{
    private static readonly DatasetFacts Facts = new() { OutputName = "grüße", DatasetName = "10_zorblax", BaseModelName = "model", MeanAspectError = 0.025 };

    private static readonly Settings Options = Settings.Of(
        "NetworkDim=8; NetworkAlpha=4; LearningRate=2e-6; UnetLr=5e-4; TextEncoderLr=1e-4; MaxTrainEpochs=3; TrainBatchSize=2; MinSnrGamma=5; "
        + "OptimizerArgs=weight_decay=0.1 eps=1e-4; Resolution=128; MinBucketReso=96; MaxBucketReso=192");

    [Fact]
    public void Entries_AreKohyas()
    {
        var metadata = Build(TinyTraining.Set(3, 2, (16, 16), (12, 20)), Options, 2, 8);
        Assert.Equal("networks.lora", metadata["ss_network_module"]);
        Assert.Equal(("8", "4.0"), (metadata["ss_network_dim"], metadata["ss_network_alpha"]));
        Assert.Equal(("0.0005", "0.0001", "2e-06"), (metadata["ss_unet_lr"], metadata["ss_text_encoder_lr"], metadata["ss_learning_rate"]));
        string[] counts = ["ss_num_train_images", "ss_num_batches_per_epoch", "ss_num_epochs", "ss_max_train_steps"];
        Assert.Equal(["6", "3", "3", "9"], counts.Select(key => metadata[key]));
        Assert.Equal(("2", "8"), (metadata["ss_epoch"], metadata["ss_steps"]));
        Assert.Equal("AdamW8bit(weight_decay=0.1,betas=0.9,0.999,eps=0.0001)", metadata["ss_optimizer"]);
        Assert.Equal(("5.0", "None"), (metadata["ss_min_snr_gamma"], metadata["ss_clip_skip"]));
        Assert.Equal("(128, 128)", metadata["ss_resolution"]);
        Assert.Equal("sd_v1", metadata["ss_base_model_version"]);
        Assert.Equal("stable-diffusion-v1/lora", metadata["modelspec.architecture"]);
        var tags = JsonDocument.Parse(metadata["ss_tag_frequency"]).RootElement.GetProperty("10_zorblax");
        Assert.Equal((3, 1), (tags.GetProperty("zorblax").GetInt32(), tags.GetProperty("tag2").GetInt32()));
        Assert.Equal(
            "{\"buckets\": {\"0\": {\"resolution\": [160, 96], \"count\": 2}, "
                + "\"1\": {\"resolution\": [128, 128], \"count\": 4}}, \"mean_img_ar_error\": 0.025}",
            metadata["ss_bucket_info"]);
        Assert.Equal("{\"10_zorblax\": {\"n_repeats\": 2, \"img_count\": 3}}", metadata["ss_dataset_dirs"]);
    }

    [Fact]
    public void RegularizationImages_AreAFolderOfTheirOwn()
    {
        var set = TinyTraining.Set(3, 2);
        set = new([.. set.Samples.Select((sample, i) => i < 2 ? sample : sample with { IsRegularization = true, Mirrored = sample })]);
        var metadata = Build(set, Options.With("PriorLossWeight=0.5"));
        Assert.Equal(("4", "2", "0.5", "True"),
            (metadata["ss_num_train_images"], metadata["ss_num_reg_images"], metadata["ss_prior_loss_weight"], metadata["ss_flip_aug"]));
        Assert.Equal("{\"10_zorblax\": {\"n_repeats\": 2, \"img_count\": 2}}", metadata["ss_dataset_dirs"]);
        Assert.Equal("{\"10_zorblax-reg\": {\"n_repeats\": 2, \"img_count\": 1}}", metadata["ss_reg_dataset_dirs"]);
        Assert.Equal("2", JsonDocument.Parse(metadata["ss_tag_frequency"]).RootElement.GetProperty("10_zorblax").GetProperty("zorblax").ToString());
        var plain = Build(TinyTraining.Set(3, 2), Options);
        Assert.Equal(("6", "0", "{}", "1.0", "False"), (plain["ss_num_train_images"], plain["ss_num_reg_images"], plain["ss_reg_dataset_dirs"],
            plain["ss_prior_loss_weight"], plain["ss_flip_aug"]));
    }

    [Fact]
    public void ImagesThatAreKeptOut_AreCounted()
    {
        Assert.Equal("0", Build(TinyTraining.Set(1), Options)["ss_num_validation_images"]);
        Assert.Equal("6", Build(TinyTraining.Set(1), Options, facts: Facts with { ValidationImages = 6 })["ss_num_validation_images"]);
    }

    [Fact]
    public void NetworkModules_StandApartFromThePeersArguments()
    {
        Assert.DoesNotContain("ss_network_modules", Build(TinyTraining.Set(1), Options).Keys);
        var metadata = Build(TinyTraining.Set(1), Options.With("NetworkModules=*attn2*: dim=16"));
        Assert.Contains("*attn2*: dim=16", metadata["ss_network_modules"], StringComparison.Ordinal);
        Assert.DoesNotContain("attn2", metadata.GetValueOrDefault("ss_network_args", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatEachDrawChanges_IsWrittenAsKohyaWritesIt()
    {
        string[] names = ["ss_cache_latents", "ss_color_aug", "ss_random_crop", "ss_face_crop_aug_range"];
        var plain = Build(TinyTraining.Set(1), Options);
        Assert.Equal(["True", "False", "False", null], names.Select(plain.GetValueOrDefault));
        var drawn = Build(TinyTraining.Set(1), Options.With("CacheLatents=false"),
            facts: Facts with { ColorAug = true, RandomCrop = true, FaceCropAugRange = new(1, 4.5) });
        Assert.Equal(["False", "True", "True", "(1.0, 4.5)"], names.Select(drawn.GetValueOrDefault));
    }

    [Fact]
    public void NothingOfRunOrMachine_IsInIt()
    {
        var metadata = Build(TinyTraining.Set(1), Options);
        string[] parts = ["session", "_at", "date", "commit"];
        Assert.DoesNotContain(metadata.Keys, key => parts.Any(part => key.Contains(part, StringComparison.Ordinal)));
        Assert.DoesNotContain(metadata.Values, v => v.Contains('/', StringComparison.Ordinal) && v != "stable-diffusion-v1/lora");
    }

    [Fact]
    public void PartThatIsNotTrained_HasNoRate()
    {
        Assert.Equal("None", Build(TinyTraining.Set(1), Options.With("NetworkTrainUnetOnly=true"))["ss_text_encoder_lr"]);
        Assert.Equal("None", Build(TinyTraining.Set(1), Options.With("NetworkTrainTextEncoderOnly=true"))["ss_unet_lr"]);
    }

    [Fact]
    public void Culture_ChangesNothing()
    {
        var set = TinyTraining.Set(2);
        var expected = Build(set, Options);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
            Assert.Equal(expected, Build(set, Options));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void LearningRate_IsWhatWasWritten()
    {
        var metadata = Build(TinyTraining.Set(1), Settings.Of());
        Assert.Equal(("None", "0.0005"), (metadata["ss_learning_rate"], metadata["ss_unet_lr"]));
    }

    [Fact]
    public void NetworkArguments_StandOnlyWhereTheyAreGiven()
    {
        Assert.DoesNotContain("ss_network_args", Build(TinyTraining.Set(1), Options).Keys);
        var metadata = Build(TinyTraining.Set(1), Options.With("NetworkArgs=conv_dim=4 conv_alpha=0.5"));
        Assert.Equal("{\"conv_dim\": \"4\", \"conv_alpha\": \"0.5\"}", metadata["ss_network_args"]);
    }

    [Theory]
    [InlineData("NetworkAlgo=loha; NetworkArgs=use_tucker=true", "lycoris.kohya", "{\"algo\": \"loha\", \"use_tucker\": \"true\"}")]
    [InlineData("NetworkAlgo=dora", "lycoris.kohya", "{\"algo\": \"lora\", \"dora_wd\": \"true\"}")]
    [InlineData("NetworkAlgo=oft; NetworkArgs=form=kohya", "networks.oft", null)]
    [InlineData("NetworkAlgo=dylora; NetworkArgs=unit=2", "networks.dylora", "{\"unit\": \"2\"}")]
    public void Network_IsThePeersThatMakesTheSameFile(string settings, string module, string? arguments)
    {
        var metadata = Build(TinyTraining.Set(1), Options.With(settings + "; NetworkDropout=0.25"));
        Assert.Equal((module, "0.25"), (metadata["ss_network_module"], metadata["ss_network_dropout"]));
        Assert.Equal(arguments, metadata.GetValueOrDefault("ss_network_args"));
    }

    [Fact]
    public void CaptionOptions_StandInPythonsForms()
    {
        string[] names = ["shuffle_caption", "keep_tokens", "caption_dropout_rate", "caption_dropout_every_n_epochs", "caption_tag_dropout_rate"];
        string[] Written(string options)
        {
            var metadata = Build(TinyTraining.Set(1), Options.With(options));
            return [.. names.Select(name => metadata[$"ss_{name}"])];
        }

        Assert.Equal(["False", "0", "0.0", "0", "0.0"], Written(""));
        Assert.Equal(["True", "2", "0.1", "3", "1e-05"], Written(
            "ShuffleCaption=true; KeepTokens=2; CaptionDropoutRate=0.1; CaptionDropoutEveryNEpochs=3; CaptionTagDropoutRate=0.00001"));
    }

    [Fact]
    public void UsualValues_AreUnsetAsInKohya()
    {
        var metadata = Build(TinyTraining.Set(1), Options.With("ClipSkip=2; MaxTokenLength=150; EnableBucket=false"));
        Assert.Equal(("2", "2", "150", "null"),
            (metadata["ss_clip_skip"], metadata["modelspec.encoder_layer"], metadata["ss_max_token_length"], metadata["ss_bucket_info"]));
        Assert.DoesNotContain("modelspec.encoder_layer", Build(TinyTraining.Set(1), Options).Keys);
    }

    [Fact]
    public void OwnEntries_StandWhereTheyAreGiven()
    {
        var metadata = Build(TinyTraining.Set(1), Options.With("TrainingComment=first try; MetadataTitle=A; MetadataAuthor=B; MetadataDescription=C; "
            + "MetadataLicense=CC0-1.0; MetadataTags=d, e; ScaleWeightNorms=1"));
        Assert.Equal(["first try", "A", "B", "C", "CC0-1.0", "d, e", "1.0"], ((string[])[
            "ss_training_comment", "modelspec.title", "modelspec.author", "modelspec.description", "modelspec.license", "modelspec.tags",
            "ss_scale_weight_norms",
        ]).Select(entry => metadata[entry]));
        var plain = Build(TinyTraining.Set(1), Options);
        string[] own = ["ss_training_comment", "modelspec.author", "modelspec.description", "modelspec.license", "modelspec.tags"];
        Assert.Equal(metadata.Keys.Except(own), plain.Keys);
    }

    [Fact]
    public void NoMetadata_LeavesWhatProgramsLookAt()
    {
        var metadata = Build(TinyTraining.Set(1), Options.With("NoMetadata=true; TrainingComment=x; NetworkArgs=conv_dim=4"));
        Assert.Equal(["ss_base_model_version", "ss_network_alpha", "ss_network_args", "ss_network_dim", "ss_network_module", "ss_v2"],
            metadata.Keys.Where(key => !key.StartsWith("modelspec.", StringComparison.Ordinal)));
        Assert.Contains("modelspec.title", metadata.Keys);
    }

    private static SortedDictionary<string, string> Build(TrainingSet set, Settings settings, int epoch = 1, int step = 1, DatasetFacts? facts = null)
    {
        using var model = new TinyModel();
        return LoraMetadata.Build(model.Model, set, settings, TrainingPlan.From(set, settings), facts ?? Facts,
            new SavePoint(SaveKind.Epoch, epoch, step));
    }
}
