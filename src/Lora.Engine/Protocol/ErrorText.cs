namespace Lora.Engine;

/// <summary>A foreign exception's message inside a sentence of ours.</summary>
internal static class ErrorText
{
    /// <summary>Its first line without the full stop.</summary>
    internal static string OneLine(Exception e) => e.Message.Split('\n')[0].Trim().TrimEnd('.');
}
