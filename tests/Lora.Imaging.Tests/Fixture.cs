using System.Security.Cryptography;
using System.Text.Json;

namespace Lora.Imaging.Tests;

/// <summary>The files under Fixtures and their recorded answers.</summary>
internal sealed record Fixture(string File, int[] Size, int Channels, string Sha256, string? White)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public byte[] Bytes => Read(File);

    public static byte[] Read(string file) => System.IO.File.ReadAllBytes(Path.Combine(Root, file));

    public static Fixture[] All(string list) => JsonSerializer.Deserialize<Fixture[]>(Read(list), Options)!;

    public static string Hash(byte[] pixels) => Convert.ToHexStringLower(SHA256.HashData(pixels));
}
