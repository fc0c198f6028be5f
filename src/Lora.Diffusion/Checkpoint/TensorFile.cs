namespace Lora.Diffusion;

/// <summary>Opens a file of tensors by what it holds, whatever its name ends in.</summary>
internal static class TensorFile
{
    private const int LengthBytes = 8;

    /// <exception cref="CheckpointException">It is missing, or no whole file of a form that is understood.</exception>
    public static ITensorFile Open(string path) => LooksLikeSafetensors(path) ? new SafetensorsTensors(path) : new TorchCheckpointFile(path);

    // a length and the JSON object of that length; what cannot be opened is left to who says so best
    private static bool LooksLikeSafetensors(string path)
    {
        Span<byte> start = stackalloc byte[LengthBytes + 1];
        try
        {
            using var file = File.OpenHandle(path);
            return RandomAccess.Read(file, start, 0) == start.Length ? start[LengthBytes] == '{' : path.EndsWith(".safetensors", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
