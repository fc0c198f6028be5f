namespace Lora.Project;

/// <summary>JSON strings.</summary>
internal static class JsonText
{
    /// <summary>A text as a JSON string.</summary>
    public static string Quote(string value) => new Utf8Text(value.Length + 2).AppendQuoted(value).ToString();
}
