using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>kohya's names of what the vocabulary has, and of what needs nothing here.</summary>
internal static class KohyaNames
{
    // other names of one thing: the dataset configuration's, the GUI's, and a spelling that sd-scripts forgives
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["batch_size"] = "train_batch_size",
        ["dataset_repeats"] = "num_repeats",
        ["caption_extention"] = "caption_extension",
    };

    private static readonly IReadOnlyList<Option> Training = [.. Options.All.Except(TaggerOptions.Group).Where(option => option.KohyaName is not null)];

    private static readonly Dictionary<string, Option> ByName = Training.ToDictionary(option => option.KohyaName!, StringComparer.Ordinal);

    /// <summary>How kohya's scripts run on a machine, what they cache, log and upload: without a meaning for the LoRA.</summary>
    private static readonly HashSet<string> Machine = new(StringComparer.Ordinal)
    {
        "async_upload", "cache_info", "cache_latents_to_disk", "cache_text_encoder_outputs_to_disk",
        "config_file", "cpu_offload_checkpointing", "ddp_gradient_as_bucket_view", "ddp_static_graph", "ddp_timeout", "debug_dataset",
        "disable_mmap_load_safetensors", "dynamo_backend", "highvram", "huggingface_path_in_repo", "huggingface_repo_id", "huggingface_repo_type",
        "huggingface_repo_visibility",
        "huggingface_token", "log_config", "log_prefix", "log_tracker_config", "log_tracker_name", "log_with", "logging_dir", "lowram",
        "max_data_loader_n_workers", "mem_eff_attn", "no_half_vae", "output_config", "output_dir", "persistent_data_loader_workers", "resume",
        "resume_from_huggingface", "save_state", "save_state_on_train_end", "save_state_to_huggingface", "sdpa", "skip_cache_check",
        "text_encoder_batch_size", "tokenizer_cache_dir", "torch_compile", "use_safetensors", "vae_batch_size", "wandb_api_key", "wandb_run_name", "xformers",
    };

    /// <summary>The options that kohya's training scripts have too, in the order of the documentation; the taggers' are another script's.</summary>
    public static IReadOnlyList<Option> OfTraining => Training;

    /// <summary>The project's option of that name; null where it has none.</summary>
    public static Option? Find(string kohyaName) => ByName.GetValueOrDefault(Aliases.GetValueOrDefault(kohyaName, kohyaName));

    /// <summary>Those names, in ordinal order.</summary>
    public static IReadOnlyList<string> OfMachine { get; } = [.. Machine.Order(StringComparer.Ordinal)];

    /// <summary>True where the name says how kohya's scripts run, and nothing of the LoRA.</summary>
    public static bool IsOfMachine(string kohyaName) => Machine.Contains(kohyaName);
}
