namespace Lora.Vocabulary;

/// <summary>
/// The address of a server: <c>http://</c> or <c>https://</c>, a host and a path. A user, a password or a query, which may be a secret, is not allowed in it,
/// and not shown.
/// </summary>
public sealed class ServerOption : Option<string>
{
    public ServerOption(string name, string summary)
        : base(name, summary) => Default = "";

    public override string Range => "http:// or https://, a host and a path, without user, password and query";

    public override string Shown(string text)
    {
        var address = text.Trim();
        var place = address.IndexOf("://", StringComparison.Ordinal);
        place = place < 0 ? 0 : place + 3;
        address = address.Split('?', '#')[0];
        var at = address.LastIndexOf('@');
        return at < place ? address : address[..place] + address[(at + 1)..];
    }

    protected override object? ReadValue(string text) => text.Length == 0 ? "" : Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", Host.Length: > 0, UserInfo.Length: 0 } && text.AsSpan().IndexOfAny('?', '#', '@') < 0
            ? uri.AbsoluteUri.TrimEnd('/') : null;

    protected override string Text(string value) => value;
}
