using System.Diagnostics;
using System.Text.RegularExpressions;
using Lora.Project;

namespace Lora.Fuzz;

/// <summary>One input given to one reader, and what may not come of it.</summary>
internal static partial class Trial
{
    // a reader may hold an input as text, as a tree and as a list of places at once
    private const int BytesPerByte = 300;

    /// <summary>No reader takes nearly as long for an input of these sizes; one that does hangs, or as good as.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    private const int LongestMessage = 4_000;

    /// <summary>Null where all is well.</summary>
    /// <param name="reader">Who reads it.</param>
    /// <param name="input">What.</param>
    /// <param name="isTaken">The reader found nothing wrong in it.</param>
    public static string? Fault(Reader reader, byte[] input, out bool isTaken)
    {
        var clock = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        string? message;
        try
        {
            message = reader.Read(input);
        }
        catch (Exception e)
        {
            isTaken = false;
            return $"{e.GetType().Name} escapes: {e.Message}\n{e.StackTrace}";
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        isTaken = message is null;
        if (clock.Elapsed > Patience)
        {
            return $"takes {clock.Elapsed.TotalSeconds:0} s";
        }

        if (allocated > reader.Memory + ((long)BytesPerByte * input.Length))
        {
            return $"allocates {allocated >> 20} MiB for {input.Length} bytes";
        }

        return message is null ? null : FaultOf(message);
    }

    /// <summary>Why a message is none for a user; null where it is one.</summary>
    public static string? FaultOf(string message)
    {
        // as the user gets it
        var said = new Finding("LORA1001", Severity.Error, message).Message;
        return said.Trim().Length < 8 ? $"says nothing: '{said}'"
            : said.Length > LongestMessage ? $"says {said.Length} characters: {said[..200]}"
            : said.Any(char.IsControl) ? $"says control characters: {said}"
            : OfTheRuntime().Match(said) is { Success: true } match ? $"speaks of {match.Value}: {said}"
            : null;
    }

    // names and sentences of .NET's own
    [GeneratedRegex(@"\w+Exception\b|\bat (?:System|Lora|Microsoft)\.|\bSystem\.\w|\bMicrosoft\.\w|Parameter '|Object reference|Arg_\w"
        + @"|LineNumber|BytePositionInLine"
        + @"|Index was out|Sequence contains|Specified argument|Nullable object|given key|Value cannot be null|on-negative number|[Cc]annot be null"
        + @"|ReadOnlySpan|JsonReader|JsonSerializer|JsonDocument|AllowTrailingCommas|ReadCommentHandling|MaxDepth|reader options|input string"
        + @"|\bInt(?:16|32|64)\b|\bUInt|Span<|List`1|Span`1"
        + @"|[Uu]nable to translate|code page|InvalidData|Lora\.(?:Project|Engine|Tensors|Diffusion|Training|Imaging|Tagging|Dataset)\b")]
    private static partial Regex OfTheRuntime();
}
