namespace Lora.Project;

/// <summary>A base model that a URL names, and its place in the store: <c>bases/SHA256</c> with the extension that its content asks for.</summary>
public sealed record BaseDownload
{
    private static readonly string[] Extensions = [".safetensors", ".ckpt"];

    public required string Name { get; init; }

    public required BaseAddress Address { get; init; }

    /// <summary>64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>A note on the licence; empty where there is none.</summary>
    public string License { get; init; } = "";

    /// <summary>The store's folder of fetched base models.</summary>
    public required StoreFolder Folder { get; init; }

    /// <summary>Where the URL stands.</summary>
    public required SourcePlace Place { get; init; }

    /// <summary>Where the file lies, whose content nobody has looked at; null where it has not been fetched.</summary>
    public string? Fetched => Extensions.Select(PathWith).FirstOrDefault(File.Exists);

    /// <summary>Where the file lies or will lie, as far as the URL tells.</summary>
    public string Expected => Fetched ?? PathWith(Extensions.FirstOrDefault(IsOfUrl) ?? Extensions[0]);

    /// <summary>Where it is written to before it is whole.</summary>
    internal string Part => PathWith(".part");

    /// <summary>Locked by the build that fetches it.</summary>
    internal string Lock => PathWith(".lock");

    /// <summary>Before anything is written.</summary>
    /// <exception cref="StoreLinkException">It would lie outside of the store.</exception>
    internal void CheckPlace()
    {
        Folder.ForWriting(Path.GetFileName(Part));
        Folder.ForWriting(Path.GetFileName(Lock));
    }

    /// <summary>Its place by its first bytes: a pickle, or a zip archive with one, is what a <c>.ckpt</c> is.</summary>
    internal string PathFor(ReadOnlySpan<byte> head) =>
        PathWith(head is [0x80, ..] or [(byte)'P', (byte)'K', ..] && !IsHeader(head) ? Extensions[1] : Extensions[0]);

    // eight bytes of length, then '{'
    private static bool IsHeader(ReadOnlySpan<byte> head) => head.Length > 8 && head[8] == (byte)'{' && head[7] == 0;

    private bool IsOfUrl(string extension) => Address.Uri.AbsolutePath.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private string PathWith(string extension) => Path.Combine(Folder.Path, Sha256 + extension);
}
