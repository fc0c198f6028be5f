namespace Lora.Project;

/// <summary>
/// The URL of a base model: <c>https://</c>, <c>file://</c>, and <c>http://</c> to this machine itself. As text it has no query, which may carry a secret.
/// </summary>
public sealed class BaseAddress
{
    private BaseAddress(Uri uri) => Uri = uri;

    /// <summary>False for a file of this machine.</summary>
    public bool IsNetwork => !Uri.IsFile;

    /// <summary>The environment variable with the token for its host.</summary>
    public string TokenVariable => HostToken.VariableFor(Uri);

    /// <summary>With the query, for the connection alone.</summary>
    internal Uri Uri { get; }

    /// <summary>An address as a user writes it; null and a sentence in <paramref name="problem"/> if it is none, or none that is fetched from.</summary>
    public static BaseAddress? Read(string text, out string problem)
    {
        // a path that begins with '/' would be taken for a file's URL
        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            problem = "The url is no URL; a path stands in 'path'.";
            return null;
        }

        problem = uri switch
        {
            { UserInfo.Length: > 0 } => "The url holds a user or a password.",
            { IsFile: true, Host.Length: > 0 } => "The url names a file of another machine.",
            { IsFile: true } => "",
            { Scheme: "https", Host.Length: > 0 } => "",
            { Scheme: "http" } when uri.IsLoopback => "",
            { Scheme: "http" } => $"The url is http://, which anybody between here and {uri.IdnHost} can read and change.",
            _ => $"Nothing is fetched from {uri.Scheme}:// URLs.",
        };
        return problem.Length == 0 ? new BaseAddress(uri) : null;
    }

    /// <summary>Where a server's answer leads to; null and a sentence in <paramref name="problem"/> if nothing is fetched from there.</summary>
    internal BaseAddress? Follow(Uri location, out string problem)
    {
        var target = Uri.TryCreate(Uri, location, out var absolute) ? Read(absolute.AbsoluteUri, out problem) : Read("", out problem);
        if (target is { IsNetwork: false } || (target is { Uri.Scheme: "http" } && Uri.Scheme != "http"))
        {
            problem = $"It leads to a {target.Uri.Scheme}:// URL.";
            return null;
        }

        return target;
    }

    /// <summary>True if a token for this address may go there too: the same scheme, host and port.</summary>
    internal bool IsSameOrigin(BaseAddress other) =>
        Uri.Compare(Uri, other.Uri, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    public override string ToString() => Uri.IsFile ? $"file://{Uri.AbsolutePath}" : $"{Uri.Scheme}://{Uri.Authority}{Uri.AbsolutePath}";
}
