namespace Lora.Diffusion;

/// <summary>
/// What Git leaves in place of a large file that it did not fetch: a few lines of text under the file's own name. Source: git-lfs, docs/spec.md.
/// </summary>
internal static class LfsPointer
{
    private static ReadOnlySpan<byte> FirstLine => "version https://git-lfs.github.com/spec/v1"u8;

    /// <summary>Looks at a file's first bytes; one that cannot be opened is left to who reads it.</summary>
    /// <exception cref="CheckpointException">It is a pointer.</exception>
    public static void Refuse(string path)
    {
        Span<byte> start = stackalloc byte[FirstLine.Length];
        try
        {
            using var file = File.OpenHandle(path);
            if (RandomAccess.Read(file, start, 0) < start.Length || !start.SequenceEqual(FirstLine))
            {
                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        throw new CheckpointException(path,
            "this is a Git LFS pointer, not the file itself. Run 'git lfs pull' in the repository it belongs to.")
        { SaysWhatToDo = true };
    }
}
