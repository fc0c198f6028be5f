namespace Lora.Diffusion;

/// <summary>Where a base model lies.</summary>
/// <param name="Path">A diffusers folder, or a single file.</param>
/// <param name="Vae">Another autoencoder, a single file or a folder; empty: the model's own.</param>
/// <param name="Config">A folder with configs and tokenizers for a single file; empty: those of the published models.</param>
public sealed record ModelLocation(string Path, string Vae = "", string Config = "");
