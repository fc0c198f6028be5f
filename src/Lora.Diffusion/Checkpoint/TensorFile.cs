namespace Lora.Diffusion;

/// <summary>Opens a file of tensors by what it holds, whatever its name ends in.</summary>
internal static class TensorFile
{
    /// <exception cref="CheckpointException">It is missing, or no whole file of a form that is understood.</exception>
    public static ITensorFile Open(string path) => new SafetensorsTensors(path);
}
