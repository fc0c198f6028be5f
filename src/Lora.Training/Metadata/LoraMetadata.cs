using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// The <c>__metadata__</c> of a LoRA file: kohya's <c>ss_*</c> entries and Stability's modelspec 1.0.1, all strings, values written as kohya writes them. Left
/// out is what would differ from run to run or machine to machine: session id, times, commit hash, paths.
/// </summary>
internal static class LoraMetadata
{
    private static readonly (string Entry, Option<string> Option)[] Own =
    [
        ("ss_training_comment", MetadataOptions.TrainingComment), ("modelspec.title", MetadataOptions.MetadataTitle),
        ("modelspec.author", MetadataOptions.MetadataAuthor), ("modelspec.description", MetadataOptions.MetadataDescription),
        ("modelspec.license", MetadataOptions.MetadataLicense), ("modelspec.tags", MetadataOptions.MetadataTags),
    ];

    private static readonly string[] Needed =
        ["ss_v2", "ss_base_model_version", "ss_network_module", "ss_network_dim", "ss_network_alpha", "ss_network_args"];

    /// <param name="model">The base model.</param>
    /// <param name="set">The samples.</param>
    /// <param name="values">The training's options.</param>
    /// <param name="plan">How long it is.</param>
    /// <param name="facts">What is known beside these.</param>
    /// <param name="point">The file.</param>
    /// <param name="start">A LoRA that the training goes on from.</param>
    public static SortedDictionary<string, string> Build(
        IDiffusionModel model, TrainingSet set, OptionValues values, TrainingPlan plan, DatasetFacts facts, SavePoint point, StartingWeights? start = null)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddRun(metadata, plan, values, point);
        metadata["ss_num_validation_images"] = PythonText.Of((long)facts.ValidationImages);
        AddRates(metadata, plan.Phases, values);
        AddNetwork(metadata, values, start);
        LossMetadata.Add(metadata, model.Schedule.Config.RescaleBetasZeroSnr, values);
        metadata["ss_scale_weight_norms"] = PythonText.Of(values.Get(RunOptions.ScaleWeightNorms) is > 0 and var norm ? norm : null);
        AddDataset(metadata, set, values, facts, model.Latents.PixelsPerLatent);
        AddModel(metadata, model.Metadata, values, facts);
        AddOwn(metadata, values);
        return values.Get(MetadataOptions.NoMetadata) ? Smallest(metadata) : metadata;
    }

    private static void AddRun(SortedDictionary<string, string> metadata, TrainingPlan plan, OptionValues values, SavePoint point)
    {
        metadata["ss_num_train_images"] = PythonText.Of((long)plan.SamplesPerEpoch - plan.RegularizationPerEpoch);
        metadata["ss_num_reg_images"] = PythonText.Of((long)plan.RegularizationPerEpoch);
        metadata["ss_num_batches_per_epoch"] = PythonText.Of((long)plan.Phases[0].BatchesPerEpoch);
        metadata["ss_num_epochs"] = PythonText.Of((long)plan.Epochs);
        metadata["ss_max_train_steps"] = PythonText.Of((long)plan.TotalSteps);
        metadata["ss_epoch"] = PythonText.Of((long)point.Epoch);
        metadata["ss_steps"] = PythonText.Of((long)point.Step);
        metadata["ss_gradient_checkpointing"] = PythonText.Of(values.Get(RunOptions.GradientCheckpointing));
        metadata["ss_gradient_accumulation_steps"] = PythonText.Of((long)values.Get(RunOptions.GradientAccumulationSteps));
        metadata["ss_mixed_precision"] = values.Get(EngineOptions.MixedPrecision);
        metadata["ss_full_fp16"] = "False";
        metadata["ss_cache_latents"] = PythonText.Of(values.Get(DatasetOptions.CacheLatents));
        metadata["ss_seed"] = PythonText.Of(values.Get(RunOptions.Seed));
    }

    private static void AddRates(SortedDictionary<string, string> metadata, IReadOnlyList<PhasePlan> phases, OptionValues values)
    {
        metadata["ss_learning_rate"] = PythonText.Of(values.Get(RateOptions.LearningRate));
        metadata["ss_unet_lr"] = PythonText.Of(values.TrainsUnet ? values.Get(RateOptions.UnetLr) : null);
        metadata["ss_text_encoder_lr"] = PythonText.Of(values.TrainsTextEncoder ? values.Get(RateOptions.TextEncoderLr) : null);
        metadata["ss_lr_scheduler"] = values.LrSchedule.Name;
        var warmup = values.Get(RateOptions.LrWarmupSteps);
        metadata["ss_lr_warmup_steps"] = warmup is > 0 and < 1 ? PythonText.Of(warmup) : PythonText.Of((long)warmup);
        var arguments = values.Text(RateOptions.OptimizerArgs);
        metadata["ss_optimizer"] = values.Get(RateOptions.OptimizerType).Name + (arguments.Length > 0 ? $"({arguments.Replace(' ', ',')})" : "");
        if (PhaseText.Of(phases) is { Length: > 0 } text)
        {
            metadata["ss_train_phases"] = text;
        }

        metadata["ss_max_grad_norm"] = PythonText.Of(values.Get(RateOptions.MaxGradNorm));
    }

    private static void AddNetwork(SortedDictionary<string, string> metadata, OptionValues values, StartingWeights? start)
    {
        var (module, arguments) = values.Get(NetworkOptions.NetworkAlgo).PeerOf(values.Get(NetworkOptions.NetworkArgs));
        metadata["ss_network_module"] = module;
        metadata["ss_network_dim"] = PythonText.Of((long)values.Get(NetworkOptions.NetworkDim));
        metadata["ss_network_alpha"] = PythonText.Of(values.Get(NetworkOptions.NetworkAlpha));
        metadata["ss_network_dropout"] = PythonText.Of(values.Get(NetworkOptions.NetworkDropout) is > 0 and var dropout ? dropout : null);

        if (values.Get(WeightsOptions.DimFromWeights) && start is not null)
        {
            foreach (var entry in (string[])["ss_network_dim", "ss_network_alpha"])
            {
                metadata[entry] = start.Said(entry);
            }
        }

        // kohya writes those that were given: as good as those that are not at their default
        if (arguments.Count > 0)
        {
            metadata["ss_network_args"] = PythonText.Json(arguments.Select(argument => (argument.Name, PythonText.Json(argument.Text))));
        }

        // no argument of a peer's, so that it stands apart from theirs
        if (values.Get(NetworkOptions.NetworkModules).Count > 0)
        {
            metadata["ss_network_modules"] = values.Text(NetworkOptions.NetworkModules);
        }
    }

    private static void AddDataset(SortedDictionary<string, string> metadata, TrainingSet set, OptionValues values, DatasetFacts facts, int pixelsPerLatent)
    {
        var side = PythonText.Of((long)values.Get(DatasetOptions.Resolution));
        var batch = (long)values.Get(RunOptions.TrainBatchSize);
        metadata["ss_batch_size_per_device"] = PythonText.Of(batch);
        metadata["ss_total_batch_size"] = PythonText.Of(batch * values.Get(RunOptions.GradientAccumulationSteps));
        metadata["ss_resolution"] = $"({side}, {side})";
        metadata["ss_color_aug"] = PythonText.Of(facts.ColorAug);
        metadata["ss_flip_aug"] = PythonText.Of(set.Samples.Any(sample => sample.Mirrored is not null));
        metadata["ss_random_crop"] = PythonText.Of(facts.RandomCrop);
        if (facts.FaceCropAugRange is { } faces)
        {
            metadata["ss_face_crop_aug_range"] = $"({PythonText.Of(faces.Min)}, {PythonText.Of(faces.Max)})";
        }

        metadata["ss_shuffle_caption"] = PythonText.Of(values.Get(CaptionOptions.ShuffleCaption));
        metadata["ss_keep_tokens"] = PythonText.Of((long)values.Get(CaptionOptions.KeepTokens));
        metadata["ss_caption_dropout_rate"] = PythonText.Of(values.Get(CaptionOptions.CaptionDropoutRate));
        metadata["ss_caption_dropout_every_n_epochs"] = PythonText.Of((long)values.Get(CaptionOptions.CaptionDropoutEveryNEpochs));
        metadata["ss_caption_tag_dropout_rate"] = PythonText.Of(values.Get(CaptionOptions.CaptionTagDropoutRate));
        metadata["ss_clip_skip"] = PythonText.Of(Unless(values.Get(DatasetOptions.ClipSkip), 1));
        metadata["ss_max_token_length"] = PythonText.Of(Unless(values.Get(DatasetOptions.MaxTokenLength), 75));
        metadata["ss_enable_bucket"] = PythonText.Of(values.Get(DatasetOptions.EnableBucket));
        metadata["ss_bucket_no_upscale"] = PythonText.Of(values.Get(DatasetOptions.BucketNoUpscale));
        metadata["ss_min_bucket_reso"] = PythonText.Of((long)values.Get(DatasetOptions.MinBucketReso));
        metadata["ss_max_bucket_reso"] = PythonText.Of((long)values.Get(DatasetOptions.MaxBucketReso));
        metadata["ss_bucket_info"] = values.Get(DatasetOptions.EnableBucket) ? BucketInfo(set, facts, pixelsPerLatent) : "null";
        // no folder's name here either; regularization images are one folder beside the others
        var parts = set.Samples.ToLookup(sample => sample.IsRegularization);
        var folders = parts.OrderBy(part => part.Key).ToDictionary(part => part.Key ? $"{facts.DatasetName}-reg" : facts.DatasetName);
        metadata["ss_tag_frequency"] = PythonText.Json(folders.Select(folder => (folder.Key, PythonText.Json(TagFrequency(folder.Value)))));
        metadata["ss_dataset_dirs"] = Folders(folders.Where(folder => !folder.Value.Key));
        metadata["ss_reg_dataset_dirs"] = Folders(folders.Where(folder => folder.Value.Key));
    }

    private static string Folders(IEnumerable<KeyValuePair<string, IGrouping<bool, TrainingSample>>> folders) => PythonText.Json(folders.Select(folder =>
        (folder.Key, PythonText.Json(
        [
            ("n_repeats", PythonText.Of((long)folder.Value.First().Repeats)), ("img_count", PythonText.Of((long)folder.Value.Count())),
        ]))));

    private static void AddModel(SortedDictionary<string, string> metadata, ModelMetadata model, OptionValues values, DatasetFacts facts)
    {
        var side = values.Get(DatasetOptions.Resolution);
        metadata["ss_output_name"] = facts.OutputName;
        metadata["ss_v2"] = PythonText.Of(model.IsV2);
        metadata["ss_base_model_version"] = model.BaseModelVersion;
        metadata["modelspec.sai_model_spec"] = "1.0.1";
        metadata["modelspec.architecture"] = $"{model.Architecture}/lora";
        metadata["modelspec.implementation"] =
            values.Get(OutputOptions.SaveFormat) == LoraFormat.Diffusers ? ModelMetadata.Diffusers : model.Implementation;
        metadata["modelspec.title"] = facts.OutputName;
        metadata["modelspec.resolution"] = FormattableString.Invariant($"{side}x{side}");
        metadata["modelspec.prediction_type"] = model.PredictionType;
        if (Unless(values.Get(DatasetOptions.ClipSkip), 1) is { } skip)
        {
            metadata["modelspec.encoder_layer"] = PythonText.Of((long)skip);
        }

        if (facts.BaseModelName is { } name)
        {
            metadata["ss_sd_model_name"] = name;
        }

        if (facts.BaseModelHash is { } hash)
        {
            metadata["ss_new_sd_model_hash"] = hash;
        }
    }

    private static void AddOwn(SortedDictionary<string, string> metadata, OptionValues values)
    {
        foreach (var (entry, option) in Own)
        {
            if (values.Get(option) is { Length: > 0 } text)
            {
                metadata[entry] = text;
            }
        }
    }

    // kohya's no_metadata: what programs that load the file look at
    private static SortedDictionary<string, string> Smallest(SortedDictionary<string, string> metadata) => new(
        metadata.Where(entry => Needed.Contains(entry.Key) || entry.Key.StartsWith("modelspec.", StringComparison.Ordinal)).ToDictionary(),
        StringComparer.Ordinal);

    /// <summary>A value that kohya leaves unset where it is the usual one.</summary>
    private static int? Unless(int value, int usual) => value == usual ? null : value;

    private static string BucketInfo(TrainingSet set, DatasetFacts facts, int pixelsPerLatent)
    {
        var buckets = set.Buckets.Select((bucket, i) => (PythonText.Of((long)i), PythonText.Json(
        [
            ("resolution", FormattableString.Invariant($"[{bucket.Width * pixelsPerLatent}, {bucket.Height * pixelsPerLatent}]")),
            ("count", PythonText.Of(bucket.Samples.Sum(index => (long)set.Samples[index].Repeats))),
        ])));
        var info = new List<(string, string)> { ("buckets", PythonText.Json(buckets)) };
        if (facts.MeanAspectError is { } error)
        {
            info.Add(("mean_img_ar_error", PythonText.Of(error)));
        }

        return PythonText.Json(info);
    }

    /// <summary>Tags in lower case with the number of captions that have them (repeats not counted), in order of appearance.</summary>
    private static IEnumerable<(string, string)> TagFrequency(IEnumerable<TrainingSample> samples)
    {
        var order = new List<string>();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var tags = samples.SelectMany(sample => sample.Caption.Split([',', '\n'])).Select(tag => tag.Trim().ToLowerInvariant());
        foreach (var tag in tags.Where(tag => tag.Length > 0))
        {
            if (!counts.TryAdd(tag, 1))
            {
                counts[tag]++;
                continue;
            }

            order.Add(tag);
        }

        return order.Select(tag => (tag, PythonText.Of(counts[tag])));
    }
}
