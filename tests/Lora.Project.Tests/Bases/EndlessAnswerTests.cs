using System.Net;
using Lora.Testing;

namespace Lora.Project.Tests.Bases;

/// <summary>A server that sends for ever fills no disk.</summary>
public sealed class EndlessAnswerTests : IDisposable
{
    private static readonly byte[] Piece = new byte[1 << 18];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnswerWithoutAnEnd_IsCutAndLeavesNothing(bool saysLength)
    {
        using var server = new LoopbackServer((_, context) => Send(context, saysLength));
        var limits = FetchLimits.Default with { Attempts = 1, MostBytes = 4 << 20 };
        var error = Assert.Throws<FetchException>(() => new BaseFetch(limits, _ => null).Run(new BaseDownload
        {
            Name = "x",
            Address = BaseAddress.Read(server.Root + "x", out _)!,
            Sha256 = Digest.Of("another file"),
            Folder = StoreFolder.Bases(_folder.Path),
            Place = new SourcePlace("bases.json", 7, 3),
        }, _ => { }, _ => { }, CancellationToken.None));

        Assert.Equal((ProjectDiagnostics.BaseNotFetched.Code, 7), (error.Finding.Code, error.Finding.Line));
        Assert.Contains("sends more than 4 MiB", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder["bases"]), file => new FileInfo(file).Length > 0);
    }

    private static void Send(HttpListenerContext context, bool saysLength)
    {
        context.Response.SendChunked = !saysLength;
        if (saysLength)
        {
            context.Response.ContentLength64 = 1L << 40;
        }

        try
        {
            while (true)
            {
                context.Response.OutputStream.Write(Piece);
            }
        }
        catch (Exception e) when (e is IOException or HttpListenerException or ObjectDisposedException)
        {
            // nobody listens any more
        }
    }
}
