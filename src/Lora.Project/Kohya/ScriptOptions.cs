namespace Lora.Project;

/// <summary>
/// Arguments of kohya's <c>train_network.py</c> that change a LoRA and that nothing here does yet. A name that is neither here nor in <see cref="KohyaNames"/>
/// is none of the scripts'. Source: sd-scripts 48d368f, the argument parsers of train_util.py and train_network.py.
/// </summary>
internal static class ScriptOptions
{
    // those that are options here are left out of the list, so that one that comes needs no change
    private static readonly string[] Names =
    [
        "adaptive_noise_scale", "alpha_mask", "base_weights", "base_weights_multiplier", "blocks_to_swap", "color_aug", "conditioning_data_dir",
        "custom_attributes", "dataset_class", "dim_from_weights", "face_crop_aug_range", "fp8_base", "fp8_base_unet", "full_bf16", "full_fp16",
        "fused_backward_pass", "huber_c", "huber_scale", "huber_schedule", "initial_epoch", "initial_step", "ip_noise_gamma",
        "ip_noise_gamma_random_strength", "logit_mean", "logit_std", "loss_type", "lr_decay_steps", "lr_scheduler_args", "lr_scheduler_min_lr_ratio",
        "lr_scheduler_power", "lr_scheduler_timescale", "lr_scheduler_type", "masked_loss", "max_timestep", "max_validation_steps", "metadata_author",
        "metadata_description", "metadata_license", "metadata_tags", "metadata_title", "metadata_file", "min_timestep", "mode_scale",
        "multires_noise_discount", "multires_noise_iterations", "network_multiplier", "network_weights", "no_metadata", "noise_offset",
        "noise_offset_random_strength", "optimizer_schedulefree_wrapper", "perlin_noise", "random_crop", "resize_interpolation", "sample_at_first",
        "sample_every_n_epochs", "sample_every_n_steps", "save_every_n_steps", "save_last_n_epochs", "save_last_n_epochs_state", "save_last_n_steps",
        "save_last_n_steps_state", "save_model_as", "save_n_epoch_ratio", "scale_weight_norms", "schedulefree_wrapper_args", "skip_until_initial_step",
        "training_comment", "validate_every_n_epochs", "validate_every_n_steps", "validation_seed", "validation_split", "weighted_captions",
        "weighting_scheme",
    ];

    /// <summary>In ordinal order.</summary>
    public static IReadOnlyList<string> NotTaken { get; } = [.. Names.Where(name => KohyaNames.Find(name) is null).Order(StringComparer.Ordinal)];
}
