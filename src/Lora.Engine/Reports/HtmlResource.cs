using System.Security.Cryptography;
using System.Text;

namespace Lora.Engine;

/// <summary>The pages, styles and scripts of the reports, which are built into the engine.</summary>
internal static class HtmlResource
{
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    internal static string Read(string name)
    {
        using var stream = typeof(HtmlResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not built into the engine");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>A page with a style of its own, that loads nothing but pictures.</summary>
    /// <param name="title">Escaped.</param>
    /// <param name="style">A resource.</param>
    /// <param name="body">What the page shows; its last line has no end.</param>
    /// <param name="script">The one that stands in the body; null for none.</param>
    internal static string Page(string title, string style, string body, string? script = null)
    {
        var css = Read(style);
        return Read("page.html").Replace("{style-hash}", Hash(css), StringComparison.Ordinal)
            .Replace("{script-policy}", script is null ? "" : $"; script-src 'sha256-{Hash(script)}'", StringComparison.Ordinal)
            .Replace("{title}", title, StringComparison.Ordinal).Replace("{style}", css, StringComparison.Ordinal)
            .Replace("{body}", body, StringComparison.Ordinal);
    }

    /// <summary>By which a page's policy allows a style or script of its own.</summary>
    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
