using System.IO.Compression;
using System.Text;

namespace Lora.Sdk.Tests;

/// <summary>Looks for a secret in all that builds have written, as it was set and as it goes over the wire.</summary>
internal static class Secrets
{
    /// <summary>Everything below the folder, binary logs unpacked, and what was printed.</summary>
    /// <param name="folder">The project's, with obj, bin, store and temporary files below it.</param>
    /// <param name="printed">By all builds.</param>
    /// <param name="secrets">None of them may stand anywhere.</param>
    public static void AreNowhere(string folder, string printed, params string[] secrets)
    {
        string[] forms = [.. secrets.SelectMany(secret => (string[])
            [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret)])];
        Assert.All(forms, form => Assert.DoesNotContain(form, printed));
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith(".binlog", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var content = Encoding.Latin1.GetString(Content(file));
            Assert.All(forms, form => Assert.False(content.Contains(form, StringComparison.Ordinal), $"{file} holds the secret"));
        }
    }

    // a binary log is a zipped stream
    private static byte[] Content(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (!file.EndsWith(".binlog", StringComparison.Ordinal))
        {
            return bytes;
        }

        using var unzipped = new MemoryStream();
        using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        zip.CopyTo(unzipped);
        Assert.True(Encoding.Latin1.GetString(unzipped.ToArray()).Contains("LoraCacheDir", StringComparison.Ordinal), "the log holds no properties");
        return unzipped.ToArray();
    }
}
