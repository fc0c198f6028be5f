using System.Net;
using System.Net.Sockets;
using System.Text;
using Lora.Engine;
using Lora.Project;

namespace Lora.Fuzz;

/// <summary>Answers of servers, byte by byte as they come over the wire: of a remote cache, and of one that a base model is fetched from.</summary>
internal static class HttpReaders
{
    private static readonly Scratch Folder = new();

    private static readonly byte[] File = Encoding.ASCII.GetBytes("a file of some bytes");

    public static IEnumerable<Reader> All =>
    [
        new("remote cache's answer", InputForm.Text, Answers, answer => WeightReaders.Refused<RemoteException>(() =>
        {
            using var server = new RemoteServer(Said.Address(answer), null, RemoteLimits.Default with { Silence = TimeSpan.FromSeconds(5) });
            using var stream = server.Get("cas/x", 1 << 20, CancellationToken.None);
            stream?.CopyTo(new MemoryStream());
        }))
        { Sources = ["Lora.Engine/Store/Remote/RemoteStream.cs"], Cases = 150, MayRefuseSeeds = true },
        new("base server's answer", InputForm.Text, Answers, Fetch)
        { Sources = ["Lora.Project/Bases/BaseServer.cs", "Lora.Project/Bases/PartFile.cs"], Cases = 150, MayRefuseSeeds = true },
    ];

    private static readonly RawServer Said = new();

    private static string? Fetch(byte[] answer)
    {
        var limits = new FetchLimits(1, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        return WeightReaders.Refused<FetchException>(() =>
        {
            var path = new BaseFetch(limits, _ => null).Run(new BaseDownload
            {
                Name = "base",
                Address = BaseAddress.Read($"{Said.Address(answer)}/a.safetensors", out _)!,
                Sha256 = Digest.Of(File),
                Folder = StoreFolder.Bases(Folder.Path),
                Place = new SourcePlace(Folder["bases.json"], 1, 1),
            }, _ => { }, _ => { }, CancellationToken.None);
            if (Digest.OfFile(path) != Digest.Of(File))
            {
                throw new InvalidOperationException("a file of another hash is taken");
            }

            System.IO.File.Delete(path);
        });
    }

    private static byte[][] Answers() =>
    [
        [
            .. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {File.Length}\r\nETag: \"1\"\r\nContent-Type: application/octet-stream\r\n\r\n"),
            .. File,
        ],
        Encoding.ASCII.GetBytes("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n"),
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\na file of some bytes\r\n0\r\n\r\n"),
        Encoding.ASCII.GetBytes("HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy"),
        Encoding.ASCII.GetBytes("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"),
    ];

    /// <summary>A server that says the same bytes to whatever it is asked, and hangs up.</summary>
    private sealed class RawServer
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private byte[] _answer = [];

        public RawServer()
        {
            _listener.Start();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        public string Address(byte[] answer)
        {
            Volatile.Write(ref _answer, answer);
            return $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        }

        private void Serve()
        {
            var request = new byte[1 << 14];
            while (true)
            {
                try
                {
                    using var client = _listener.AcceptTcpClient();
                    var stream = client.GetStream();
                    _ = stream.Read(request);
                    stream.Write(Volatile.Read(ref _answer));
                    client.Client.Shutdown(SocketShutdown.Send);
                    // until the other side has read it
                    stream.ReadTimeout = 1000;
                    _ = stream.Read(request);
                }
                catch (IOException)
                {
                    // it has heard enough
                }
            }
        }
    }
}
