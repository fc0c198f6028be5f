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

    /// <summary>By which a page's policy allows a style or script of its own.</summary>
    internal static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
