using System.Buffers;
using System.Text;

namespace Lora.Project;

/// <summary>The folders that a stage writes to.</summary>
public enum OutputRoot
{
    /// <summary><see cref="StagePaths.ObjDirectory"/>.</summary>
    Obj,

    /// <summary><see cref="StagePaths.OutDirectory"/>.</summary>
    Out,

    /// <summary><see cref="StagePaths.SamplesDirectory"/>: where it lies below the final outputs is the project folder's business, not the result's.</summary>
    Samples,

    /// <summary><see cref="StagePaths.ReportDirectory"/>, as the samples: what people look at, and nothing is made from.</summary>
    Report,

    /// <summary><c>logs</c>, for TensorBoard; the paths in it begin with the LoRA's name, which tells projects of one folder apart.</summary>
    Logs,
}

/// <summary>A file that a stage made, named without its place on this machine, so that the store can put it into another folder.</summary>
/// <param name="Root">Below which folder it lies.</param>
/// <param name="Path">Relative to that folder, with '/'.</param>
/// <param name="Sha256">Of its bytes, 64 lower-case hex digits.</param>
public sealed record OutputFile(OutputRoot Root, string Path, string Sha256)
{
    // in bytes; a character has at most three for each of its code units
    private const int LongestName = 255;

    // and control characters
    private static readonly SearchValues<char> NotInNames = SearchValues.Create(
        ['\\', .. System.IO.Path.GetInvalidFileNameChars(), .. Enumerable.Range(0, '\u00a0').Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>The roots' names in files, in the order of <see cref="OutputRoot"/>.</summary>
    public static IReadOnlyList<string> RootNames { get; } = ["obj", "out", "samples", "report", "logs"];

    /// <summary>The root of that name; null if there is none.</summary>
    public static OutputRoot? FindRoot(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < RootNames.Count; i++)
        {
            if (name.SequenceEqual(RootNames[i]))
            {
                return (OutputRoot)i;
            }
        }

        return null;
    }

    /// <summary>
    /// True for a path that a file can have below a folder: what stands in a record of a shared store, or in a folder that somebody hands on, may lead
    /// elsewhere.
    /// </summary>
    public static bool IsInside(string path)
    {
        // asked of every file in every build: nothing is split or copied
        var rest = path.AsSpan();
        while (rest.IndexOf('/') is >= 0 and var end)
        {
            if (!IsName(rest[..end]))
            {
                return false;
            }

            rest = rest[(end + 1)..];
        }

        return IsName(rest);
    }

    // what a file of this system can be called
    private static bool IsName(ReadOnlySpan<char> part) => part is not ("" or "." or "..") && !part.ContainsAny(NotInNames)
        && (part.Length < LongestName / 3 || Encoding.UTF8.GetByteCount(part) <= LongestName);

    /// <summary>Where it lies on this machine.</summary>
    public string In(StagePaths paths) => Root is OutputRoot.Obj ? System.IO.Path.Combine(paths.ObjDirectory, Path)
        : System.IO.Path.Combine(paths.OutDirectory, BelowOut(paths));

    /// <summary>Where the files of a root lie on this machine.</summary>
    internal static string FolderOf(OutputRoot root, StagePaths paths) =>
        root is OutputRoot.Obj ? paths.ObjDirectory : System.IO.Path.Combine(paths.OutDirectory, BelowOut(root, paths));

    /// <summary>The path of a final output relative to <see cref="StagePaths.OutDirectory"/>, with '/'.</summary>
    public string BelowOut(StagePaths paths) => BelowOut(Root, paths) is { Length: > 0 } folder ? $"{folder}/{Path}" : Path;

    private static string BelowOut(OutputRoot root, StagePaths paths) => root switch
    {
        OutputRoot.Samples => paths.SamplesDirectory,
        OutputRoot.Report => paths.ReportDirectory,
        OutputRoot.Logs => "logs",
        _ => "",
    };
}
