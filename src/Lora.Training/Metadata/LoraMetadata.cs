namespace Lora.Training;

/// <summary>
/// The <c>__metadata__</c> of a LoRA file: kohya's <c>ss_*</c> entries and Stability's modelspec 1.0.1, all strings, values written as kohya writes them. Left
/// out is what would differ from run to run or machine to machine: session id, times, commit hash, paths.
/// </summary>
public static class LoraMetadata
{
    /// <param name="set">The samples.</param>
    /// <param name="options">The training's options.</param>
    /// <param name="facts">What is known of dataset and model.</param>
    /// <param name="epoch">Epochs done.</param>
    /// <param name="step">Optimizer steps done.</param>
    public static SortedDictionary<string, string> Build(TrainingSet set, TrainingOptions options, DatasetFacts facts, int epoch, int step)
    {
        var plan = TrainingPlan.From(set, options);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        AddRun(metadata, plan, options, facts, epoch, step);
        AddLoss(metadata, options);
        AddDataset(metadata, set, options, facts);
        AddModelSpec(metadata, options, facts);
        return metadata;
    }

    private static void AddRun(SortedDictionary<string, string> metadata, TrainingPlan plan, TrainingOptions options, DatasetFacts facts, int epoch, int step)
    {
        metadata["ss_output_name"] = facts.OutputName;
        metadata["ss_learning_rate"] = PythonText.Of(options.LearningRate);
        metadata["ss_unet_lr"] = PythonText.Of(options.TrainUnet ? options.EffectiveUnetLr : null);
        metadata["ss_text_encoder_lr"] = PythonText.Of(options.TrainTextEncoder ? options.EffectiveTextEncoderLr : null);
        metadata["ss_num_train_images"] = PythonText.Of((long)plan.SamplesPerEpoch);
        metadata["ss_num_reg_images"] = "0";
        metadata["ss_num_batches_per_epoch"] = PythonText.Of((long)plan.BatchesPerEpoch);
        metadata["ss_num_epochs"] = PythonText.Of((long)plan.Epochs);
        metadata["ss_max_train_steps"] = PythonText.Of((long)plan.TotalSteps);
        metadata["ss_epoch"] = PythonText.Of((long)epoch);
        metadata["ss_steps"] = PythonText.Of((long)step);
        metadata["ss_gradient_checkpointing"] = PythonText.Of(options.GradientCheckpointing);
        metadata["ss_gradient_accumulation_steps"] = PythonText.Of((long)options.GradientAccumulationSteps);
        metadata["ss_lr_scheduler"] = options.LrScheduler;
        var warmup = options.LrWarmupSteps;
        metadata["ss_lr_warmup_steps"] = warmup is > 0 and < 1 ? PythonText.Of(warmup) : PythonText.Of((long)warmup);
        var arguments = options.OptimizerArgs.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        metadata["ss_optimizer"] = options.OptimizerType + (arguments.Length > 0 ? $"({string.Join(',', arguments)})" : "");
        metadata["ss_max_grad_norm"] = PythonText.Of(options.MaxGradNorm);
        metadata["ss_network_module"] = LoraNetwork.Info.Module;
        metadata["ss_network_dim"] = PythonText.Of((long)options.NetworkDim);
        metadata["ss_network_alpha"] = PythonText.Of(options.EffectiveAlpha);
        metadata["ss_network_dropout"] = "None";
        metadata["ss_mixed_precision"] = "no";
        metadata["ss_full_fp16"] = "False";
        metadata["ss_v2"] = "False";
        metadata["ss_base_model_version"] = options.VParameterization ? "sd_v1_v" : "sd_v1";
        metadata["ss_clip_skip"] = PythonText.Of(facts.ClipSkip);
        metadata["ss_max_token_length"] = PythonText.Of(facts.MaxTokenLength);
        metadata["ss_cache_latents"] = "True";
        metadata["ss_seed"] = PythonText.Of(options.Seed);
        if (facts.BaseModelName is { } name)
        {
            metadata["ss_sd_model_name"] = name;
        }

        if (facts.BaseModelHash is { } hash)
        {
            metadata["ss_new_sd_model_hash"] = hash;
        }
    }

    private static void AddLoss(SortedDictionary<string, string> metadata, TrainingOptions options)
    {
        metadata["ss_min_snr_gamma"] = PythonText.Of(options.MinSnrGamma is > 0 ? options.MinSnrGamma : null);
        metadata["ss_debiased_estimation"] = PythonText.Of(options.DebiasedEstimationLoss);
        metadata["ss_zero_terminal_snr"] = "False";
        metadata["ss_loss_type"] = "l2";
        metadata["ss_prior_loss_weight"] = "1.0";
        foreach (var unused in (string[])["noise_offset", "adaptive_noise_scale", "multires_noise_iterations", "ip_noise_gamma", "scale_weight_norms"])
        {
            metadata[$"ss_{unused}"] = "None";
        }
    }

    private static void AddDataset(SortedDictionary<string, string> metadata, TrainingSet set, TrainingOptions options, DatasetFacts facts)
    {
        metadata["ss_batch_size_per_device"] = PythonText.Of((long)options.TrainBatchSize);
        metadata["ss_total_batch_size"] = PythonText.Of((long)options.TrainBatchSize * options.GradientAccumulationSteps);
        metadata["ss_resolution"] = $"({PythonText.Of((long)facts.Resolution.Width)}, {PythonText.Of((long)facts.Resolution.Height)})";
        metadata["ss_color_aug"] = "False";
        metadata["ss_flip_aug"] = "False";
        metadata["ss_random_crop"] = "False";
        metadata["ss_shuffle_caption"] = PythonText.Of(options.ShuffleCaption);
        metadata["ss_keep_tokens"] = PythonText.Of((long)options.KeepTokens);
        metadata["ss_caption_dropout_rate"] = "0.0";
        metadata["ss_caption_dropout_every_n_epochs"] = "0";
        metadata["ss_caption_tag_dropout_rate"] = "0.0";
        metadata["ss_enable_bucket"] = PythonText.Of(facts.EnableBucket);
        metadata["ss_bucket_no_upscale"] = PythonText.Of(facts.BucketNoUpscale);
        metadata["ss_min_bucket_reso"] = PythonText.Of((long)facts.MinBucketReso);
        metadata["ss_max_bucket_reso"] = PythonText.Of((long)facts.MaxBucketReso);
        metadata["ss_bucket_info"] = BucketInfo(set, facts);
        metadata["ss_tag_frequency"] = PythonText.Json([(facts.DatasetName, PythonText.Json(TagFrequency(set)))]);
        var folder = PythonText.Json([("n_repeats", PythonText.Of((long)set.Samples[0].Repeats)), ("img_count", PythonText.Of((long)set.Samples.Count))]);
        metadata["ss_dataset_dirs"] = PythonText.Json([(facts.DatasetName, folder)]);
        metadata["ss_reg_dataset_dirs"] = "{}";
    }

    private static void AddModelSpec(SortedDictionary<string, string> metadata, TrainingOptions options, DatasetFacts facts)
    {
        metadata["modelspec.sai_model_spec"] = "1.0.1";
        metadata["modelspec.architecture"] = "stable-diffusion-v1/lora";
        metadata["modelspec.implementation"] = "diffusers";
        metadata["modelspec.title"] = facts.OutputName;
        metadata["modelspec.resolution"] = FormattableString.Invariant($"{facts.Resolution.Width}x{facts.Resolution.Height}");
        metadata["modelspec.prediction_type"] = options.VParameterization ? "v" : "epsilon";
        if (facts.ClipSkip is { } skip)
        {
            metadata["modelspec.encoder_layer"] = PythonText.Of((long)skip);
        }
    }

    private static string BucketInfo(TrainingSet set, DatasetFacts facts)
    {
        if (!facts.EnableBucket)
        {
            return "null";
        }

        var buckets = set.Buckets.Select((bucket, i) => (PythonText.Of((long)i), PythonText.Json(
        [
            ("resolution", FormattableString.Invariant($"[{bucket.Width * facts.PixelsPerLatent}, {bucket.Height * facts.PixelsPerLatent}]")),
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
    private static IEnumerable<(string, string)> TagFrequency(TrainingSet set)
    {
        var order = new List<string>();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var tags = set.Samples.SelectMany(sample => sample.Caption.Split(',')).Select(tag => tag.Trim().ToLowerInvariant());
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
