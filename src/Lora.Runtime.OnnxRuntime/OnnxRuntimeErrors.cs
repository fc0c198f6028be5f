using System.Text.RegularExpressions;

namespace Lora.Runtime.Onnx;

/// <summary>Makes one clause for a user of what the library says: its code, its own sources and the model's path are nothing to him.</summary>
internal static partial class OnnxRuntimeErrors
{
    private const int Longest = 300;

    public static string Reason(Exception e)
    {
        var text = e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        text = Sources().Replace(Head().Replace(text, ""), "").Trim().TrimEnd('.');
        return text.Length == 0 ? $"it failed without a word ({e.GetType().Name})" : text.Length <= Longest ? text : text[..Longest] + "...";
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*|Load model from .* failed:\s*|This is an invalid model\. (Error: )?|Non-zero status code returned while |Name:'' ")]
    private static partial Regex Head();

    [GeneratedRegex(@"(/onnxruntime_src|[A-Za-z]:\\a\\_work)\S*?:\d+ [^:]*::\S*?\([^)]*\)( const)?(\s*\[[^\]]*\])?\s*|\w+\.cc:\d+ \w+ |(/\S+)+\.(cc|h):\d+ ")]
    private static partial Regex Sources();
}
